"""What members are called: asked of the platform in the background, kept for a week, asked again within minutes where it would not say."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.channel import House
from bot.channels.tencent.calls import Calls, Refused, Unreached, Unsure
from storage.channels import wecom

ASKED_AGAIN_AFTER = timedelta(days=7)
NAMELESS_ASKED_AGAIN_AFTER = timedelta(minutes=2)
WAIT = 0.6
"""Seconds a callback may spend on a name: it has one second in all. What comes later is known to the next."""
REMEMBERED = 10_000


class Members:
    """Names by userid: from memory, else from our database, else from the platform."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._known: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[str]] = {}

    async def name(self, house: House, userid: str) -> str:
        """What somebody is called; empty where it is not known yet."""
        known = self._known.get(userid) or await house.look(lambda db: wecom.member(db, userid))
        if known is not None:
            self._remember(userid, known)
            if house.now() - known[1] <= (ASKED_AGAIN_AFTER if known[0] else NAMELESS_ASKED_AGAIN_AFTER):
                return known[0]
        asking = self._asking.get(userid) or self._ask(house, userid, known[0] if known else "")
        await asyncio.wait({asking}, timeout=WAIT)
        return asking.result() if asking.done() and not asking.cancelled() else known[0] if known else ""

    async def is_known(self, house: House, userid: str) -> bool:
        """Whether they have ever spoken to us."""
        return userid in self._known or await house.look(lambda db: wecom.member(db, userid)) is not None

    def stop(self) -> None:
        for asking in self._asking.values():
            asking.cancel()

    def _ask(self, house: House, userid: str, before: str) -> asyncio.Task[str]:
        asking = asyncio.ensure_future(self._learn(house, userid, before))
        self._asking[userid] = asking
        asking.add_done_callback(lambda _: self._asking.pop(userid, None))
        return asking

    async def _learn(self, house: House, userid: str, before: str) -> str:
        name, at = await self._told(userid) or before, house.now()
        self._remember(userid, (name, at))
        await house.keep(lambda db: wecom.remember(db, userid, name, at=at))
        return name

    async def _told(self, userid: str) -> str:
        try:
            return str((await self._calls.get("user/get", userid=userid)).get("name", ""))
        except (Refused, Unreached, Unsure):
            return ""

    def _remember(self, userid: str, known: tuple[str, datetime]) -> None:
        self._known[userid] = known
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
