"""The last workday of every week, at the camp's hour: both of every pair are asked about its behaviours, once, and late where we were away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.feature import Context, Late, Line, Phrase, Said
from handlers.mentors import wording
from handlers.mentors.settings import feature, rhythm
from handlers.mentors.wording import NUMBERED, monday
from scheduler import calendar
from scheduler.rhythm import on_the_clock
from storage import checkins
from storage.mentors import pairs, weeks
from storage.mentors.pairs import MentorPair

OF_ONESELF = Phrase(zh="⏰ 本周{n}项行为做得怎么样？{late}", en="⏰ How did your {n:behaviour|behaviours} go this week?{late}")
OF_THE_OTHER = Phrase(
    zh="⏰ {name}本周{n}项行为做得怎么样？{late}", en="⏰ How did the {n:behaviour|behaviours} of {name} go this week?{late}"
)
LATE = Phrase(zh="（{at:%H:%M} 的提醒补发）", en=" (due at {at:%H:%M}, sent late)")
LATE_DAY = Phrase(zh="（{at:%m-%d %H:%M} 的提醒补发）", en=" (due {at:%m-%d %H:%M}, sent late)")
IN_TIME = timedelta(minutes=2)
SLICE = 50
"""Pairs asked in one transaction: two messages each."""
LOOKS_BACK_AT = time(9)
GOOD_FOR = timedelta(days=7)
"""Then the next week is asked about."""


@feature.every(rhythm, name="weekly", late=Late.ONCE)
def weekly(ctx: Context, due_at: datetime) -> None:
    day = ctx.local(due_at).date()
    following = calendar.of_settings(ctx.camp.settings).next_workday(max(day, ctx.local(ctx.now).date()))
    looks_back = on_the_clock(following, LOOKS_BACK_AT, ctx.zone)
    ctx.later("mentors.look_back", f"{ctx.camp.id}:{monday(day).isoformat()}:0", looks_back)
    _ask_some(ctx, due_at, after=0)


@feature.due("some")
def some(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of them."""
    moment, after = subject.split(":")[1:]
    _ask_some(ctx, datetime.fromtimestamp(int(moment), UTC), after=int(after))


def _ask_some(ctx: Context, due_at: datetime, *, after: int) -> None:
    day = ctx.local(due_at).date()
    found = pairs.some_running(ctx.db, ctx.camp.id, after=after, most=SLICE)
    on_leave = {one.membership for one in checkins.camp_leave(ctx.db, ctx.camp.id, day, day)} if found else set()
    for pair in found:
        if _is_asked(pair, day):
            _ask(ctx, pair, due_at, day, on_leave)
    if len(found) == SLICE:
        ctx.later("mentors.some", f"{ctx.camp.id}:{int(due_at.timestamp())}:{found[-1].id}", ctx.now)


def _is_asked(pair: MentorPair, day: date) -> bool:
    """Whether the week is one of its weeks."""
    assert pair.started_on is not None and pair.ends_on is not None
    return pair.started_on <= day and monday(day) <= monday(pair.ends_on)


def _ask(ctx: Context, pair: MentorPair, due_at: datetime, day: date, on_leave: set[int]) -> None:
    """Who is on leave that day is not asked, and misses nothing."""
    week = weeks.ask(ctx.db, pair.id, monday(day), day, at=ctx.now)
    if week is None:
        return
    late = _late(ctx, due_at)
    about = [NUMBERED(place=place, behaviour=behaviour) for place, behaviour in enumerate(pair.behaviours, 1)]
    rows = wording.presses(pair, week, {})
    for member, person, _ in pair.sides:
        if member not in on_leave:
            said = {"n": len(pair.behaviours), "late": late}
            asks: Said = OF_ONESELF(**said) if member == pair.mentee else OF_THE_OTHER(name=pair.mentee_name, **said)
            ctx.tell(person, asks, *about, *rows, until=ctx.now + GOOD_FOR, gently=True)


def _late(ctx: Context, due_at: datetime) -> Line | str:
    if ctx.now - due_at <= IN_TIME:
        return ""
    return (LATE if ctx.local(due_at).date() == ctx.local(ctx.now).date() else LATE_DAY)(at=due_at)
