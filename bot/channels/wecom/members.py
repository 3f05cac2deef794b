"""What members are called: asked of the platform once a week, kept, and never waited for longer than a callback can wait."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.channel import House
from bot.channels.tencent.calls import Calls, Refused, Unreached, Unsure
from storage.channels import wecom

ASKED_AGAIN_AFTER = timedelta(days=7)
WAIT = 0.6
"""Seconds a callback may spend on a name: it has one second in all."""
REMEMBERED = 10_000


class Members:
    """Names by userid: from memory, else from our database, else from the platform."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._known: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    async def name(self, house: House, userid: str) -> str:
        """What somebody is called; empty where it cannot be learnt now."""
        known = self._known.get(userid) or await house.look(lambda db: wecom.member(db, userid))
        if known is None or house.now() - known[1] > ASKED_AGAIN_AFTER:
            known = (await self._asked(userid) or (known[0] if known else ""), house.now())
            name, at = known
            await house.keep(lambda db: wecom.remember(db, userid, name, at=at))
        self._known[userid] = known
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known[0]

    async def is_known(self, house: House, userid: str) -> bool:
        """Whether they have ever spoken to us."""
        return userid in self._known or await house.look(lambda db: wecom.member(db, userid)) is not None

    async def _asked(self, userid: str) -> str:
        try:
            async with asyncio.timeout(WAIT):
                return str((await self._calls.get("user/get", userid=userid)).get("name", ""))
        except (TimeoutError, Refused, Unreached, Unsure):
            return ""
