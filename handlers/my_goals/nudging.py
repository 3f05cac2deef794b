"""Once a month: whoever has an open goal is shown theirs, alone, until each is closed."""

from __future__ import annotations

from datetime import datetime, time

from bot.feature import Context, Late, Phrase
from handlers.my_goals.command import listed
from handlers.my_goals.settings import feature
from scheduler.rhythm import Monthly
from storage import my_goals

NUDGE = Phrase(zh="🎯 这个月看一眼你的目标：", en="🎯 A look at your goals this month:")
OVERDUE = Phrase(
    zh="到了日子的：{goals}。达成了就写一句证据，改主意了就放下。",
    en="Their day has come: {goals}. If reached say what shows it; if you changed your mind drop it.",
)
NUMBER = Phrase(zh="#{goal}", en="#{goal}")
AT = time(9, 30)
SLICE = 100


@feature.every(lambda camp: Monthly(1, AT, "next_workday"), name="monthly", late=Late.ONCE)
def monthly(ctx: Context, due_at: datetime) -> None:
    _nudge(ctx, after=0)


@feature.due("some")
def some(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of people."""
    _nudge(ctx, after=int(subject.split(":")[1]))


def _nudge(ctx: Context, *, after: int) -> None:
    found = my_goals.some_with_open(ctx.db, ctx.camp.id, after=after, most=SLICE)
    today = ctx.local(ctx.now).date()
    for member, person in found:
        mine = [one for one in my_goals.of_member(ctx.db, member) if one.is_open]
        lines, presses = listed(mine)
        past = [NUMBER(goal=one.id) for one in mine if one.due < today]
        ctx.tell(person, NUDGE, *lines, *([OVERDUE(goals=past)] if past else []), *presses, gently=True)
    if len(found) == SLICE:
        ctx.later("my_goals.some", f"{ctx.camp.id}:{found[-1][0]}", ctx.now)
