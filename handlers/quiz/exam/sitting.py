"""One go at an exam or a drill: question after question in private, kept in the tables, so that it is taken up where it was left."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from bot.feature import Context, Late, Line, Phrase, Press
from handlers.quiz import question_view
from handlers.quiz.bank.questions import Question, from_plain
from handlers.quiz.bank.shuffling import order_of
from handlers.quiz.contest.scoring import DELAY_LIMIT_MS, MILLISECOND, delay
from handlers.quiz.draws import Source, next_in_use
from handlers.quiz.exam import reporting
from handlers.quiz.exam.settings import feature
from storage import answers, asks, channel_latency, dialogs, exams, memberships, people
from storage.answers import SittingTurn
from storage.exams import Sitting

PATIENCE = timedelta(seconds=10)
OPEN_FOR = timedelta(days=30)
"""How long what is typed answers a question of an exam without a time."""
ON_ITS_WAY = DELAY_LIMIT_MS * MILLISECOND
MOST_MISSED = 2
"""Questions of a drill in a row nobody answers: then they have gone away."""

HEAD = Phrase(zh="第{n}/{of}题 {stem}", en="{n}/{of}. {stem}")
TIMED = Phrase(zh="第{n}/{of}题（{seconds}秒）{stem}", en="{n}/{of} ({seconds} s). {stem}")
MISSED = Phrase(zh="⏰ 超时，答案{key}。", en="⏰ Time is up. Answer: {key}.")
LEFT = Phrase(zh="连着{n}题没有作答，先到这里。", en="{n:question|questions} in a row went unanswered; let us stop here.")
SKIP = Phrase(zh="跳过", en="Skip")
FINISH = Phrase(zh="交卷", en="Hand in")
TIME_OVER = Phrase(zh="⏰ 时间到，已按答过的题交卷。", en="⏰ Time is up; what you answered was handed in.")


def begin(ctx: Context, sitting: int, *said: Line) -> None:
    """Puts the first question of a sitting just made."""
    put_next(ctx, exams.sitting_of(ctx.db, sitting), *said)


def put_next(ctx: Context, sitting: Sitting, *said: Line, after: int = -1) -> None:
    """The next question; after the last one those of an exam that were skipped, from the place `after` on; then the end. `said`
    goes before."""
    turns = answers.of_sitting(ctx.db, sitting.id)
    place = len(turns)
    drawn, stored = next_in_use(ctx.db, sitting.questions, place, _source(ctx, sitting), f"sitting:{sitting.id}")
    if drawn != sitting.questions:
        exams.redraw(ctx.db, sitting.id, drawn)
        sitting = replace(sitting, questions=drawn)
    if stored is None:
        skipped = [] if sitting.limit else [turn for turn in turns if turn.answer is None]
        if not skipped:
            return finish(ctx, sitting, *said)
        return put_again(ctx, sitting, next((turn for turn in skipped if turn.place > after), skipped[0]), *said)
    question = from_plain(stored.plain)
    order = order_of(question, f"{sitting.id}:{stored.id}", options=not sitting.limit)
    ask = asks.put(
        ctx.db,
        sitting.camp,
        stored,
        "drill" if sitting.limit else "exam",
        at=ctx.now,
        place=place,
        sitting=sitting.id,
        membership=sitting.membership,
        shown_as=order,
        limit_ms=sitting.limit,
    )
    _say(ctx, sitting, ask, question, place, order, *said)


def put_again(ctx: Context, sitting: Sitting, turn: SittingTurn, *said: Line) -> None:
    """The open question once more: the way back after a lost connection."""
    put = asks.look(ctx.db, turn.ask, None)
    assert put is not None
    _say(ctx, sitting, turn.ask, from_plain(put.plain), turn.place, put.shown_as, *said)


def _source(ctx: Context, sitting: Sitting) -> Source:
    """What its questions were drawn from; a drill does not remember its tag."""
    exam = exams.find(ctx.db, sitting.exam) if sitting.exam else None
    if exam is None:
        return Source(sitting.camp, None, judged=True, fixed=True)
    return Source(sitting.camp, exam.tag, fixed=exam.is_paired)


def _say(ctx: Context, sitting: Sitting, ask: int, question: Question, place: int, order: tuple[int, ...], *said: Line) -> None:
    person = person_of(ctx, sitting)
    language = ctx.person_by_id(person).language or ctx.camp.language
    seconds = (sitting.limit or 0) // 1000
    head = (TIMED if seconds else HEAD)(n=place + 1, of=len(sitting.questions), stem=question.stem, seconds=seconds)
    until = ctx.now + timedelta(seconds=seconds) if seconds else None
    parts = question_view.put(question, ask, head, language, order=order, until=until, seconds=seconds)
    if sitting.limit:
        message = ctx.tell(person, *said, *parts, then=("exam.open", f"ask:{ask}"), until=ctx.now + PATIENCE, protected=True)
        ctx.later("exam.timeout", f"ask:{ask}", ctx.now + PATIENCE + sitting.limit * MILLISECOND + ON_ITS_WAY)
    else:
        ways = [Press(SKIP, f"选 D{ask} 跳过"), Press(FINISH, "交卷")]
        message = ctx.tell(person, *said, *parts, ways, protected=True)
    where = people.private_address(ctx.db, person)
    asks.said_in(
        ctx.db, ask, message, delay(channel_latency.round_trips(ctx.db, where[0])) if sitting.limit and where else None
    )
    if where is not None:
        dialogs.ask(
            ctx.db, person, ":".join(where), "exam.answer", {"ask": ask}, at=ctx.now, until=sitting.until or ctx.now + OPEN_FOR
        )


def person_of(ctx: Context, sitting: Sitting) -> int:
    """Whose go it is."""
    return memberships.member(ctx.db, sitting.membership).person


def finish(ctx: Context, sitting: Sitting, *said: Any) -> None:
    """Handed in: the score, or the drill's report, and what was wrong goes into the review."""
    if not exams.end(ctx.db, sitting.id, at=ctx.now):
        return
    asks.close_sitting(ctx.db, sitting.id, at=ctx.now)
    turns = answers.of_sitting(ctx.db, sitting.id)
    ctx.later("exam.over", f"sitting:{sitting.id}", None)
    ctx.later("review.learn", f"sitting:{sitting.id}:0", ctx.now)
    person = person_of(ctx, sitting)
    if sitting.limit:
        ctx.tell(person, *said, *reporting.drill(ctx, sitting, turns))
        return
    pending = [turn for turn in turns if turn.answer is not None and turn.earned is None]
    if pending:
        ctx.tell(person, *said, reporting.waits(len(pending)))
        reporting.call_experts(ctx, sitting)
        return
    exams.score(ctx.db, sitting.id, score_of(sitting, turns))
    reporting.announce(ctx, exams.sitting_of(ctx.db, sitting.id), *said)


def score_of(sitting: Sitting, turns: list[SittingTurn]) -> Fraction:
    """The score of 1: what every question earned, those not answered nothing."""
    earned = sum((Fraction(turn.earned or 0, turn.out_of) for turn in turns), Fraction(0))
    return earned / max(1, len(sitting.questions))


# ── clocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.due("open")
def start_clock(ctx: Context, subject: str, acknowledged: datetime) -> None:
    """A drill's question is on its platform: the seconds run from now."""
    ask = int(subject.partition(":")[2])
    opened = asks.open_private(ctx.db, ask, at=acknowledged)
    if opened is not None and opened.closed_at is None and opened.limit_ms:
        ctx.later("exam.timeout", subject, acknowledged + opened.limit_ms * MILLISECOND + ON_ITS_WAY)


@feature.due("timeout", late=Late.within(timedelta(minutes=2)))
def time_out(ctx: Context, subject: str, _: datetime) -> None:
    """Nobody answered a drill's question in time: the next one, unless they have gone away."""
    asked = asks.look(ctx.db, int(subject.partition(":")[2]), None)
    if asked is None or asked.sitting is None or not asks.close(ctx.db, asked.id, at=ctx.now):
        return
    sitting = exams.sitting_of(ctx.db, asked.sitting)
    if sitting.ended:
        return
    language = ctx.person_by_id(person_of(ctx, sitting)).language or ctx.camp.language
    missed = MISSED(key=question_view.right_words(from_plain(asked.plain), asked.shown_as, language))
    last = answers.of_sitting(ctx.db, sitting.id)[-MOST_MISSED:]
    if len(last) == MOST_MISSED and all(turn.answer is None for turn in last):
        finish(ctx, sitting, missed, LEFT(n=MOST_MISSED))
    else:
        put_next(ctx, sitting, missed)


@feature.due("over")
def time_over(ctx: Context, subject: str, _: datetime) -> None:
    """An exam's time is over: what was answered is handed in."""
    sitting = exams.sitting_of(ctx.db, int(subject.partition(":")[2]))
    finish(ctx, sitting, TIME_OVER())
