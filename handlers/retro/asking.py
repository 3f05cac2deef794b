"""The last workday of the week: one message in each room asks for the retro, once a week, and says so where it comes late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.feature import Context, Late, Line, Phrase, Press, Said
from bot.late_note import late_note
from handlers.retro.settings import AT, LEAST, feature, rhythm
from scheduler import calendar
from scheduler.rhythm import on_the_clock
from storage import groups, retro

ASKS = Phrase(
    zh="🔁 本周复盘{late}：做了什么、卡点、下周，三句话就好。按“写复盘”私聊写；满{least}人写了，下个工作日不带名字汇总到群里。",
    en="🔁 The week's retro{late}: what you did, where you are stuck, what comes next; three lines will do. Press “Write” and write in private; "
    "once {least:person has|people have} written, the group reads it without names on the next workday.",
)
ASKS_OWN = Phrase(
    zh="🔁 本周复盘{late}：{fields}，一栏一句就好。按“写复盘”私聊写；满{least}人写了，下个工作日不带名字汇总到群里。",
    en="🔁 The week's retro{late}: {fields}; a line each will do. Press “Write” and write in private; "
    "once {least:person has|people have} written, the group reads it without names on the next workday.",
)
GROUPED = Phrase(
    zh="分了组的，本组满{least}人写了，同组的人另看一份本组的，也不带名字。",
    en="Where you are in a group, its own are summed up too, for those of the group and without names, once {least:person has|people have} written.",
)
WRITE = Phrase(zh="写复盘", en="Write")
SUMMED_UP_AT = time(9, 40)


@feature.every(rhythm, name="weekly", late=Late.ONCE)
def weekly(ctx: Context, due_at: datetime) -> None:
    if not ctx.setting(AT):
        return
    day = ctx.local(due_at).date()
    monday = day - timedelta(day.weekday())
    template = retro.template(ctx.db, ctx.camp.id)
    number = retro.open_retro(ctx.db, ctx.camp.id, monday, template.id, at=ctx.now)
    if number is None:
        return
    following = calendar.of_settings(ctx.camp.settings).next_workday(max(day, ctx.local(ctx.now).date()))
    ctx.later("retro.sum_up", f"retro:{number}", on_the_clock(following, SUMMED_UP_AT, ctx.zone))
    ctx.announce(*asks(ctx, template.fields, late_note(ctx, due_at)))


def asks(ctx: Context, own: Sequence[str], late: Line | str) -> tuple[Said, ...]:
    """What every room reads."""
    line = ASKS_OWN(late=late, fields=list(own), least=LEAST) if own else ASKS(late=late, least=LEAST)
    grouped = [GROUPED(least=LEAST)] if groups.in_use(ctx.db, ctx.camp.id) else []
    return line, *grouped, [Press(WRITE, "复盘")]
