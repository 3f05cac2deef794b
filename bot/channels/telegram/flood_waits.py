"""Chats Telegram has asked us to leave alone, and until when; every chat, where it asks so of several at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.channel import TryLater

log = structlog.get_logger()

ALARMING = 60.0
"""Seconds beyond which somebody should know: we earn no such thing by ourselves."""


class Halts:
    """What 429 means for the calls to come: none to that chat until then, or it is asked for longer."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._until: dict[str, datetime] = {}

    def check(self, chat: str) -> None:
        """Raises TryLater while the chat is to be left alone."""
        now = self._now()
        self._until = {halted: until for halted, until in self._until.items() if until > now}
        everywhere = max(self._until.values(), default=now) if len(self._until) > 1 else now
        wait = (max(everywhere, self._until.get(chat, now)) - now).total_seconds()
        if wait > 0:
            raise TryLater(wait, counts=False)

    def halt(self, chat: str, seconds: float) -> None:
        """Telegram asked for so much time."""
        self._until[chat] = self._now() + timedelta(seconds=seconds)
        if seconds > ALARMING:
            log.warning("telegram asks us to wait", chat=chat, seconds=seconds)
