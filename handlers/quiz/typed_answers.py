"""What is typed in private to a question of an exam, a drill or a review: taken however late it comes, and never where it is something else."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.feature import Context, Phrase, Press
from bot.parts import SAYS_LIMIT
from handlers.quiz.answer_command import answer, feature
from handlers.quiz.bank.marking import mark
from handlers.quiz.bank.questions import FillIn, Short, from_plain
from handlers.quiz.review.postponing import POSTPONE, postpone
from storage import asks, exams, reviews
from storage.asks import Ask

AS_ANSWER = Phrase(zh="作为这道题的答案", en="As the answer to the question")
AT_HAND = timedelta(minutes=30)
"""How long a question is what somebody speaks of whatever they say."""
IS_ASKED = re.compile(r"[?？]|[吗呢](?=\W*$)|怎么|什么|为什么|多少|如何|几[点天次分]|谁|哪")


@feature.on("unheard")
def typed(ctx: Context) -> bool:
    """Whether it answers what waits here."""
    if not ctx.address.direct:
        return False
    words, asked = ctx.event.text.strip(), _waiting(ctx)
    if words.casefold() in POSTPONE and (asked is not None or reviews.how_many(ctx.db, ctx.member.id, ctx.now)):
        postpone(ctx)
        return True
    if asked is None or not _answers(ctx, asked, words):
        return False
    answer(ctx, asked, words)
    return True


@feature.on("reply")
def replied(ctx: Context) -> bool:
    """A reply to a question answers it, whatever was said since."""
    message = ctx.replied_to() if ctx.address.direct and ctx.member_or_none is not None else None
    number = asks.in_message(ctx.db, ctx.member.id, message) if message is not None else None
    asked = asks.look(ctx.db, number, None) if number is not None else None
    if asked is None:
        return False
    if ctx.event.text.strip().casefold() in POSTPONE:
        postpone(ctx)
    else:
        answer(ctx, asked, ctx.event.text)
    return True


@feature.on("doubt")
def also_an_answer(ctx: Context) -> Press | None:
    """A word of ours may be what belongs in a blank."""
    asked = _waiting(ctx)
    if asked is None or not isinstance(from_plain(asked.plain).body, FillIn | Short):
        return None
    says = f"选 D{asked.id} {ctx.event.text.strip()}"
    return Press(AS_ANSWER, says) if len(says.encode()) <= SAYS_LIMIT else None


def _waiting(ctx: Context) -> Ask | None:
    number = exams.waiting(ctx.db, ctx.member.id)
    return None if number is None else asks.look(ctx.db, number, None)


def _answers(ctx: Context, asked: Ask, words: str) -> bool:
    """While the question is at hand all but a question does; later what can be marked, and in a blank only what is right."""
    question = from_plain(asked.plain)
    if ctx.now - asked.asked_at <= AT_HAND and not IS_ASKED.search(words):
        return True
    verdict = mark(question, words, asked.shown_as)
    if verdict is None:
        return False
    return verdict.right if isinstance(question.body, FillIn | Short) else True
