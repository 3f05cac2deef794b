"""The workday after: each room reads what those in it wrote, and a group's own room what its group did, by field and without names, where
at least three did."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Phrase, Said
from handlers.retro.settings import LEAST, feature, named
from storage import groups, retro, rooms
from storage.retro import Retro, RetroAnswer

SUMMARY = Phrase(zh="🔁 上周复盘（{n}人写了）", en="🔁 The retro ({n:person|people} wrote)")
SUMMARY_OF = Phrase(zh="🔁 {group}组上周复盘（{n}人写了）", en="🔁 The retro of group {group} ({n:person|people} wrote)")
HEADING = Phrase(zh="{field}：", en="{field}:")
LINE = Phrase(zh="· {words}", en="· {words}")
MORE = Phrase(zh="· 还有{n}条", en="· and {n} more")
SHOWN = 4
SHORT = 60


@feature.due("sum_up")
def sum_up(ctx: Context, subject: str, _: datetime) -> None:
    found = retro.find(ctx.db, int(subject.split(":")[1]))
    draw = groups.in_use(ctx.db, ctx.camp.id)
    own = {room: group for group, room in groups.rooms(ctx.db, draw.id).items()} if draw else {}
    for room in rooms.rooms(ctx.db, ctx.camp.id):
        every = retro.answers(ctx.db, found.id, room.id)
        group = own.get(room.id)
        if draw is not None and group is not None:
            every = retro.answers_of_group(ctx.db, found.id, draw.id, group)
        n = len({one.membership for one in every})
        if n >= LEAST:
            summary = SUMMARY(n=n) if group is None else SUMMARY_OF(group=group, n=n)
            ctx.post(room.address, summary, *_by_field(found, every))


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
