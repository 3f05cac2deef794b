"""What one person may ask of the web chat, however many tabs they have open."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.channels.web.token_bucket import TokenBucket

MOST_TABS = 20
MOST_UPLOADS = 3
"""Files of one person on their way at a time."""
MOST_UPLOADS_OF_ALL = 24
"""Of everybody: each may be 20 MB of the disk before its size is known."""
HEARD_EVERY = 15.0
"""Seconds between two words of one person on how long the way to their pages is: a page pings every twenty."""
REMEMBERED = 5_000
"""People whose limits are kept; who was away longest comes back with fresh ones."""


@dataclass(slots=True)
class PersonLimits:
    """One person's: `words` are lines and presses, `frames` all that their tabs send, `files` uploads begun."""

    words: TokenBucket = field(default_factory=lambda: TokenBucket(15, 2))
    frames: TokenBucket = field(default_factory=lambda: TokenBucket(240, 40))
    files: TokenBucket = field(default_factory=lambda: TokenBucket(20, 0.2))
    uploading: int = 0
    heard_at: float = float("-inf")

    def may_be_heard(self, now: float) -> bool:
        """Whether their word on the delay counts now (seconds of a steady clock): one voice a person."""
        if now - self.heard_at < HEARD_EVERY:
            return False
        self.heard_at = now
        return True


class Limits:
    """Everybody's."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, PersonLimits] = OrderedDict()
        self._uploading = 0

    def of(self, name: str) -> PersonLimits:
        limits = self._of.setdefault(name, PersonLimits())
        self._of.move_to_end(name)
        if len(self._of) > REMEMBERED:
            self._of.popitem(last=False)
        return limits

    @contextmanager
    def uploading(self, name: str) -> Iterator[bool]:
        """While a file is on its way; gives whether one more may be."""
        mine = self.of(name)
        if mine.uploading >= MOST_UPLOADS or self._uploading >= MOST_UPLOADS_OF_ALL:
            yield False
            return
        mine.uploading += 1
        self._uploading += 1
        try:
            yield True
        finally:
            mine.uploading -= 1
            self._uploading -= 1
