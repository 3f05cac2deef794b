"""Who rules a group: asked at most every ten minutes, forgotten at once when told that it changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.request import ask

KEPT = timedelta(minutes=10)
ASK_AGAIN = timedelta(seconds=30)
"""How long nobody is an admin after Telegram did not tell."""
WITHIN = 2.0
"""Seconds the answer may take: somebody's message waits for it."""


class Admins:
    """The admins of each group, by account id."""

    def __init__(self, bot: Bot, now: Callable[[], datetime]) -> None:
        self._bot, self._now = bot, now
        self._known: dict[str, tuple[datetime, frozenset[str]]] = {}

    async def include(self, room: str, account: str) -> bool:
        until, admins = self._known.get(room, (self._now(), frozenset[str]()))
        if until <= self._now():
            until, admins = self._known[room] = await self._asked(room)
        return account in admins

    def forget(self, room: str) -> None:
        self._known.pop(room, None)

    async def _asked(self, room: str) -> tuple[datetime, frozenset[str]]:
        try:
            members = await ask(self._bot, "getChatAdministrators", chat_id=int(room), within=WITHIN)
        except TelegramError:
            return self._now() + ASK_AGAIN, frozenset()
        return self._now() + KEPT, frozenset(str(member["user"]["id"]) for member in members)
