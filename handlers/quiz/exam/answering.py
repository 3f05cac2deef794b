"""An answer in an exam or a drill: kept once, and the next question follows at once. An exam says nothing of right or wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Line, NotAnAnswer, Phrase
from handlers.quiz import ticking
from handlers.quiz.bank.marking import Verdict, mark
from handlers.quiz.bank.questions import Question, from_plain
from handlers.quiz.contest.scoring import thinking_time
from handlers.quiz.exam.settings import feature
from handlers.quiz.exam.sitting import OPEN_FOR, TIME_OVER, finish, put_next
from handlers.quiz.question_view import right_words, seconds_of, whisper_or_reply
from storage import answers, asks, dialogs, exams
from storage.asks import Ask

RIGHT = Phrase(zh="✅ {seconds}秒", en="✅ {seconds} s")
WRONG = Phrase(zh="答案是 {key}{why}。", en="The answer is {key}{why}.")
WHY = Phrase(zh="，因为{words}", en=", because: {words}")
LATE = Phrase(zh="⏰ 对了，但超时（{seconds}秒）", en="⏰ Right, but late ({seconds} s)")
OVER = Phrase(zh="这题已经结束。", en="This question is over.")
ALREADY = Phrase(zh="这题你已经答过了，第一次的算。", en="You have answered this one; the first answer counts.")
SPOKEN_OF = timedelta(minutes=30)
NOT_YOURS = Phrase(zh="这题是问别人的。", en="This question was put to somebody else.")
NOT_READ = Phrase(
    zh="没看懂这个答案，再写一次；单选写字母，如 B。",
    en="I did not get that answer; write it again, for one option its letter, like B.",
)


def answer(ctx: Context, asked: Ask, said: str) -> None:
    """Takes an answer and goes on."""
    if asked.membership != ctx.member.id or asked.sitting is None:
        return whisper_or_reply(ctx, NOT_YOURS)
    if asked.closed_at is not None:
        return whisper_or_reply(ctx, OVER)
    question = from_plain(asked.plain)
    verdict = mark(question, said, asked.shown_as)
    if verdict is None:
        dialogs.ask(
            ctx.db, ctx.person.id, ctx.address.key, "exam.answer", {"ask": asked.id}, at=ctx.now, until=ctx.now + OPEN_FOR
        )
        return whisper_or_reply(ctx, NOT_READ)
    sitting = exams.sitting_of(ctx.db, asked.sitting)
    if sitting.until is not None and sitting.until <= ctx.now:
        return finish(ctx, sitting, TIME_OVER())
    thinking = _thinking(ctx, asked)
    credit = None if verdict.credit is None else (verdict.credit.numerator, verdict.credit.denominator)
    given = answers.give(ctx.db, asked, ctx.member.id, said, verdict.chosen, credit, at=ctx.now, thinking_ms=thinking)
    if given is None:
        return whisper_or_reply(ctx, ALREADY)
    if thinking is None:
        return put_next(ctx, sitting)
    asks.close(ctx.db, asked.id, at=ctx.now)
    ctx.later("exam.timeout", f"ask:{asked.id}", None)
    put_next(ctx, sitting, _told(ctx, asked, question, verdict, thinking))


def _thinking(ctx: Context, asked: Ask) -> int | None:
    """Milliseconds, where the question has a limit."""
    if asked.limit_ms is None:
        return None
    return thinking_time(asked.opened_at or asked.asked_at, ctx.now, asked.delay_ms or 0)


def _told(ctx: Context, asked: Ask, question: Question, verdict: Verdict, thinking: int) -> Line:
    """What a drill says at once."""
    if verdict.right:
        return (RIGHT if thinking <= (asked.limit_ms or 0) else LATE)(seconds=seconds_of(thinking))
    why = question.explanation.rstrip("。.")
    return WRONG(key=right_words(question, asked.shown_as, ctx.language), why=WHY(words=why) if why else "")


@feature.step("answer", called=Phrase(zh="这道题（还可以接着答）", en="this question (you can still answer it)"), stays=True)
def answer_in_words(ctx: Context, words: str, ask: int) -> None:
    """An answer typed in private."""
    asked = asks.look(ctx.db, ask, None)
    if asked is None or (asked.closed_at is not None and _is_long_over(ctx, asked.closed_at)):
        raise NotAnAnswer
    if (said := ticking.read(ctx, asked, words)) is not None:
        answer(ctx, asked, said)


def _is_long_over(ctx: Context, closed_at: datetime) -> bool:
    """Whether words can no longer be meant for a question that is over: another waits, or nobody speaks of it any more."""
    return exams.waiting(ctx.db, ctx.member.id) is not None or ctx.now - closed_at > SPOKEN_OF
