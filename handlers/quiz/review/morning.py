"""On workday mornings everybody's due cards come back in private: at most three a day, the shakiest first."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.feature import Context, Late, Line, Phrase, Press
from handlers.quiz import question_view
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.bank.shuffling import order_of
from handlers.quiz.review.schedule import to_ask
from handlers.quiz.review.settings import as_card, at_of, day_of, feature, short
from scheduler.rhythm import Workdays
from storage import answers, asks, bank, reviews

SLICE = 25
"""People asked in one transaction: each costs a few statements and a look at their cards."""

TODAY = Phrase(zh="今日复习{n}题{why}：{stem}", en="Review, {n} today{why}: {stem}")
NEXT = Phrase(zh="复习第{n}题{why}：{stem}", en="Review, number {n}{why}: {stem}")
YESTERDAY = Phrase(zh="（昨天答错）", en=" (wrong yesterday)")
THAT_DAY = Phrase(zh="（{day}答错）", en=" (wrong on {day})")
NOT_TODAY = Phrase(zh="今天不想复习", en="Not today")


@feature.every(lambda camp: Workdays(at_of(camp)), name="morning", late=Late.within(timedelta(hours=10)))
def call(ctx: Context, due_at: datetime) -> None:
    _ask_slice(ctx, 0)


@feature.due("call_on")
def call_on(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of a camp's morning."""
    after = subject.partition(":")[2]
    _ask_slice(ctx, int(after))


def _ask_slice(ctx: Context, after: int) -> None:
    slice_ = reviews.whose(ctx.db, ctx.camp.id, ctx.now, after=after, most=SLICE)
    for member, person in slice_:
        ask_next(ctx, member, person)
    if len(slice_) == SLICE:
        ctx.later("review.call_on", f"{ctx.camp.id}:{slice_[-1][0]}", ctx.now)


def ask_next(ctx: Context, member: int, person: int) -> bool:
    """Puts somebody the shakiest of their due cards; False where none is due or the day's three were put."""
    today = day_of(ctx, ctx.now)
    asked = asks.reviewed(ctx.db, member, datetime.combine(today, time(), ctx.zone))
    cards = [(kept.question, as_card(kept)) for kept in reviews.due(ctx.db, member, ctx.now)]
    chosen = to_ask(cards, ctx.now, today, asked)
    if not chosen:
        return False
    head = (NEXT, asked + 1) if asked else (TODAY, len(chosen))
    _put(ctx, member, person, chosen[0], *head)
    return True


def _put(ctx: Context, member: int, person: int, question_id: int, phrase: Phrase, n: int) -> None:
    """The question in its current words. What was put before and not answered gives way."""
    stored = bank.current(ctx.db, question_id)
    assert stored is not None
    question = from_plain(stored.plain)
    asks.overtake(ctx.db, member, at=ctx.now)
    order = order_of(question, f"review:{member}:{question_id}:{ctx.today}", options=False)
    ask = asks.put(ctx.db, ctx.camp.id, stored, "review", at=ctx.now, membership=member, shown_as=order)
    language = ctx.person_by_id(person).language or ctx.camp.language
    head = phrase(n=n, why=_why(ctx, member, question_id), stem=question.stem)
    said = question_view.put(question, ask, head, language, order=order)
    asks.said_in(ctx.db, ask, ctx.tell(person, *said, [Press(NOT_TODAY, "我的错题 顺延")], gently=True))


def _why(ctx: Context, member: int, question_id: int) -> Line | str:
    """What the last answer was, where it was wrong."""
    last = answers.last_answer(ctx.db, member, question_id)
    if last is None or last[0]:
        return ""
    day, today = day_of(ctx, last[1]), day_of(ctx, ctx.now)
    return YESTERDAY() if today - day == timedelta(days=1) else THAT_DAY(day=short(day))
