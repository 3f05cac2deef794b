"""Two people become one: an exam both passed is paid once, and the goes of both are theirs."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.quiz.exam.settings import COUNTED_TWICE, PASSED, feature
from storage import exams, points, uniting

TWICE = Phrase(
    zh="{n}场考试两边都通过了，只计一次：冲回{amount}分。",
    en="Both passed {n:exam|exams}; each counts once: {amount:point was|points were} taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said: list[Line] = []
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        both = exams.both_sat(ctx.db, old_member, kept_member)
        back = [amount for exam, _ in both if (amount := _paid_once(ctx, exam, kept_member))]
        exams.merge(ctx.db, old_member, kept_member)
        if back:
            said.append(TWICE(n=len(back), amount=sum(back)))
    return said


def _paid_once(ctx: Context, exam: int, member: int) -> int:
    return points.keep_first(ctx.db, member, f"{PASSED.code}:{exam}:%", reason=COUNTED_TWICE.code, at=ctx.now)
