"""Who is in a group: whoever spoke or came there lately, else Telegram is asked. A press alone says nothing: whoever sees a message can press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.request import ask

KEPT = timedelta(minutes=10)
WITHIN = 2.0
"""Seconds the answer may take: a press waits for it."""
MOST = 20_000
"""Standings remembered; with more of them all are asked for anew."""
PRESENT = ("creator", "administrator", "member")


class Insiders:
    """The standing of accounts in groups, for ten minutes."""

    def __init__(self, bot: Bot, now: Callable[[], datetime]) -> None:
        self._bot, self._now = bot, now
        self._known: dict[tuple[str, str], tuple[datetime, bool]] = {}

    def note(self, room: str, account: str, *, inside: bool) -> None:
        """What an update told: they spoke or came, or they left."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[room, account] = (self._now() + KEPT, inside)

    async def include(self, room: str, account: str) -> bool:
        """Whether somebody is in the group now; not, where Telegram does not tell in time."""
        until, inside = self._known.get((room, account), (self._now(), False))
        if until > self._now():
            return inside
        try:
            member = await ask(self._bot, "getChatMember", chat_id=int(room), user_id=int(account), within=WITHIN)
        except TelegramError:
            return False
        inside = member["status"] in PRESENT or bool(member.get("is_member"))
        self.note(room, account, inside=inside)
        return inside
