"""What is done on a platform: messages deleted, people silenced, removed and let back, as far as each channel can; the rest is said to be done by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from bot.feature import Context, Line, Phrase
from bot.membership import camp_by_id
from bot.messages import Address, Kind, Lane
from bot.parts import Delete, Part, Remove, Restrict
from bot.platforms import PLATFORMS
from handlers.moderation.settings import feature, staff
from storage import people, rooms
from storage.moderation.cases import ModerationCase

DELETED_WITHIN = timedelta(hours=48)
"""How old a message may be that we still try to delete: no platform lets us later."""
BY_HAND = {
    "silence": Phrase(
        zh="{where}不能由我禁言，请在群里手动操作。",
        en="On {where} I cannot silence anybody; please do it in the group by hand.",
    ),
    "remove": Phrase(
        zh="{where}不能由我移出，请在群里手动操作。",
        en="On {where} I cannot remove anybody; please do it in the group by hand.",
    ),
    "delete": Phrase(
        zh="{where}的消息我删不了，请在群里手动删。",
        en="On {where} I cannot delete messages; please do it in the group by hand.",
    ),
}
WHY = {
    "no_right": Phrase(
        zh="我没有权限（管理员权限里的“封禁用户”和“删除消息”）",
        en="I lack the right (“Ban users” and “Delete messages” among an admin's)",
    ),
    "too_late": Phrase(
        zh="超过48小时，或我没有“删除消息”的权限", en="it is over 48 hours old, or I lack the right to “Delete messages”"
    ),
    "is_admin": Phrase(zh="对方是群主或管理员", en="they own the group or are an admin"),
    "small_group": Phrase(zh="这是普通群，只有超级群能禁言", en="this is a basic group; only supergroups can silence people"),
    "refused": Phrase(zh="平台没有同意", en="the platform refused"),
}
NOT_DONE = {
    "delete": Phrase(
        zh="⚠️ 群里一条要删的消息没删成：{why}。请在群里手动删。",
        en="⚠️ A message was not deleted in the group: {why}. Please delete it there by hand.",
    ),
    "restrict": Phrase(
        zh="⚠️ {name} 在群里的禁言没做成：{why}。请在群里手动操作。",
        en="⚠️ {name} could not be silenced, or let speak again: {why}. Please do it in the group by hand.",
    ),
    "remove": Phrase(
        zh="⚠️ {name} 没能移出或放回：{why}。请在群里手动操作。",
        en="⚠️ {name} could not be removed, or let back: {why}. Please do it in the group by hand.",
    ),
}
SOMEBODY = Phrase(zh="一位成员", en="a member")


def silence(ctx: Context, person: int, until: datetime | None) -> list[Phrase]:
    """Nobody may write until then (None: may again). Gives the platforms where that is to be done by hand."""
    return _everywhere(ctx, person, "restricts", lambda account: Restrict(account, until))


def remove(ctx: Context, person: int, until: datetime | None) -> list[Phrase]:
    """Out of every room until then (None: may come back). Gives the platforms where that is to be done by hand."""
    return _everywhere(ctx, person, "removes", lambda account: Remove(account, until))


def delete(ctx: Context, case: ModerationCase) -> bool:
    """The messages of a case go where the channel can do that and they are young enough; False where a human must."""
    if case.channel is None or case.room is None or not case.messages:
        return True
    known = ctx.router.channels.get(case.channel)
    if known is None or not known.can.deletes:
        return False
    delete_messages(ctx, Address(case.channel, case.room), case.messages, case.found_at)
    return True


def delete_messages(ctx: Context, at: Address, messages: Iterable[str], said_at: datetime) -> None:
    """These go, unless it is too late by then."""
    for message in messages:
        ctx.post(at, Delete(message), lane=Lane.REPLY, until=max(said_at + DELETED_WITHIN, ctx.now + timedelta(minutes=1)))


def where(channel: str) -> Phrase:
    """What people call a platform."""
    return PLATFORMS.get(channel, Phrase(zh=channel, en=channel))


def by_hand(what: str, places: Sequence[Phrase]) -> list[Line]:
    """The sentence for what a human must do, where there is any."""
    return [BY_HAND[what](where=list(dict.fromkeys(places)))] if places else []


def _everywhere(ctx: Context, person: int, can: str, part: Callable[[str], Part]) -> list[Phrase]:
    accounts = {(one.channel, one.ident) for one in people.accounts(ctx.db, person)}
    left: list[Phrase] = []
    for room in ctx.rooms():
        for channel, ident in accounts:
            if channel != room.channel:
                continue
            known = ctx.router.channels.get(channel)
            if known is not None and getattr(known.can, can):
                ctx.post(Address(room.channel, room.room), part(ident), lane=Lane.REPLY)
            else:
                left.append(where(channel))
    return left


@feature.on(Kind.NOT_DONE)
def refused(ctx: Context) -> None:
    """The platform would not: whoever runs the camp hears why, and does it by hand."""
    at, data = ctx.address, ctx.event.data
    camp = rooms.camp_of_room(ctx.db, at.channel, at.room)
    if camp is None:
        return
    known = people.find_account(ctx.db, at.channel, data["account"]) if "account" in data else None
    with ctx.in_camp(camp_by_id(ctx.db, camp)):
        name = SOMEBODY if known is None else ctx.person_by_id(known.person).name
        line = NOT_DONE[data["act"]](why=WHY[data["why"]], **({} if data["act"] == "delete" else {"name": name}))
        for member in staff(ctx):
            ctx.tell(member.person, line)
