"""What a regrade would change, in figures: counted on a snapshot, said to the manager before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.feature import Context, Line, Phrase, Said
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.bank.settings import called
from handlers.quiz.question_view import right_words, short_stem
from handlers.quiz.regrade.judging import ContestOutcome, ExamOutcome, Outcome
from storage.bank import Stored

LISTED = 10

PREVIEW = Phrase(
    zh="重新判分 {number}（v{version}）：{stem}\n答案按“{key}”算，会改{n}个回答（{people}人）：改对{right}，改错{wrong}。",
    en="Regrade {number} (v{version}): {stem}\nBy the key “{key}” answers that change: {n} (people: {people}); now right {right}, now wrong {wrong}.",
)
EXAM = Phrase(
    zh="考试“{name}”：{n}人分数有变，{passed}人改为通过，{failed}人改为没通过。",
    en="Exam “{name}”: scores that change: {n}; now passed {passed}, no longer passed {failed}.",
)
PAIR = Phrase(zh="课前课后测“{name}”：{n}人分数有变。", en="Paired test “{name}”: scores that change: {n}.")
CONTEST = Phrase(
    zh="竞赛“{name}”：{n}人分数有变，{moved}人名次有变。",
    en="Contest “{name}”: scores that change: {n}; places that change: {moved}.",
)
POINTS = Phrase(zh="积分：补{paid}，收回{back}。", en="Points: {paid} paid, {back} taken back.")
NO_POINTS = Phrase(zh="积分不变。", en="No points change.")
THEN = Phrase(
    zh="确认后生效一次，私下告诉每个人他变了什么。",
    en="Once confirmed it counts once, and everybody is told in private what changed.",
)
AND_MORE = Phrase(zh="另外还有{n}场考试或竞赛的分数会变。", en="Exams and contests besides whose scores change: {n}.")


class ExamFigures(NamedTuple):
    """An exam by name, whether it is one of a pair, how many scores change, and how many people pass or fail by it."""

    name: str
    is_paired: bool
    scores: int
    passes: int
    fails: int


class ContestFigures(NamedTuple):
    """A contest by name, and how many scores and places change."""

    name: str
    scores: int
    places: int


@dataclass(frozen=True, slots=True)
class Preview:
    """How many answers become right or wrong, of how many people, what becomes of exams and contests, and the points paid and taken back;
    `other_words` answers were given when the question read otherwise."""

    answers: int
    right: int
    people: int
    exams: list[ExamFigures]
    contests: list[ContestFigures]
    points: tuple[int, int]
    other_words: int


def counted(outcome: Outcome, other_words: int) -> Preview:
    """An outcome in figures."""
    return Preview(
        len(outcome.answers),
        sum(one.credit > one.answer.credit for one in outcome.answers),
        len(outcome.people),
        [_of_exam(one) for one in outcome.exams if one.rescored],
        [_of_contest(one) for one in outcome.contests if one.replay.changed],
        (sum(one for one in outcome.points if one > 0), -sum(one for one in outcome.points if one < 0)),
        other_words,
    )


def _of_exam(one: ExamOutcome) -> ExamFigures:
    turned = [rescored.passed for rescored in one.rescored]
    return ExamFigures(one.exam.name, one.exam.is_paired, len(turned), turned.count((False, True)), turned.count((True, False)))


def _of_contest(one: ContestOutcome) -> ContestFigures:
    changed = one.replay.changed.values()
    scores = sum(replayed.scores[0] != replayed.scores[1] for replayed in changed)
    return ContestFigures(one.contest.name, scores, sum(replayed.places[0] != replayed.places[1] for replayed in changed))


def said(ctx: Context, stored: Stored, found: Preview) -> list[Said]:
    """What would change, in words."""
    lines: list[Said] = [
        PREVIEW(
            number=called(stored.number),
            version=stored.version,
            stem=short_stem(stored.plain["stem"]),
            key=right_words(from_plain(stored.plain), (), ctx.language),
            n=found.answers,
            people=found.people,
            right=found.right,
            wrong=found.answers - found.right,
        )
    ]
    lines += [_exam(one) for one in found.exams[:LISTED]]
    lines += [CONTEST(name=one.name, n=one.scores, moved=one.places) for one in found.contests[:LISTED]]
    if rest := len(found.exams[LISTED:]) + len(found.contests[LISTED:]):
        lines.append(AND_MORE(n=rest))
    paid, back = found.points
    return [*lines, POINTS(paid=paid, back=back) if paid or back else NO_POINTS, THEN]


def _exam(one: ExamFigures) -> Line:
    if one.is_paired:
        return PAIR(name=one.name, n=one.scores)
    return EXAM(name=one.name, n=one.scores, passed=one.passes, failed=one.fails)
