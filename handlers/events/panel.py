"""Beside the talk: the nearest event that is to come, to sign up for, or to sign in to while it is on."""

from __future__ import annotations

from typing import Any

from bot.feature import Asker, Phrase
from bot.parts import Button
from handlers.events import codes
from handlers.events.settings import feature
from storage.connection import Db
from storage.events import events, guests, signups

SIGN_UP = Phrase(zh="报名 {title}", en="Sign up: {title}")
SEE = Phrase(zh="活动 {title}", en="Event: {title}")


@feature.panel
def nearest(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    """One chip: what is theirs first."""
    mine = {it.event for it in signups.of_member(reader, asker.membership.id, asker.now - codes.OPENS_BEFORE)}
    coming = events.coming(reader, asker.camp.id, asker.now)
    theirs = next((one for one in coming if one.id in mine), None)
    if theirs is not None:
        return {}, [Button(SEE(title=theirs.title).to(asker.language), f"活动 V{theirs.id}")]
    open_ = next((one for one in coming if guests.may_come(reader, one.id, asker.membership.id)), None)
    return {}, [Button(SIGN_UP(title=open_.title).to(asker.language), f"报名 V{open_.id}")] if open_ is not None else []
