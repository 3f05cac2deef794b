"""Two people become one: a contest both played counts once, and the points of the other's part are taken back in sight."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.quiz.contest.settings import COUNTED_TWICE, PLAYED, PRIZE, feature
from storage import camps, contests, points

TWICE = Phrase(
    zh="{n}场竞赛两边都参加了，只计一次：冲回{amount}分。",
    en="Both played in {n} contests; each counts once: {amount} points were taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said: list[Line] = []
    for old_member, kept_member, _ in camps.shared(ctx.db, old, kept):
        both = contests.both_played(ctx.db, old_member, kept_member)
        back = sum(_counter(ctx, contest, camp, old_member, kept_member) for contest, camp in both)
        contests.merge(ctx.db, old_member, kept_member)
        if back:
            said.append(TWICE(n=len(both), amount=back))
    return said


def _counter(ctx: Context, contest: int, camp: int, old: int, kept: int) -> int:
    """Takes back what the part that falls earned; gives the points."""
    earned = (points.booked(ctx.db, f"{reason.code}:{contest}:{old}") or 0 for reason in (PLAYED, PRIZE))
    amount = sum(earned)
    if amount:
        points.enter(
            ctx.db,
            camp,
            kept,
            -amount,
            category=COUNTED_TWICE.category,
            reason=COUNTED_TWICE.code,
            source=f"{COUNTED_TWICE.code}:{contest}:{old}",
            at=ctx.now,
        )
    return amount
