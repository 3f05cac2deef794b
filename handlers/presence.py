"""Our own standing in a camp's rooms: sent out and taken in again, silenced and allowed to speak. The camp keeps the room, its managers hear so."""

from __future__ import annotations

from bot.feature import Context, Feature, Line, Phrase, Theme
from bot.membership import camp_by_id
from bot.messages import Kind, Lane
from storage import memberships, rooms, troubles
from storage.troubles import Trouble

feature = Feature("presence", Theme.CAMP)

SENT_OUT = Phrase(
    zh="⚠️ 我被移出了“{camp}”的群“{room}”：那里的推送和提醒先停着。重新把我拉进去就接着来，不用再绑定。",
    en="⚠️ I was taken out of “{room}” of “{camp}”: its messages and reminders rest. Add me again and they go on; no need to bind.",
)
BACK = Phrase(
    zh="我回来了，这里还是营“{camp}”的群，推送和提醒接着来。",
    en="I am back. This is still a group of “{camp}”; messages and reminders go on.",
)
CLOSED = "closed"
"""The reason a room is parked for where we may not write in it."""


@feature.on(Kind.WE_LEFT)
def leave(ctx: Context) -> None:
    """The room sleeps: it keeps its camp, and nothing is posted there. Its managers hear so at once, in private."""
    _entitle(ctx)
    camp = rooms.fall_asleep(ctx.db, ctx.address.channel, ctx.address.room, at=ctx.now)
    troubles.end(ctx.db, ctx.address.channel, ctx.address.room)
    if camp is not None:
        _tell_managers(ctx, camp, SENT_OUT(camp=_name(ctx, camp), room=_title(ctx)))


@feature.on(Kind.WE_JOINED)
def come_back(ctx: Context) -> None:
    """The room wakes, and what is owed there goes out."""
    camp = rooms.wake_up(ctx.db, ctx.address.channel, ctx.address.room)
    _entitle(ctx)
    _release(ctx)
    if camp is not None:
        ctx.reply(BACK(camp=_name(ctx, camp)))


@feature.on(Kind.MUTED)
def fall_silent(ctx: Context) -> None:
    """We may not write there: what is owed is kept, and the managers are told how to mend it."""
    _entitle(ctx)
    told = troubles.begin(ctx.db, Trouble(ctx.address.channel, ctx.address.room, CLOSED), now=ctx.now)
    if told is not None and ctx.camp_or_none is not None:
        ctx.effects.is_due(told)


@feature.on(Kind.UNMUTED)
def speak_again(ctx: Context) -> None:
    _release(ctx)


def _entitle(ctx: Context) -> None:
    if title := ctx.event.data.get("title"):
        rooms.entitle(ctx.db, ctx.address.channel, ctx.address.room, title)


def _release(ctx: Context) -> None:
    """Whatever was wrong with the room is over."""
    troubles.end(ctx.db, ctx.address.channel, ctx.address.room)
    ctx.effects.is_mended(ctx.address.channel, ctx.address.room)
    ctx.effects.owe(ctx.address.channel, ctx.address.room, Lane.PUSH)


def _name(ctx: Context, camp: int) -> str:
    return camp_by_id(ctx.db, camp).name


def _title(ctx: Context) -> str:
    return rooms.title_of(ctx.db, ctx.address.channel, ctx.address.room)


def _tell_managers(ctx: Context, camp: int, line: Line) -> None:
    for member in memberships.members(ctx.db, camp):
        if member.role in ("manager", "owner"):
            ctx.tell(member.person, line)
