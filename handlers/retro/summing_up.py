"""The workday after: each room reads what those in it wrote, by field and without names, where at least three did."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Phrase, Said
from handlers.retro.settings import FIELD, LEAST, feature
from storage import retro, rooms
from storage.retro import FIELDS

SUMMARY = Phrase(zh="🔁 上周复盘（{n}人写了）", en="🔁 The retro ({n:person|people} wrote)")
HEADING = Phrase(zh="{field}：", en="{field}:")
LINE = Phrase(zh="· {words}", en="· {words}")
MORE = Phrase(zh="· 还有{n}条", en="· and {n} more")
SHOWN = 4
SHORT = 60


@feature.due("sum_up")
def sum_up(ctx: Context, subject: str, _: datetime) -> None:
    number = int(subject.split(":")[1])
    for room in rooms.rooms(ctx.db, ctx.camp.id):
        every = retro.answers(ctx.db, number, room.id)
        people = {one.membership for one in every}
        if len(people) < LEAST:
            continue
        said: list[Said] = [SUMMARY(n=len(people))]
        for field in FIELDS:
            lines = [one.words for one in every if one.field == field]
            if lines:
                said += [HEADING(field=FIELD[field]), *(LINE(words=words[:SHORT]) for words in lines[:SHOWN])]
            if len(lines) > SHOWN:
                said.append(MORE(n=len(lines) - SHOWN))
        ctx.post(room.address, *said)
