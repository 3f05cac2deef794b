"""The workday after, by field and without names, where at least three wrote: each room reads what those in it did, and a group what its own
did, in its room or, where it has none, each alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.feature import Context, Phrase, Said
from bot.prompting import Prompt, in_slices
from handlers.retro.settings import LEAST, feature, named
from storage import groups, memberships, retro, rooms
from storage.groups import GroupDraw
from storage.memberships import Member
from storage.retro import Retro, RetroAnswer

SUMMARY = Phrase(zh="🔁 上周复盘（{n}人写了）", en="🔁 The retro ({n:person|people} wrote)")
SUMMARY_OF = Phrase(zh="🔁 {group}组上周复盘（{n}人写了）", en="🔁 The retro of group {group} ({n:person|people} wrote)")
HEADING = Phrase(zh="{field}：", en="{field}:")
LINE = Phrase(zh="· {words}", en="· {words}")
MORE = Phrase(zh="· 还有{n}条", en="· and {n} more")
SHOWN = 4
SHORT = 60


@feature.due("sum_up")
def sum_up(ctx: Context, subject: str, due_at: datetime) -> None:
    found = retro.find(ctx.db, int(subject.split(":")[1]))
    draw = groups.in_use(ctx.db, ctx.camp.id)
    own = {room: group for group, room in groups.rooms(ctx.db, draw.id).items()} if draw else {}
    for room in rooms.rooms(ctx.db, ctx.camp.id):
        group = own.get(room.id)
        if draw is not None and group is not None:
            said = _of_group(ctx, found, draw, group)
        else:
            said = _summary(found, retro.answers(ctx.db, found.id, room.id), SUMMARY)
        if said:
            ctx.post(room.address, *said)
    if draw is not None:
        tell_groups(ctx, due_at, subject)


def _some(ctx: Context, after: int, most: int) -> list[Member]:
    return memberships.some_members(ctx.db, ctx.camp.id, after=after, most=most)


@in_slices(feature, "groups", _some)
def tell_groups(ctx: Context, prompt: Prompt, members: Sequence[Member]) -> None:
    """Those of a group without a room of its own read its summary alone."""
    draw = groups.in_use(ctx.db, ctx.camp.id)
    if draw is None:
        return
    found = retro.find(ctx.db, int(prompt.period.split(":")[1]))
    in_group = groups.among(ctx.db, draw.id, members[0].id, members[-1].id)
    roomless = set(in_group.values()) - set(groups.rooms(ctx.db, draw.id))
    summaries = {group: _of_group(ctx, found, draw, group) for group in sorted(roomless)}
    for member in members:
        said = summaries.get(in_group.get(member.id, 0))
        if said and member.role == "learner":
            ctx.tell(member.person, *said, gently=True)


def _of_group(ctx: Context, found: Retro, draw: GroupDraw, group: int) -> list[Said]:
    return _summary(found, retro.answers_of_group(ctx.db, found.id, draw.id, group), SUMMARY_OF, group=group)


def _summary(found: Retro, every: list[RetroAnswer], heading: Phrase, **of: int) -> list[Said]:
    """What is read of a retro where enough wrote; else nothing."""
    n = len({one.membership for one in every})
    return [heading(n=n, **of), *_by_field(found, every)] if n >= LEAST else []


def _by_field(found: Retro, every: list[RetroAnswer]) -> list[Said]:
    """What was written, a heading for each field and some lines below it."""
    said: list[Said] = []
    for field, name in named(found.fields).items():
        lines = [one.words for one in every if one.field == field]
        if lines:
            said += [HEADING(field=name), *(LINE(words=words[:SHORT]) for words in lines[:SHOWN])]
        if len(lines) > SHOWN:
            said.append(MORE(n=len(lines) - SHOWN))
    return said
