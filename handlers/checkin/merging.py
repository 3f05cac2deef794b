"""Two people become one: a day both stamped counts once, and the streak is what their days together make it."""

from __future__ import annotations

from datetime import date

from bot.feature import Context, Line, Phrase
from bot.membership import camp_of
from handlers.checkin.settings import COUNTED_TWICE, RUN_LENGTH, feature
from handlers.checkin.stamp import run_of, short
from storage import camps, checkins, points

TWICE = Phrase(
    zh="{days} 两边都打了卡，只计一次：冲回{amount}分。",
    en="Both checked in on {days}; it counts once: {amount} points were taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    """The earlier stamp of a day stands; the later one's points get a counter-entry."""
    said: list[Line] = []
    for old_member, kept_member, camp in camps.shared(ctx.db, old, kept):
        days = checkins.both_stamped(ctx.db, old_member, kept_member)
        back = sum(_counter(ctx, camp, old_member, kept_member, day) for day in days)
        checkins.move(ctx.db, camp, old_member, kept_member)
        _run_again(ctx, camp, kept_member)
        if days:
            said.append(TWICE(days="、".join(short(day).to(ctx.language) for day in days), amount=back))
    return said


def _counter(ctx: Context, camp: int, old: int, kept: int, day: date) -> int:
    """Takes back what the stamp that falls earned, the smaller of the two; gives the points."""
    earned = [_earned(ctx, member, day) for member in (old, kept)]
    amount = min(earned)
    if not amount:
        return 0
    points.enter(
        ctx.db,
        camp,
        kept,
        -amount,
        category=COUNTED_TWICE.category,
        reason=COUNTED_TWICE.code,
        source=f"counted_twice:{old}:{day.isoformat()}",
        at=ctx.now,
        note=f"{day.month}/{day.day}",
    )
    return amount


def _earned(ctx: Context, member: int, day: date) -> int:
    """What a day's stamp earned a membership, as a stamp or as a make-up."""
    booked = (points.booked(ctx.db, f"{code}:{member}:{day.isoformat()}") for code in ("checkin", "makeup"))
    return next((amount for amount in booked if amount), 0)


def _run_again(ctx: Context, camp: int, member: int) -> None:
    """The streak, from the days themselves."""
    before, ctx.camp_or_none = ctx.camp_or_none, camp_of(ctx.db.one(camps.CAMP, camp=camp))
    latest = checkins.workday_stamps(ctx.db, member, ctx.today, 1)
    if latest:
        run = run_of(ctx, member, latest[0])
        checkins.keep_streak(ctx.db, member, run.length, run.last, run.length // RUN_LENGTH)
    ctx.camp_or_none = before
