"""Chats Telegram has asked us to leave alone, and until when. A wait belongs to the chat that was told to; everywhere is silent only on evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.channel import TryLater

log = structlog.get_logger()

ALARMING = 60.0
"""Seconds beyond which somebody should know: we earn no such thing by ourselves."""
EVIDENCE = 3
"""Private chats told to wait at a time from which it is us who are too fast, not they: nobody is written to alone that often. Groups, which have a
limit of their own, prove nothing."""
PROBES = (5.0, 60.0)
"""Seconds between two messages sent all the same while everywhere is silent: doubled each time, at most the second."""


class FloodWaits:
    """What 429 means for the calls to come."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._until: dict[str, datetime] = {}
        self._evidence: set[str] = set()
        self._probe: datetime | None = None
        self._between = PROBES[0]

    def check(self, chat: str) -> None:
        """Raises TryLater while the chat, or every chat, is to be left alone; one message at a time goes to see whether that is over."""
        now = self._now()
        self._until = {told: until for told, until in self._until.items() if until > now}
        if (until := self._until.get(chat)) is not None:
            raise TryLater((until - now).total_seconds(), counts=False)
        if self._probe is None:
            return
        if self._probe > now:
            raise TryLater((self._probe - now).total_seconds(), counts=False)
        self._put_off(now)

    def told(self, chat: str, seconds: float) -> None:
        """Telegram asked for so much time."""
        now = self._now()
        self._until[chat] = now + timedelta(seconds=seconds)
        if seconds > ALARMING:
            log.warning("telegram asks us to wait", chat=chat, seconds=seconds)
        if chat.startswith("-"):
            return
        self._evidence = {known for known in self._evidence if known in self._until} | {chat}
        if self._probe is None and len(self._evidence) >= EVIDENCE:
            log.warning("telegram asks us to wait everywhere", chats=len(self._evidence))
            self._put_off(now)

    def went(self) -> None:
        """Something was sent: whatever kept everywhere silent is over."""
        self._evidence.clear()
        self._probe, self._between = None, PROBES[0]

    def _put_off(self, now: datetime) -> None:
        self._probe = now + timedelta(seconds=self._between)
        self._between = min(self._between * 2, PROBES[1])
