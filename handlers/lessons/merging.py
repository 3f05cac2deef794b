"""Two people become one: a lesson both learned counts once, and the later one's points get a counter-entry."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.lessons.settings import APPLIED, COUNTED_TWICE, LEARNED, feature
from storage import camps, lessons, points

TWICE = Phrase(
    zh="{n}节微课两边都学过，只计一次：冲回{amount}分。",
    en="Both learned {n} of the lessons; each counts once: {amount} points were taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said = []
    for old_member, kept_member, camp in camps.shared(ctx.db, old, kept):
        twice = lessons.move(ctx.db, old_member, kept_member)
        back = sum(
            _counter(ctx, camp, code, old_member, kept_member, one) for one in twice for code in (LEARNED.code, APPLIED.code)
        )
        if twice:
            said.append(TWICE(n=len(twice), amount=back))
    return said


def _counter(ctx: Context, camp: int, code: str, old: int, kept: int, lesson: int) -> int:
    """Takes back the smaller of what both were paid for a lesson; gives the points."""
    paid = [points.booked(ctx.db, f"{code}:{member}:{lesson}") or 0 for member in (old, kept)]
    if not (amount := min(paid)):
        return 0
    points.enter(
        ctx.db,
        camp,
        kept,
        -amount,
        category=COUNTED_TWICE.category,
        reason=COUNTED_TWICE.code,
        source=f"lesson_twice:{code}:{old}:{lesson}",
        at=ctx.now,
    )
    return amount
