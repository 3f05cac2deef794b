"""What was answered wrong or slowly, in a contest, a drill or an exam, becomes a card of whoever answered it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bot.feature import Context
from handlers.quiz.review import schedule
from handlers.quiz.review.settings import SPREAD, card_of, day_of, feature, keep, morning
from storage import answers, reviews
from storage.answers import Learnt

SLICE = 100
"""Answers looked at in one transaction: a card costs about 0.1 ms."""


@feature.due("learn")
def learn(ctx: Context, subject: str, _: datetime) -> None:
    """A slice of the answers of a contest or sitting that is over; the rest follow in transactions of their own."""
    kind, number, after = subject.split(":")
    slice_ = answers.learnt(ctx.db, after=int(after), most=SLICE, **{kind: int(number)})
    answered = defaultdict[int, list[int]](list)
    for one in slice_:
        _learn(ctx, one)
        answered[one.membership].append(one.question)
    for member, questions in answered.items():
        ctx.happened("review.answered", member, questions=tuple(questions))
    if len(slice_) == SLICE:
        ctx.later("review.learn", f"{kind}:{number}:{slice_[-1].answer}", ctx.now)


def _learn(ctx: Context, one: Learnt) -> None:
    rating = schedule.rate(right=one.right, thinking=one.thinking_ms, limit=one.limit_ms)
    if not schedule.comes_back(rating):
        return
    known, on = card_of(ctx, one.membership, one.question), day_of(ctx, one.at)
    card = schedule.review(known, rating, on, morning(ctx), fuzz=ctx.setting(SPREAD))
    keep(ctx, one.membership, one.question, card)


def relearn(ctx: Context, member: int, question: int, *, right: bool) -> None:
    """An answer of somebody was judged anew: what was never a mistake comes back no more, a new mistake does."""
    if not answers.is_mistaken(ctx.db, member, question):
        reviews.drop(ctx.db, member, question)
    elif not right:
        known, today = card_of(ctx, member, question), day_of(ctx, ctx.now)
        card = schedule.review(known, schedule.Rating.AGAIN, today, morning(ctx), fuzz=ctx.setting(SPREAD))
        keep(ctx, member, question, card)
