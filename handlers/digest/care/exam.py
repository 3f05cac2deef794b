"""完成但低分 as it happens: an exam's end opens a case, once an exam, joins the open one, or shows that what it was about is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.feature import Context, Happened
from bot.figures import short_down
from handlers.digest.care.cases import open_case, tell
from handlers.digest.care.flagging import quiet_since
from handlers.digest.care.learner_figures import required
from handlers.digest.care.rules import LearnerFigures, done_but_low, recovered, said
from handlers.digest.care.settings import bounds, feature
from scheduler import calendar
from storage import care, exams, memberships


@feature.on("fact:exam.passed")
@feature.on("fact:exam.failed")
def weigh(ctx: Context, fact: Happened) -> None:
    """By the last judged go, whatever its pass mark is."""
    member, exam = fact.member, exams.find(ctx.db, fact.details["exam"])
    if exam is None or exam.is_paired or memberships.member(ctx.db, member).role != "learner":
        return
    scores = [go.score for go in exams.mine(ctx.db, exam.id, member) if go.score is not None]
    if not scores:
        return
    finished, asked = required(ctx.db, ctx.camp.id, member, ctx.now + timedelta.resolution)
    learner = LearnerFigures(member, lessons=(len(finished), asked), score=scores[-1], low=(exam.id, scores[-1]))
    open_ = care.open_of(ctx.db, member)
    if open_ is not None and open_.reasons[0][0] == "R1" and recovered(open_.reasons[0], learner):
        care.close(ctx.db, open_.id, "recovered", on=ctx.today, evidence={"score": short_down(scores[-1])})
        return
    reason = done_but_low(learner, bounds(ctx.camp))
    if reason is None or care.of_exam(ctx.db, member, exam.id) is not None:
        return
    if open_ is not None:
        _join(ctx, open_, reason, exam.id)
    elif not _was_flagged_lately(ctx, member) and (number := open_case(ctx, member, [reason], ctx.today)) is not None:
        tell(ctx, [(number, member, [reason])], ctx.today)


def _join(ctx: Context, case: care.Case, reason: list[Any], exam: int) -> None:
    """A second failing is one more reason of the open case."""
    if care.about_exam(ctx.db, case.id, case.membership, exam):
        care.add_reason(ctx.db, case, reason)
        words = said([reason])[0].to(ctx.camp.language)
        care.step(ctx.db, case.id, "exam", words, at=ctx.now)


def _was_flagged_lately(ctx: Context, member: int) -> bool:
    last = care.last_of(ctx.db, member)
    return last is not None and last >= quiet_since(calendar.of_settings(ctx.camp.settings), ctx.today)
