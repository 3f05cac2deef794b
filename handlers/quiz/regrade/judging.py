"""A question judged by other keys: its answers, and all that hangs on them — scores, passes, boards, places, points, the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bot.feature import Context
from handlers.quiz.bank.questions import Question, from_plain
from handlers.quiz.contest.replaying import Replayed, judge_anew
from handlers.quiz.exam import passing
from handlers.quiz.exam.sitting import score_of
from handlers.quiz.regrade import rules
from handlers.quiz.review.learning import relearn
from storage import answers, contests, exams, question_versions
from storage.answers import JudgedAnswer
from storage.contests import Contest
from storage.exams import Exam, Sitting

Keys = Mapping[int, dict[str, Any] | None]
"""version → the key it is judged by; None is the key of the day it was asked."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """An answer that earns something else (of 1) than it did, and its question with the key that counts now."""

    answer: JudgedAnswer
    credit: Fraction
    question: Question


@dataclass(frozen=True, slots=True)
class Rescored:
    """What became of an exam for somebody: the scores of 100 of their goes, whether they have passed, and their points."""

    member: int
    scores: list[tuple[Fraction, Fraction]]
    passed: tuple[bool, bool]
    points: int


@dataclass(slots=True)
class Outcome:
    """All that changed."""

    answers: list[Remarked] = field(default_factory=list)
    exams: list[tuple[Exam, list[Rescored]]] = field(default_factory=list)
    contests: list[tuple[Contest, dict[int, Replayed]]] = field(default_factory=list)

    @property
    def people(self) -> list[int]:
        """The memberships it changed something for, in order."""
        touched = {one.answer.membership for one in self.answers}
        touched |= {one.member for _, rescored in self.exams for one in rescored}
        return sorted(touched | {member for _, replayed in self.contests for member in replayed})

    @property
    def points(self) -> list[int]:
        """Every change of somebody's points."""
        changes = [one.points for _, rescored in self.exams for one in rescored]
        changes += [one.points for _, replayed in self.contests for one in replayed.values()]
        return [change for change in changes if change]


class _OnlyLooking(Exception):
    """Undoes a trial."""


def tried(ctx: Context, question: int, keys: Keys) -> Outcome:
    """What `applied` would change: it is done and undone."""
    outcome = Outcome()
    try:
        with ctx.db.savepoint():
            outcome = applied(ctx, question, keys)
            raise _OnlyLooking
    except _OnlyLooking:
        return outcome


def applied(ctx: Context, question: int, keys: Keys, *, after: int = 0) -> Outcome:
    """Judges all answers to these versions, those behind the answer `after`, by these keys, and brings everything to what they earn
    now. Done again it changes nothing."""
    outcome = Outcome(_remark(ctx, question, keys, after))
    sittings = [exams.sitting_of(ctx.db, one) for one in _distinct(one.answer.sitting for one in outcome.answers)]
    for number in _distinct(one.exam for one in sittings):
        exam = exams.find(ctx.db, number)
        assert exam is not None
        rescored = _rescore(ctx, exam, [one for one in sittings if one.exam == number and one.score is not None])
        outcome.exams += [(exam, rescored)] if rescored else []
    for number in _distinct(one.answer.contest for one in outcome.answers):
        contest = contests.find(ctx.db, number)
        assert contest is not None
        replayed = judge_anew(ctx, contest)
        outcome.contests += [(contest, replayed)] if replayed else []
    for one in (one for one in outcome.answers if one.answer.over):
        relearn(ctx, one.answer.membership, question, right=one.credit == 1)
    return outcome


def _distinct(numbers: Any) -> list[int]:
    return sorted({number for number in numbers if number is not None})


def _remark(ctx: Context, question_id: int, keys: Keys, after: int) -> list[Remarked]:
    changed: list[Remarked] = []
    marks = []
    for asked in question_versions.asked(ctx.db, question_id):
        if asked.version not in keys:
            continue
        key = keys[asked.version]
        question_versions.regrade(ctx.db, question_id, asked.version, key)
        question = from_plain({**asked.plain, **(key or {})})
        for one in answers.judged(ctx.db, question_id, asked.version, after=after):
            verdict = rules.judge(question, one.said, one.chosen)
            if verdict is not None and verdict.credit is not None and verdict.credit != one.credit:
                changed.append(Remarked(one, verdict.credit, question))
                marks.append((one.id, verdict.credit, verdict.chosen))
    answers.remark(ctx.db, marks)
    return changed


def _rescore(ctx: Context, exam: Exam, sittings: list[Sitting]) -> list[Rescored]:
    """Scores of goes that are judged, the points of who took them."""
    passed = passing.passed_by(ctx.db, exam)
    scores: dict[int, list[tuple[Fraction, Fraction]]] = {}
    for one in sittings:
        share = score_of(one, answers.of_sitting(ctx.db, one.id))
        exams.score(ctx.db, one.id, share)
        scores.setdefault(one.membership, []).append((one.score or Fraction(0), share * 100))
    after = passing.passed_by(ctx.db, exam)
    return [
        Rescored(member, own, (member in passed, member in after), 0 if exam.is_paired else passing.settle(ctx, exam, member))
        for member, own in scores.items()
    ]
