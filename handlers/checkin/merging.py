"""Two people become one: a day both stamped counts once, and the streak is what their days together make it."""

from __future__ import annotations

from datetime import date

from bot.feature import Context, Line, Phrase
from bot.membership import camp_by_id
from handlers.checkin.settings import COUNTED_TWICE, MAKEUP, RUN, RUN_LENGTH, STAMP, feature
from handlers.checkin.stamp import run_of, short
from storage import checkins, points, uniting

TWICE = Phrase(
    zh="{days} 两边都打了卡，只计一次：冲回{amount}分。",
    en="Both checked in on {days}; it counts once: {amount:point was|points were} taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    """The earlier stamp of a day stands; what the later one was paid is taken back."""
    said: list[Line] = []
    for old_member, kept_member, camp in uniting.shared(ctx.db, old, kept):
        days = checkins.both_stamped(ctx.db, old_member, kept_member)
        back = sum(_paid_once(ctx, kept_member, day) for day in days)
        checkins.move(ctx.db, camp, old_member, kept_member)
        _run_again(ctx, camp, kept_member)
        if days:
            said.append(TWICE(days=[short(day).to(ctx.language) for day in days], amount=back))
    return said


def _paid_once(ctx: Context, member: int, day: date) -> int:
    """A day is paid once, as a stamp or as a make-up, and so is the run that ends on it; gives the points taken back."""
    back = 0
    for once in ((STAMP, MAKEUP), (RUN,)):
        paid = [f"{reason.code}:%:{day.isoformat()}" for reason in once]
        back += points.keep_first(ctx.db, member, *paid, reason=COUNTED_TWICE.code, at=ctx.now, note=f"{day.month}/{day.day}")
    return back


def _run_again(ctx: Context, camp: int, member: int) -> None:
    """The streak, from the days themselves."""
    with ctx.in_camp(camp_by_id(ctx.db, camp)):
        latest = checkins.workday_stamps(ctx.db, member, ctx.today, 1)
        if latest:
            run = run_of(ctx, member, latest[0])
            checkins.keep_streak(ctx.db, member, run.length, run.last, run.length // RUN_LENGTH)
