"""The re-test: at the line or above somebody leaves the roster, below it they stay; what it is an exam of is the training's to say."""

from __future__ import annotations

from bot.feature import Context, Happened, Phrase
from bot.figures import short_down
from handlers.remedial import rules
from handlers.remedial.settings import feature
from storage import exams, memberships, remedial
from storage.exams import Exam
from storage.remedial import Training

PASSED = Phrase(
    zh="✅ {module}补考{score}，过了，补训到此结束。",
    en="✅ {score} in the re-test for {module}: that is it, your training is over.",
)
STAYS = Phrase(
    zh="{module}补考{score}，到{below}就结束。还有补训：补训",
    en="{score} in the re-test for {module}; it ends with {below}. Your sessions: remedial",
)


@feature.on("fact:exam.passed")
@feature.on("fact:exam.failed")
def weigh(ctx: Context, fact: Happened) -> None:
    exam = exams.find(ctx.db, fact.details["exam"])
    if exam is None or exam.is_paired:
        return
    score = next((go.score for go in reversed(exams.mine(ctx.db, exam.id, fact.member)) if go.score is not None), None)
    if score is None:
        return
    for training in remedial.of_member(ctx.db, fact.member):
        if not _is_retest(training, exam):
            continue
        shown, person = short_down(score), memberships.member(ctx.db, fact.member).person
        if rules.passes(score, training.below):
            remedial.leave(ctx.db, training.id, fact.member, "passed", at=ctx.now)
            ctx.tell(person, PASSED(module=training.module, score=shown))
            ctx.happened("remedial.passed", fact.member, module=training.module, score=shown)
        else:
            ctx.tell(person, STAYS(module=training.module, score=shown, below=training.below))
            ctx.happened("remedial.not_passed", fact.member, module=training.module, score=shown)


def _is_retest(training: Training, exam: Exam) -> bool:
    """The exam that was named, or else any of the module's tag."""
    return training.exam == exam.id if training.exam is not None else exam.tag == training.module
