"""评分: an expert reads short answers; the last one graded gives the exam its score."""

from __future__ import annotations

import re
from typing import Annotated

from bot import deciding, queue
from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Asker, Backlog, Context, Phrase, Refusal, Role, Said, Waiting
from handlers.quiz.exam import reporting
from handlers.quiz.exam.settings import feature
from handlers.quiz.exam.sitting import score_of
from storage import answers, exams
from storage.answers import GradedShort
from storage.connection import Db

SCORE = re.compile(
    r"(?P<again>改|correct)?\s*(?P<score>[+-]?\d{1,9})\s*(?:分|%)?(?![\w.])[\s,，:：。]*(?P<words>.*)",
    re.IGNORECASE | re.DOTALL,
)
FULL = 100

WAITS = Phrase(zh="{name}：{said}", en="{name}: {said}")
ONE = Phrase(zh="📝 {code} {name}：{said}\n　题：{stem}{model}", en="📝 {code} {name}: {said}\n  Question: {stem}{model}")
MODEL = Phrase(zh="\n　参考：{words}", en="\n  Model: {words}")
HOW_MANY = Phrase(
    zh="{code} 几分？满分100，后面可以写评语，比如：80 说到了点上",
    en="{code}: what score? 100 is full marks, words may follow. For example: 80 to the point",
)
WHY_NOTHING = Phrase(
    zh="{code} 一分都不给，为什么？写一句评语。", en="{code} earns nothing. Why? One line for whoever wrote it."
)
OWN = Phrase(zh="{code} 是你自己答的，要由别人来批。", en="{code} is your own answer; somebody else grades it.")
CORRECT_IT = Phrase(zh="{decided}要改就发：评分 {code} 改 {score}", en="{decided} To correct it: grade {code} correct {score}")
ASK_THEM = Phrase(zh="{decided}要改请{expert}或社群经理来改。", en="{decided} {expert} or a manager may correct it.")
ANNOUNCED = Phrase(
    zh="{code} 已由{expert}评了{score}分，成绩已公布，不能再改。",
    en="{expert} graded {code} with {score} and the result is announced; it stays.",
)
STANDS = Phrase(
    zh="{code} 的成绩已经公布，评分撤不了了。", en="The result {code} belongs to is announced; the grade cannot be taken back."
)
EARLIER = Phrase(zh="专家", en="an expert")
CORRECTED = Phrase(zh="原来是{before}分。", en="It was {before} before.")
BAD_SCORE = Phrase(
    zh="分数是0到100。试试：评分 {code} 80 说到了点上", en="A score is 0 to 100. Try: grade {code} 80 to the point"
)
GRADED = Phrase(
    zh="✅ {code} 记{score}分。10分钟内可发“撤销”。", en="✅ {code}: {score}. “undo” within 10 minutes takes it back."
)
GRADED_LAST = Phrase(zh="✅ {code} 记{score}分，成绩已公布。", en="✅ {code}: {score}; the result is announced.")
LEFT = Phrase(zh="还有{n}题等批阅，发“评分”看。", en="{n} more to read: send “grade”.")
BACK = Phrase(zh="✅ {code} 重新等着批阅。", en="✅ {code} waits to be graded again.")
BACK_TO = Phrase(zh="✅ {code} 恢复为{score}分。", en="✅ {code} has {score} again.")
TOLD = Phrase(zh="📝 {expert}批了你的简答：{score}分{words}", en="📝 {expert} read your short answer: {score}{words}")
WORDS = Phrase(zh="。{words}", en=". {words}")


def _waiting(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    """Nobody reads their own."""
    rows = answers.to_grade(reader, asker.camp.id, most, but=asker.person.id, after=after)
    return [Waiting(row.id, row.since, WAITS(name=row.name, said=queue.in_short(row.said))) for row in rows]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*answers.backlog_to_grade(reader, asker.camp.id, but=asker.person.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    row = answers.short_answer(ctx.db, ctx.camp.id, number)
    if row is None:
        raise deciding.none_such(ctx, "J", number)
    if row.person == ctx.person.id:
        raise Refusal(OWN(code=f"J{number}"))
    model = MODEL(words=row.expected[0]) if row.expected[0] else ""
    return (ONE(code=f"J{row.id}", name=row.name, said=row.said, stem=row.stem, model=model),)


feature.queue(
    "J",
    Phrase(zh="简答", en="short answers"),
    by=Role.EXPERT,
    waiting=_waiting,
    backlog=_backlog,
    whole=_whole,
)


@feature.command(
    "评分",
    "grade",
    help=Phrase(zh="批阅考试里的简答题。", en="Grade the short answers of exams."),
    by=Role.EXPERT,
    examples=["评分", "评分 J12 80 说到了点上", "grade J12 80 to the point"],
    asked={r"(?P<code>[Jj]\s?-?\d{1,9})\s*(?P<score>\d{1,3})\s*分": "{code} {score}"},
    private=True,
)
def grade(ctx: Context, words: Annotated[str, Named("题号、分数和评语", "number, score and words")] = "") -> None:
    if words:
        deciding.decide(ctx, "评分", words)
    else:
        deciding.show(ctx, "J")


@feature.decides("J", "评分", asks=HOW_MANY)
def score(ctx: Context, number: int, words: str) -> None:
    short = _held(ctx, number)
    said = SCORE.fullmatch(words)
    if said is None or not 0 <= int(said["score"]) <= FULL:
        raise Refusal(BAD_SCORE(code=f"J{number}"))
    if short.earned is not None:
        _check_correction(ctx, short, int(said["score"]), is_meant=bool(said["again"]))
    _grade(ctx, short, int(said["score"]), said["words"].strip())


@feature.decides("J", "通过")
def full_marks(ctx: Context, number: int, words: str) -> None:
    _grade(ctx, _ungraded(ctx, number), FULL, words)


@feature.decides("J", "拒绝", asks=WHY_NOTHING)
def no_marks(ctx: Context, number: int, words: str) -> None:
    _grade(ctx, _ungraded(ctx, number), 0, words)


feature.act(
    "grade",
    Phrase(
        zh="{who} 给 {person} 的简答 {number} 评了{score}分", en="{who} graded {person}'s short answer {number} with {score}"
    ),
)


def _grade(ctx: Context, short: GradedShort, score: int, words: str) -> None:
    code = f"J{short.id}"
    answers.grade(ctx.db, short.id, score, words, by=ctx.member.id)
    before = {"answer": short.id, "score": short.earned, "words": short.comment, "by": short.graded_by}
    ctx.audit("grade", undo=before, about=code, person=short.person, number=code, score=score)
    left, _ = answers.backlog_to_grade(ctx.db, ctx.camp.id, but=ctx.person.id)
    is_last = _is_last(ctx, short.sitting)
    corrected = [] if short.earned is None else [CORRECTED(before=short.earned)]
    done = (GRADED_LAST if is_last else GRADED)(code=code, score=score)
    ctx.reply(done, *corrected, *([LEFT(n=left)] if left else []), audience=Audience.REVIEWERS)
    if is_last:
        _announce(ctx, short.sitting)


@feature.undoes("grade", by=Role.EXPERT, thing=["number"])
def ungrade(ctx: Context, answer: int, score: int | None, words: str | None, by: int | None) -> None:
    short = _held(ctx, answer)
    code = f"J{answer}"
    if exams.sitting_of(ctx.db, short.sitting).score is not None:
        raise Refusal(STANDS(code=code))
    answers.grade(ctx.db, answer, score, words, by=by)
    ctx.reply(BACK(code=code) if score is None else BACK_TO(code=code, score=score))


def _held(ctx: Context, number: int) -> GradedShort:
    """A short answer nobody else touches meanwhile. Raises Refusal where there is none, or it is the grader's own."""
    short = answers.for_grading(ctx.db, ctx.camp.id, number)
    if short is None:
        raise deciding.none_such(ctx, "J", number)
    if short.person == ctx.person.id:
        raise Refusal(OWN(code=f"J{number}"))
    return short


def _ungraded(ctx: Context, number: int) -> GradedShort:
    """One that waits. Raises Refusal."""
    short = _held(ctx, number)
    if short.earned is not None:
        raise deciding.decided(ctx, "J", number)
    return short


def _check_correction(ctx: Context, short: GradedShort, score: int, *, is_meant: bool) -> None:
    """A grade is corrected until it is announced: by who gave it, or by a manager who says that it is meant so. Raises Refusal."""
    code, expert = f"J{short.id}", short.expert or EARLIER
    if exams.sitting_of(ctx.db, short.sitting).score is not None:
        raise Refusal(ANNOUNCED(code=code, expert=expert, score=short.earned))
    decided = deciding.decided(ctx, "J", short.id)
    is_own = short.graded_by == ctx.member.id
    if score == short.earned:
        raise decided
    if not is_own and ctx.role < Role.MANAGER:
        raise Refusal(ASK_THEM(decided=decided.line, expert=expert))
    if not is_own and not is_meant:
        raise Refusal(CORRECT_IT(decided=decided.line, code=code, score=score))


def _is_last(ctx: Context, number: int) -> bool:
    """Whether everything answered in a go that is handed in is judged."""
    sitting = exams.sitting_of(ctx.db, number)
    turns = answers.of_sitting(ctx.db, number)
    return sitting.ended and all(turn.earned is not None for turn in turns if turn.answer is not None)


def _announce(ctx: Context, number: int) -> None:
    """Whoever answered hears the grades and the result."""
    sitting = exams.sitting_of(ctx.db, number)
    turns = answers.of_sitting(ctx.db, number)
    exams.score(ctx.db, number, score_of(sitting, turns))
    said = [
        TOLD(expert=one.expert or EARLIER, score=one.earned, words=WORDS(words=one.comment) if one.comment else "")
        for one in answers.graded_in(ctx.db, ctx.camp.id, number)
    ]
    reporting.announce(ctx, exams.sitting_of(ctx.db, number), *said)
    answered = tuple(turn.question for turn in turns if turn.answer is not None)
    ctx.happened("review.answered", sitting.membership, questions=answered)
