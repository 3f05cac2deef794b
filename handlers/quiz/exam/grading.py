"""评分: an expert reads short answers; the last one graded gives the exam its score."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Page, Phrase, Refusal, Role
from handlers.quiz.exam import reporting
from handlers.quiz.exam.settings import feature
from handlers.quiz.exam.sitting import score_of
from storage import answers, exams
from storage.answers import GradedShort

NUMBER = re.compile(r"[JjＪｊ](\d{1,12})")
SHOWN = 5

WAITING = Phrase(zh="等批阅的简答：", en="Short answers waiting:")
ONE = Phrase(zh="J{id} {name}：{said}\n　题：{stem}{model}", en="J{id} {name}: {said}\n  Question: {stem}{model}")
MODEL = Phrase(zh="\n　参考：{words}", en="\n  Model: {words}")
HOW = Phrase(zh="回“评分 J{id} 80 评语”，满分100。", en="Reply “grade J{id} 80 WORDS”; 100 is full marks.")
NOTHING = Phrase(zh="没有等批阅的简答。", en="No short answer is waiting.")
NO_SUCH = Phrase(
    zh="没有 {number} 这道简答。发“评分”看等批阅的。", en="There is no short answer {number}. Send “grade” for those waiting."
)
OWN = Phrase(zh="{number} 是你自己答的，要由别人来批。", en="{number} is your own answer; somebody else grades it.")
DECIDED = Phrase(
    zh="{number} 已由{expert}评了{score}分。要改请{expert}或社群经理来改。",
    en="{expert} graded {number} with {score}. {expert} or a manager may correct it.",
)
ANNOUNCED = Phrase(
    zh="{number} 已由{expert}评了{score}分，成绩已公布，不能再改。",
    en="{expert} graded {number} with {score} and the result is announced; it stays.",
)
EARLIER = Phrase(zh="专家", en="an expert")
REGRADED = Phrase(zh="✅ {number} 从{before}分改为{score}分。", en="✅ {number}: {score} instead of {before}.")
BAD_SCORE = Phrase(
    zh="分数是0到100。试试：评分 {number} 80 说到了点上", en="A score is 0 to 100. Try: grade {number} 80 to the point"
)
WHICH = Phrase(zh="批哪一题？试试：评分 J12 80 说到了点上", en="Which one? Try: grade J12 80 to the point")
GRADED = Phrase(zh="✅ {number} 记{score}分。", en="✅ {number}: {score}.")
LEFT = Phrase(zh="还有{n}题等批阅。", en="{n} more to read.")
TOLD = Phrase(zh="📝 {expert}批了你的简答：{score}分{words}", en="📝 {expert} read your short answer: {score}{words}")
WORDS = Phrase(zh="。{words}", en=". {words}")


@feature.command(
    "评分",
    "grade",
    help=Phrase(zh="批阅考试里的简答题。", en="Grade the short answers of exams."),
    by=Role.EXPERT,
    examples=["评分", "评分 J12 80 说到了点上", "grade J12 80 to the point"],
    private=True,
)
def grade(
    ctx: Context,
    which: Annotated[str, Named("题号", "number")] = "",
    score: Annotated[int | None, Named("分数", "score")] = None,
    words: Annotated[str, Named("评语", "words")] = "",
) -> None:
    if not which:
        return ctx.show_list("waiting")
    number = NUMBER.fullmatch(which)
    if number is None:
        raise Refusal(WHICH)
    if score is None or not 0 <= score <= 100:
        raise Refusal(BAD_SCORE(number=which.upper()))
    short = answers.for_grading(ctx.db, ctx.camp.id, int(number[1]))
    if short is None:
        raise Refusal(NO_SUCH(number=which.upper()[:14]))
    _check(ctx, which.upper(), short)
    answers.grade(ctx.db, short.id, score, words, by=ctx.member.id)
    left = answers.how_many_to_grade(ctx.db, ctx.camp.id, but=ctx.person.id)
    done = (
        GRADED(number=which.upper(), score=score)
        if short.earned is None
        else REGRADED(number=which.upper(), before=short.earned, score=score)
    )
    ctx.reply(done, *([LEFT(n=left)] if left else []))
    _announce(ctx, short.sitting)


def _check(ctx: Context, number: str, short: GradedShort) -> None:
    """Raises Refusal where it is the grader's own, another's to correct, or announced already."""
    if short.person == ctx.person.id:
        raise Refusal(OWN(number=number))
    if short.earned is None:
        return
    by = short.expert or EARLIER
    if exams.sitting_of(ctx.db, short.sitting).score is not None:
        raise Refusal(ANNOUNCED(number=number, expert=by, score=short.earned))
    if short.graded_by != ctx.member.id and ctx.role < Role.MANAGER:
        raise Refusal(DECIDED(number=number, expert=by, score=short.earned))


@feature.paged("waiting", by=Role.EXPERT)
def _waiting(ctx: Context, after: int) -> Page:
    """Those with a number above `after`: what was graded meanwhile moves nothing out of sight."""
    rows = answers.to_grade(ctx.db, ctx.camp.id, SHOWN, but=ctx.person.id, after=after)
    if not rows:
        return Page((NOTHING,))
    lines = [
        ONE(
            id=row.id,
            name=row.name,
            said=row.said,
            stem=row.stem,
            model=MODEL(words=row.expected[0]) if row.expected[0] else "",
        )
        for row in rows
    ]
    left = answers.how_many_to_grade(ctx.db, ctx.camp.id, but=ctx.person.id, after=rows[-1].id)
    return Page((WAITING, *lines, HOW(id=rows[0].id)), next=rows[-1].id if left else None, left=left)


def _announce(ctx: Context, number: int) -> None:
    """Once the last short answer of a go that is handed in is graded, whoever answered hears the grades and the result."""
    sitting = exams.sitting_of(ctx.db, number)
    turns = answers.of_sitting(ctx.db, number)
    if not sitting.ended or any(turn.earned is None for turn in turns if turn.answer is not None):
        return
    exams.score(ctx.db, number, score_of(sitting, turns))
    said = [
        TOLD(expert=one.expert or EARLIER, score=one.earned, words=WORDS(words=one.comment) if one.comment else "")
        for one in answers.graded_in(ctx.db, ctx.camp.id, number)
    ]
    reporting.announce(ctx, exams.sitting_of(ctx.db, number), *said)
    answered = tuple(turn.question for turn in turns if turn.answer is not None)
    ctx.happened("review.answered", sitting.membership, questions=answered)
