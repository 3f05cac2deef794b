"""Who speaks to the smart bot: plain ids as they are, encrypted ones translated where a self-built app can."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from bot.channel import House
from bot.channels.wecom_bot.inbound import is_encrypted
from bot.messages import nameless
from storage.channels import wecom_bot

REMEMBERED = 10_000


class Company(Protocol):
    """What the self-built app knows of the company's people (`bot.channels.wecom.Wecom`)."""

    async def plain_id(self, seen_as: str) -> str | None: ...
    async def called(self, userid: str) -> str: ...


class People:
    """(userid, name) of whoever the platform shows us."""

    def __init__(self, company: Company | None) -> None:
        self._company = company
        self._plain: OrderedDict[str, str] = OrderedDict()

    async def who(self, house: House, seen_as: str) -> tuple[str, str]:
        """The name is empty where nobody can tell it and the id can be read."""
        userid = await self._userid(house, seen_as)
        if self._company is None or is_encrypted(userid):
            return userid, nameless(userid) if is_encrypted(userid) else ""
        return userid, await self._company.called(userid)

    async def _userid(self, house: House, seen_as: str) -> str:
        if self._company is None or not is_encrypted(seen_as):
            return seen_as
        known = self._plain.get(seen_as) or await house.look(lambda db: wecom_bot.plain_id(db, seen_as))
        if known is None:
            known = await self._company.plain_id(seen_as)
            if known is None:
                return seen_as
            userid = known
            await house.keep(lambda db: wecom_bot.translate(db, seen_as, userid))
        self._plain[seen_as] = known
        if len(self._plain) > REMEMBERED:
            self._plain.popitem(last=False)
        return known
