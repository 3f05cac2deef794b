"""Two people become one: a lesson both learned counts once, and what the later one was paid is taken back."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.lessons.settings import APPLIED, COUNTED_TWICE, LEARNED, feature
from storage import lessons, points, uniting

TWICE = Phrase(
    zh="{n}节微课两边都学过，只计一次：冲回{amount}分。",
    en="Both learned {n:lesson|lessons}; each counts once: {amount:point was|points were} taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said = []
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        twice = lessons.move(ctx.db, old_member, kept_member)
        lessons.move_weak(ctx.db, old_member, kept_member)
        back = sum(_paid_once(ctx, code, kept_member, one) for one in twice for code in (LEARNED.code, APPLIED.code))
        if twice:
            said.append(TWICE(n=len(twice), amount=back))
    return said


def _paid_once(ctx: Context, code: str, member: int, lesson: int) -> int:
    return points.keep_first(ctx.db, member, f"{code}:%:{lesson}", reason=COUNTED_TWICE.code, at=ctx.now)
