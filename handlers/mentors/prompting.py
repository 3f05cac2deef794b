"""The last workday of every week, at the camp's hour: both of every pair are asked about its behaviours, once, and late where we were away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.feature import Context, Late, Phrase, Said
from bot.prompting import Prompt, in_slices
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
LOOKS_BACK_AT = time(9)
GOOD_FOR = timedelta(days=7)
"""Then the next week is asked about."""


@feature.every(rhythm, name="weekly", late=Late.ONCE)
def weekly(ctx: Context, due_at: datetime) -> None:
    day = ctx.local(due_at).date()
    following = calendar.of_settings(ctx.camp.settings).next_workday(max(day, ctx.local(ctx.now).date()))
    looks_back = on_the_clock(following, LOOKS_BACK_AT, ctx.zone)
    ctx.later("mentors.look_back", f"{ctx.camp.id}:{monday(day).isoformat()}:0", looks_back)
    ask_both(ctx, due_at, monday(day).isoformat())


def _some(ctx: Context, after: int, most: int) -> list[MentorPair]:
    return pairs.some_running(ctx.db, ctx.camp.id, after=after, most=most)


@in_slices(feature, "some", _some)
def ask_both(ctx: Context, prompt: Prompt, found: Sequence[MentorPair]) -> None:
    on_leave = {one.membership for one in checkins.camp_leave(ctx.db, ctx.camp.id, prompt.day, prompt.day)}
    for pair in found:
        if _is_asked(pair, prompt.day):
            _ask(ctx, pair, prompt, on_leave)


def _is_asked(pair: MentorPair, day: date) -> bool:
    """Whether the week is one of its weeks."""
    assert pair.started_on is not None and pair.ends_on is not None
    return pair.started_on <= day and monday(day) <= monday(pair.ends_on)


def _ask(ctx: Context, pair: MentorPair, prompt: Prompt, on_leave: set[int]) -> None:
    """Who is on leave that day is not asked, and misses nothing."""
    week = weeks.ask(ctx.db, pair.id, monday(prompt.day), prompt.day, at=ctx.now)
    if week is None:
        return
    about = [NUMBERED(place=place, behaviour=behaviour) for place, behaviour in enumerate(pair.behaviours, 1)]
    rows = wording.presses(pair, week, {})
    for member, person, _ in pair.sides:
        if member not in on_leave:
            said = {"n": len(pair.behaviours), "late": prompt.late}
            asks: Said = OF_ONESELF(**said) if member == pair.mentee else OF_THE_OTHER(name=pair.mentee_name, **said)
            ctx.tell(person, asks, *about, *rows, until=ctx.now + GOOD_FOR, gently=True)
