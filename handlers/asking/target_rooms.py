"""Where a poll or form is asked: every room of the camp, or one of them, as far as an answer can be heard there."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal, Role
from bot.messages import Address
from storage import reminders

NOT_THERE = Phrase(zh="这是另一个群的，只问那个群里的人。", en="That was asked in another group, of the people who are in it.")
NO_ROOMS = Phrase(
    zh="这个营还没有群。先在群里发“绑定群 {camp}”。", en="This camp has no group yet. Send “bind {camp}” in one first."
)
ONLY_SENDS = Phrase(
    zh="这里的群机器人只能发、听不到回答，投不了票。可以用“问卷”私信大家，或把小助拉进能说话的群再投。",
    en="The group's webhook only sends and hears no answer, so nobody could vote there. Use “survey” to ask in private, or bring "
    "me into a group where people can talk to me.",
)


def place_for(ctx: Context) -> str:
    """Whose people may be asked: all of the camp by a manager, those of this room by its host."""
    return "camp" if ctx.role >= Role.MANAGER or ctx.room_id is None else f"room:{ctx.room_id}"


def is_theirs(ctx: Context, author: int, place: str) -> bool:
    """Whether what was asked is theirs to see listed: a manager's all of it, a host's what is asked in their room, or by themselves."""
    return ctx.role >= Role.MANAGER or author == ctx.person.id or place in ("camp", f"room:{ctx.room_id}")


def rooms(ctx: Context, camp: int, place: str) -> list[Address]:
    """The rooms of `camp` or `room:3` as they are now; one that left the camp, or where nobody can be heard, is none."""
    return [room for room in _rooms(ctx, camp, place) if _hears(ctx, room)]


def rooms_to_ask(ctx: Context, place: str) -> list[Address]:
    """The same, at least one of them. Raises Refusal."""
    found = rooms(ctx, ctx.camp.id, place)
    if not found:
        raise Refusal(ONLY_SENDS if _rooms(ctx, ctx.camp.id, place) else NO_ROOMS(camp=ctx.camp.name))
    return found


def _rooms(ctx: Context, camp: int, place: str) -> list[Address]:
    kind, _, number = place.partition(":")
    if kind == "camp":
        return ctx.rooms()
    room = reminders.room_of(ctx.db, int(number))
    return [room.address] if room is not None and room.camp == camp else []


def _hears(ctx: Context, room: Address) -> bool:
    known = ctx.router.channels.get(room.channel)
    return known is None or bool(known.can.hears)
