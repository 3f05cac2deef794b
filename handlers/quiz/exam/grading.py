"""评分: an expert reads short answers; the last one graded gives the exam its score."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal, Role
from handlers.quiz.exam import reporting
from handlers.quiz.exam.settings import feature
from handlers.quiz.exam.sitting import person_of, score_of
from storage import answers, exams

NUMBER = re.compile(r"[JjＪｊ](\d{1,12})")
SHOWN = 5

WAITING = Phrase(zh="等批阅的简答：", en="Short answers waiting:")
ONE = Phrase(zh="J{id} {name}：{said}\n　题：{stem}{model}", en="J{id} {name}: {said}\n  Question: {stem}{model}")
MODEL = Phrase(zh="\n　参考：{words}", en="\n  Model: {words}")
HOW = Phrase(zh="回“评分 J{id} 80 评语”，满分100。", en="Reply “grade J{id} 80 WORDS”; 100 is full marks.")
NOTHING = Phrase(zh="没有等批阅的简答。", en="No short answer is waiting.")
NO_SUCH = Phrase(zh="{number} 不在等批阅，可能已经批过了。", en="{number} is not waiting; it may be graded already.")
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
        return _list(ctx)
    number = NUMBER.fullmatch(which)
    if number is None:
        raise Refusal(WHICH)
    if score is None or not 0 <= score <= 100:
        raise Refusal(BAD_SCORE(number=which.upper()))
    graded = answers.grade(ctx.db, ctx.camp.id, int(number[1]), score, words)
    if graded is None:
        raise Refusal(NO_SUCH(number=which.upper()[:14]))
    ask, _ = graded
    left = len(answers.to_grade(ctx.db, ctx.camp.id, 100))
    ctx.reply(GRADED(number=which.upper(), score=score), *([LEFT(n=left)] if left else []))
    _tell(ctx, ask, score, words)


def _list(ctx: Context) -> None:
    rows = answers.to_grade(ctx.db, ctx.camp.id, SHOWN)
    if not rows:
        ctx.reply(NOTHING)
        return
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
    ctx.reply(WAITING, *lines, HOW(id=rows[0].id))


def _tell(ctx: Context, ask: int, score: int, words: str) -> None:
    """Tells whoever answered, with the exam's result where this was the last."""
    number = exams.sitting_with(ctx.db, ask)
    assert number is not None
    sitting = exams.sitting_of(ctx.db, number)
    turns = answers.of_sitting(ctx.db, number)
    said = [TOLD(expert=ctx.person.name, score=score, words=WORDS(words=words) if words else "")]
    if all(turn.earned is not None for turn in turns if turn.answer is not None) and sitting.ended:
        exams.score(ctx.db, number, score_of(sitting, turns))
        said += reporting.result(ctx, exams.sitting_of(ctx.db, number))
    ctx.tell(person_of(ctx, sitting), *said)
