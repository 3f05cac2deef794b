"""Taking an exam: whether one may, a draw of one's own, and the way back to where one was."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Line, Phrase, Refusal
from handlers.quiz.exam import rules
from handlers.quiz.exam.changing import ends
from handlers.quiz.exam.passing import is_pass
from handlers.quiz.exam.settings import EXAM_ROLES
from handlers.quiz.exam.sitting import begin, finish, put_again, put_next
from storage import answers, bank, exams
from storage.exams import Exam, Extra, Sitting

STARTS = Phrase(
    zh="“{name}”：{count}题，{mark}第{attempt}次（共{attempts}次）{minutes}。",
    en="“{name}”: {count:question|questions}, {mark}attempt {attempt} of {attempts}{minutes}.",
)
MARK = Phrase(zh="及格{mark}，", en="{mark} passes, ")
MINUTES = Phrase(zh="，{n}分钟内交卷", en=", {n:minute|minutes}")
PAIRED = Phrase(
    zh="{role}“{name}”：{count}题，不计积分，仅用于对比。",
    en="{role} “{name}”: {count:question|questions}, for the comparison only; no points.",
)
GOES_ON = Phrase(zh="接着上次：", en="Where you left off:")
NONE_LEFT = Phrase(zh="“{name}”最多考{attempts}次，已经用完。", en="“{name}” may be taken {attempts:time|times}; none is left.")
ONCE = Phrase(zh="{role}“{name}”你已经交卷了，只做一次。", en="You have handed in the {role} “{name}”; it is taken once.")
OVER = Phrase(zh="“{name}”在 {until:%m-%d %H:%M} 截止了。", en="“{name}” closed on {until:%m-%d %H:%M}.")
ALREADY = Phrase(zh="“{name}”你已经通过了。", en="You have passed “{name}” already.")
TOO_FEW = Phrase(
    zh="“{name}”要{wanted}题，题库里现在只有{n}题，请社群经理补题。",
    en="“{name}” needs {wanted:question|questions} and the bank has {n}; the manager must add some.",
)


def take(ctx: Context, exam: Exam) -> None:
    """Begins a go, or takes up the one that is open."""
    under_way = exams.under_way(ctx.db, ctx.member.id)
    if under_way is not None and under_way.exam is not None:
        return take_up(ctx, under_way)
    mine, extra = exams.mine(ctx.db, exam.id, ctx.member.id), exams.extra(ctx.db, exam.id, ctx.member.id)
    _check(ctx, exam, mine, extra)
    access = None if exam.is_paired else ctx.access("exam", exam.name)
    if access is not None and access.why is not None:
        raise Refusal(access.why)
    attempt = len(mine) + 1
    is_extra = attempt > exam.attempts or _is_over(exam, ctx.now)
    until = ends(exam, ctx.now, extra.until if is_extra else exam.until)
    if under_way is not None:
        finish(ctx, under_way)
    sitting = exams.sit(
        ctx.db,
        ctx.camp.id,
        ctx.member.id,
        _drawn(ctx, exam, attempt),
        at=ctx.now,
        exam_id=exam.id,
        attempt=attempt,
        until=until,
        pass_mark=exam.pass_mark,
    )
    if until is not None:
        ctx.later("exam.over", f"sitting:{sitting}", until)
    begin(ctx, sitting, _starts(exam, attempt, exam.attempts + extra.attempts))


def _check(ctx: Context, exam: Exam, mine: list[Sitting], extra: Extra) -> None:
    """Raises Refusal where they may not take it now: after the deadline only goes somebody was given beyond the exam's own."""
    if exam.is_paired and 1 + extra.attempts <= len(mine):
        raise Refusal(ONCE(role=EXAM_ROLES[exam.role], name=exam.name))
    if _is_over(exam, ctx.now):
        late = sum(one.started_at >= exam.until for one in mine if exam.until is not None)
        if late >= extra.attempts:
            raise Refusal(OVER(name=exam.name, until=exam.until))
    if any(is_pass(exam, one) for one in mine):
        raise Refusal(ALREADY(name=exam.name))
    if not rules.may_try(len(mine), exam.attempts + extra.attempts):
        raise Refusal(NONE_LEFT(name=exam.name, attempts=exam.attempts + extra.attempts))
    needs_extra = len(mine) >= exam.attempts or _is_over(exam, ctx.now)
    if needs_extra and extra.until is not None and extra.until <= ctx.now:
        raise Refusal(OVER(name=exam.name, until=extra.until))


def _is_over(exam: Exam, now: datetime) -> bool:
    return exam.until is not None and exam.until <= now


def _drawn(ctx: Context, exam: Exam, attempt: int) -> tuple[int, ...]:
    """The pair's own form, or a draw nobody else gets, with the same mix of tags."""
    if exam.form is not None:
        return exam.form
    stock = bank.stock(ctx.db, ctx.camp.id, exam.tag)
    if len(stock) < exam.questions:
        raise Refusal(TOO_FEW(name=exam.name, wanted=exam.questions, n=len(stock)))
    return rules.draw(stock, exam.questions, f"exam:{exam.id}:{ctx.member.id}:{attempt}")


def _starts(exam: Exam, attempt: int, attempts: int) -> Line:
    if exam.is_paired:
        return PAIRED(role=EXAM_ROLES[exam.role], name=exam.name, count=exam.questions)
    return STARTS(
        name=exam.name,
        count=exam.questions,
        mark=MARK(mark=exam.pass_mark),
        attempt=attempt,
        attempts=attempts,
        minutes=MINUTES(n=exam.minutes) if exam.minutes else "",
    )


def take_up(ctx: Context, sitting: Sitting) -> None:
    """The open question again, with all that was answered kept."""
    turns = answers.of_sitting(ctx.db, sitting.id)
    if turns and turns[-1].answer is None and not turns[-1].closed:
        put_again(ctx, sitting, turns[-1], GOES_ON())
    else:
        put_next(ctx, sitting, GOES_ON())
