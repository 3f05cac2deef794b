"""How much one room may still be sent: sliding windows of sends, counted here because Tencent drops the excess without a word."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.channel import TryLater
from bot.clock import Clock

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ROOMS = 10_000
"""Rooms remembered at most: the longest quiet one is forgotten first."""


class Budget:
    """So many sends to a room within each span, e.g. `Budget((30, MINUTE), (1000, HOUR))`."""

    def __init__(self, *windows: tuple[int, timedelta]) -> None:
        self._windows = windows
        self._longest = max(span for _, span in windows)
        self._rooms: OrderedDict[str, deque[datetime]] = OrderedDict()

    @property
    def span(self) -> timedelta:
        """The longest of the windows."""
        return self._longest

    def sent_before(self, room: str, sends: int, at: datetime) -> None:
        """So many were sent at a moment before we began; answers given since may be counted already."""
        counted = self._rooms.setdefault(room, deque())
        in_order = sorted([*counted, *[at] * sends])
        counted.clear()
        counted.extend(in_order)

    @contextmanager
    def sending(self, room: str, clock: Clock) -> Iterator[None]:
        """Around one send. Raises TryLater with the seconds until there is room for it, counting nothing.

        It counts from the moment it ended, the latest at which the platform can have counted it; until then from its start.
        """
        sends, began = self._rooms.setdefault(room, deque()), clock.now()
        self._rooms.move_to_end(room)
        while sends and sends[0] <= began - self._longest:
            sends.popleft()
        if wait := max(self._wait(sends, most, span, began) for most, span in self._windows):
            raise TryLater(wait, counts=False)
        if len(self._rooms) > ROOMS:
            self._rooms.popitem(last=False)
        sends.append(began)
        try:
            yield
        finally:
            sends.remove(began)
            sends.append(clock.now())

    @staticmethod
    def _wait(sends: deque[datetime], most: int, span: timedelta, now: datetime) -> float:
        if len(sends) < most or sends[-most] <= now - span:
            return 0.0
        return (sends[-most] + span - now).total_seconds()
