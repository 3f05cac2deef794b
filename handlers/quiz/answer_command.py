"""选: an answer to a question put anywhere, pressed or typed. What becomes of it is its contest's, sitting's or review's."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Feature, Phrase, Refusal, Theme
from bot.messages import Kind
from handlers.quiz import ticking
from handlers.quiz.contest.answering import answer as answer_in_contest
from handlers.quiz.exam.answering import answer as answer_in_sitting
from handlers.quiz.question_view import whisper_or_reply
from handlers.quiz.review.answering import answer as answer_in_review
from storage import asks
from storage.asks import Ask

feature = Feature("quiz", Theme.QUIZZES)
feature.prefix("D", Phrase(zh="一道正在答的题", en="a question being asked"))

WHICH = re.compile(r"[DdＤｄ](\d{1,12})")
NO_SUCH = Phrase(zh="找不到 {word} 这道题，可能早就结束了。", en="Question {word} is not to be found; it may be long over.")


@feature.command(
    "选",
    "choose",
    help=Phrase(
        zh="回答一道题：题号和选项，点按钮也一样。", en="Answer a question by number and letter; pressing does the same."
    ),
    examples=["选 D41 B", "choose D41 B"],
)
def choose(ctx: Context, which: Annotated[str, Named("题号", "number")], said: Annotated[str, Named("选项", "choice")]) -> None:
    number = WHICH.fullmatch(which)
    asked = asks.look(ctx.db, int(number[1]), ctx.room_id) if number else None
    if asked is None or asked.camp != ctx.camp.id:
        if ctx.event.kind is Kind.PRESSED:
            return whisper_or_reply(ctx, NO_SUCH(word=which[:12]))
        raise Refusal(NO_SUCH(word=which[:12]))
    answer(ctx, asked, said)


def answer(ctx: Context, asked: Ask, said: str) -> None:
    """Takes the words as what becomes of a question of its kind."""
    given = ticking.read(ctx, asked, said)
    if given is None:
        return
    match asked.kind:
        case "contest":
            answer_in_contest(ctx, asked, given)
        case "review":
            answer_in_review(ctx, asked, given)
        case _:
            answer_in_sitting(ctx, asked, given)
