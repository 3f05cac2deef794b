"""Who has passed an exam: by the mark a go was begun under, or a lower one since. A pass is paid once, and taken back with it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.feature import Context
from handlers.quiz.exam.settings import EXAM_POINTS, PASSED, REGRADED
from storage import exams, points
from storage.connection import Db
from storage.exams import Exam, ExamScore, Sitting, is_pass, mark_of, passed_by

__all__ = ["change", "is_pass", "mark_of", "passed_among", "passed_by", "settle"]
"""The rule of a pass itself stands in storage: certificates go by it too."""


def passed_among(exam: Exam, goes: Iterable[Sitting | ExamScore]) -> set[int]:
    """The memberships that pass with one of these goes."""
    return {go.membership for go in goes if is_pass(exam, go)}


def _earns(db: Db, exam: Exam, member: int, passed: bool, pass_points: int) -> int:
    """What somebody holds for an exam: for a pass what they were paid for it before, else what one is worth now."""
    before = points.paid_last(db, member, f"{PASSED.code}:{exam.id}") if passed else None
    return 0 if not passed else pass_points if before is None else before


def change(db: Db, exam: Exam, member: int, passed: bool, pass_points: int) -> int:
    """What `settle` would change of their points if they had passed, or not."""
    return _earns(db, exam, member, passed, pass_points) - points.held(db, member, f"{PASSED.code}:{exam.id}")


def settle(ctx: Context, exam: Exam, member: int) -> int:
    """Brings the points for an exam to what its goes earn now: once for a pass, nothing without one. Gives the change."""
    passed = any(is_pass(exam, go) for go in exams.mine(ctx.db, exam.id, member))
    return points.settle(
        ctx.db,
        exam.camp,
        member,
        f"{PASSED.code}:{exam.id}",
        _earns(ctx.db, exam, member, passed, ctx.setting(EXAM_POINTS)),
        category=PASSED.category,
        reason=PASSED.code,
        back=REGRADED.code,
        at=ctx.now,
        note=exam.name,
    )
