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
from storage.exams import Sitting

RIGHT = Phrase(zh="✅ {seconds}秒", en="✅ {seconds} s")
WRONG = Phrase(zh="答案是 {key}{why}。", en="The answer is {key}{why}.")
WHY = Phrase(zh="，因为{words}", en=", because: {words}")
LATE = Phrase(zh="⏰ 对了，但超时（{seconds}秒）", en="⏰ Right, but late ({seconds} s)")
SKIPS = frozenset({"跳过", "skip"})
SKIPPED = Phrase(zh="第{n}题跳过了，最后再问你。", en="Question {n} is skipped; it comes back at the end.")
ONLY_ONE = Phrase(zh="只剩这一题了。不答就发“交卷”。", en="This is the only one left. To leave it open send “finish”.")
TAKEN = Phrase(zh="✅ 收到第{n}题。", en="✅ Question {n} is answered.")
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
    if asked.limit_ms is None and _is_skip(said, verdict):
        return _skip(ctx, asked)
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
        return _go_on(ctx, sitting, asked)
    asks.close(ctx.db, asked.id, at=ctx.now)
    ctx.later("exam.timeout", f"ask:{asked.id}", None)
    put_next(ctx, sitting, _told(ctx, asked, question, verdict, thinking))


def _is_skip(said: str, verdict: Verdict | None) -> bool:
    """Whether the word for skipping was meant: where it is the right answer, it is that."""
    return said.strip().casefold() in SKIPS and (verdict is None or not verdict.right)


def _skip(ctx: Context, asked: Ask) -> None:
    """The question comes back after the last one."""
    assert asked.sitting is not None
    sitting = exams.sitting_of(ctx.db, asked.sitting)
    if sitting.until is not None and sitting.until <= ctx.now:
        return finish(ctx, sitting, TIME_OVER())
    turns = answers.of_sitting(ctx.db, sitting.id)
    if any(turn.ask == asked.id and turn.answer is not None for turn in turns):
        return whisper_or_reply(ctx, ALREADY)
    is_only = len(turns) == len(sitting.questions) and sum(turn.answer is None for turn in turns) == 1
    put_next(ctx, sitting, ONLY_ONE() if is_only else SKIPPED(n=asked.place + 1), after=asked.place)


def _go_on(ctx: Context, sitting: Sitting, asked: Ask) -> None:
    """The next question; nothing is put where a skipped one was answered while a later one stands open."""
    turns = answers.of_sitting(ctx.db, sitting.id)
    last = turns[-1]
    if last.answer is None and last.ask != asked.id and len(turns) < len(sitting.questions):
        dialogs.ask(
            ctx.db, ctx.person.id, ctx.address.key, "exam.answer", {"ask": last.ask}, at=ctx.now, until=ctx.now + OPEN_FOR
        )
        return whisper_or_reply(ctx, TAKEN(n=asked.place + 1))
    put_next(ctx, sitting, after=asked.place)


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
