"""A question judged by other keys, worked out on a snapshot: its answers, and all that hangs on them — scores, passes, boards, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from bot.membership import camp_by_id
from handlers.quiz.bank.marking import Verdict
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.contest import replaying
from handlers.quiz.contest.ending import prize_of
from handlers.quiz.contest.replaying import Replay
from handlers.quiz.contest.settings import PRIZES
from handlers.quiz.exam import passing
from handlers.quiz.exam.settings import EXAM_POINTS
from handlers.quiz.regrade import rules
from storage import contests, exams, question_versions, regrades
from storage.connection import Db
from storage.contests import Contest
from storage.exams import Exam, Sitting
from storage.regrades import JudgedAnswer

Keys = Mapping[int, dict[str, Any] | None]
"""version → the key it is judged by; None is the key of the day it was asked."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """An answer that earns something else (of 1) than it did."""

    answer: JudgedAnswer
    credit: Fraction
    chosen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rescored:
    """What becomes of an exam for somebody: the scores of 100 of their goes, whether they have passed, and their points."""

    member: int
    scores: list[tuple[Fraction, Fraction]]
    passed: tuple[bool, bool]
    points: int


@dataclass(frozen=True, slots=True)
class ExamOutcome:
    """An exam in which answers earn something else: the goes those are in, before and after, and what becomes of people."""

    exam: Exam
    goes: list[tuple[Sitting, Sitting]]
    rescored: list[Rescored]


@dataclass(frozen=True, slots=True)
class ContestOutcome:
    """A contest in which answers earn something else, played anew, and everybody's change of points."""

    contest: Contest
    replay: Replay
    points: dict[int, int]


@dataclass(slots=True)
class Outcome:
    """All that changes."""

    answers: list[Remarked] = field(default_factory=list)
    exams: list[ExamOutcome] = field(default_factory=list)
    contests: list[ContestOutcome] = field(default_factory=list)

    @property
    def people(self) -> list[int]:
        """The memberships it changes something for, in order."""
        touched = {one.answer.membership for one in self.answers}
        touched |= {one.member for exam in self.exams for one in exam.rescored}
        return sorted(touched.union(*(one.replay.changed for one in self.contests)))

    @property
    def points(self) -> list[int]:
        """Every change of somebody's points."""
        changes = [one.points for exam in self.exams for one in exam.rescored]
        return [change for change in [*changes, *(change for one in self.contests for change in one.points.values())] if change]


def worked_out(db: Db, camp: int, question: int, keys: Keys, *, after: int = 0) -> Outcome:
    """What judging all answers to these versions, those behind the answer `after`, by these keys changes."""
    outcome = Outcome(_remarked(db, question, keys, after))
    marks = {one.answer.id: one.credit for one in outcome.answers}
    settings = camp_by_id(db, camp)
    sittings = {one.answer.sitting for one in outcome.answers}
    for number in regrades.exams_asking(db, question) if sittings - {None} else []:
        exam = exams.find(db, number)
        assert exam is not None
        found = _rescored(db, exam, marks, sittings, EXAM_POINTS.of(settings))
        outcome.exams += [found] if found.goes else []
    for number in sorted({one.answer.contest for one in outcome.answers if one.answer.contest is not None}):
        contest = contests.find(db, number)
        assert contest is not None
        replay = replaying.replay(db, contest, marks)
        if replay is not None:
            outcome.contests.append(ContestOutcome(contest, replay, _prizes(db, contest, replay, PRIZES.of(settings))))
    return outcome


def _remarked(db: Db, question_id: int, keys: Keys, after: int) -> list[Remarked]:
    plain = {one.version: one.plain for one in question_versions.asked(db, question_id)}
    questions = {version: from_plain({**plain[version], **(key or {})}) for version, key in keys.items() if version in plain}
    known: dict[Any, Verdict | None] = {}
    changed = []
    for one in regrades.judged(db, question_id, after=after):
        if one.version not in questions:
            continue
        alike = one.version, one.said, one.chosen
        if alike not in known:
            known[alike] = rules.judge(questions[one.version], one.said, one.chosen)
        verdict = known[alike]
        if verdict is not None and verdict.credit is not None and verdict.credit != one.credit:
            changed.append(Remarked(one, verdict.credit, tuple(verdict.chosen)))
    return changed


def _rescored(db: Db, exam: Exam, marks: Mapping[int, Fraction], sittings: set[int | None], pass_points: int) -> ExamOutcome:
    """The goes with those answers; a score, and points, only where a go is judged."""
    earned = regrades.earned_in(db, exam.id)
    before = exams.goes(db, exam.id)
    after = [_scored(go, earned.get(go.id, []), marks) if go.id in sittings else go for go in before]
    goes = [(old, new) for old, new in zip(before, after, strict=True) if old.id in sittings]
    passed, passes = passing.passed_among(exam, before), passing.passed_among(exam, after)
    scores: dict[int, list[tuple[Fraction, Fraction]]] = {}
    for old, new in goes:
        if old.score is not None and new.score is not None:
            scores.setdefault(old.membership, []).append((old.score, new.score))
    rescored = []
    for member, own in scores.items():
        points = 0 if exam.is_paired else passing.change(db, exam, member, member in passes, pass_points)
        rescored.append(Rescored(member, own, (member in passed, member in passes), points))
    return ExamOutcome(exam, goes, rescored)


def _scored(go: Sitting, earned: list[tuple[int, Fraction]], marks: Mapping[int, Fraction]) -> Sitting:
    if go.score is None:
        return go
    total = sum((marks.get(answer, credit) for answer, credit in earned), Fraction(0))
    return replace(go, score=total / max(1, len(go.questions)) * 100)


def _prizes(db: Db, contest: Contest, replay: Replay, prizes: Any) -> dict[int, int]:
    moved = {member: one.places[1] for member, one in replay.changed.items() if one.places[0] != one.places[1]}
    return {member: replaying.prize_change(db, contest, member, prize_of(prizes, place)) for member, place in moved.items()}
