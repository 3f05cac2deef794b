"""交卷: an exam handed in before its last question, or a drill ended; how many are open is said first."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Press, Refusal
from handlers.quiz.exam.settings import feature
from handlers.quiz.exam.sitting import FINISH, finish
from storage import answers, exams

NUMBER = re.compile(r"[DdＤｄ](\d{1,12})")

NONE_OPEN = Phrase(zh="你现在没有在考的试。发“考试”看有哪些。", en="You are not taking an exam now. Send “exam” for the list.")
OPEN = Phrase(
    zh="还有{n}题没答，没答的记0分，交了就不能改。确定交卷？",
    en="{n:question is|questions are} still open and earn nothing; once handed in nothing can be changed. Hand it in?",
)
GONE = Phrase(zh="那次考试已经交过了。", en="That go was handed in already.")


@feature.command(
    "交卷",
    "finish",
    help=Phrase(zh="提前交卷：先说还有几题没答，再确认。", en="Hand an exam in early: what is open is said first."),
    examples=["交卷", "finish"],
    private=True,
    answers_nothing=True,
)
def hand_in(ctx: Context, words: Annotated[str, Named("题号", "number")] = "") -> None:
    sitting = exams.under_way(ctx.db, ctx.member.id)
    if sitting is None:
        raise Refusal(NONE_OPEN)
    turns = answers.of_sitting(ctx.db, sitting.id)
    number = NUMBER.fullmatch(words.strip())
    if number is not None and int(number[1]) not in {turn.ask for turn in turns}:
        raise Refusal(GONE)
    left = len(sitting.questions) - sum(turn.answer is not None for turn in turns)
    if number is None and sitting.exam is not None and left:
        ctx.reply(OPEN(n=left), [Press(FINISH, f"交卷 D{turns[-1].ask}")])
        return
    finish(ctx, sitting)
