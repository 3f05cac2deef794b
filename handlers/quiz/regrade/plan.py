"""What a regrade will write, worked out on a snapshot: plain rows, each beside what it was, for one short transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from bot.figures import short_down
from handlers.quiz.contest import board
from handlers.quiz.contest.scoring import Ranking
from handlers.quiz.regrade.judging import ContestOutcome, Keys, Outcome, Remarked
from storage.contests import Contest
from storage.exams import Sitting
from storage.regrades import AnswerMark, PlayerLine, SittingScore

PersonRow = tuple[int, list[int], list[list[Any]], list[list[Any]]]
"""A membership, their answers that are over, the exams ([exam, score before, after, passed before, after]) and the contests
([contest, score before, after, place before, after]) that changed for them."""


class PlannedBoard(NamedTuple):
    """A contest's lines as they were, those that change, and the first of its board with their names."""

    contest: Contest
    before: list[PlayerLine]
    changed: list[PlayerLine]
    first: list[Ranking]
    names: dict[int, str]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it: the version of the bank it was worked out by, the keys that counted and those that
    will, and how many people will be told."""

    version: int
    was: Keys
    keys: Keys
    marks: list[AnswerMark]
    scores: dict[int, list[SittingScore]]
    boards: list[PlannedBoard]
    people: list[PersonRow]
    told: int


def planned(version: int, was: Keys, keys: Keys, outcome: Outcome, present: Collection[int]) -> Plan:
    """An outcome as rows; those of the members present are told."""
    people = _people(outcome)
    return Plan(
        version,
        was,
        keys,
        [
            AnswerMark(one.answer.id, *one.answer.credit.as_integer_ratio(), *one.credit.as_integer_ratio(), _other(one))
            for one in outcome.answers
        ],
        {one.exam.id: [_score(*goes) for goes in one.goes] for one in outcome.exams},
        [_board(one) for one in outcome.contests],
        people,
        sum(row[0] in present for row in people),
    )


def _other(one: Remarked) -> tuple[int, ...] | None:
    return None if one.chosen == one.answer.chosen else one.chosen


def _score(before: Sitting, after: Sitting) -> SittingScore:
    return SittingScore(before.id, *_share(before.score), *_share(after.score))


def _share(score: Fraction | None) -> tuple[int | None, int | None]:
    return (None, None) if score is None else (score / 100).as_integer_ratio()


def _board(one: ContestOutcome) -> PlannedBoard:
    was = {line.membership: line for line in one.replay.before}
    first = board.scored(one.replay.ranking)[: board.SHOWN]
    named = {ranking.who for ranking in first}
    return PlannedBoard(
        one.contest,
        one.replay.before,
        [line for line in one.replay.after if was.get(line.membership) != line],
        first,
        {member: name for member, name in one.replay.names.items() if member in named},
        one.contest.state == "over" and bool(one.replay.changed),
    )


def _people(outcome: Outcome) -> list[PersonRow]:
    rows: dict[int, PersonRow] = {member: (member, [], [], []) for member in outcome.people}
    for answer in outcome.answers:
        if answer.answer.over:
            rows[answer.answer.membership][1].append(answer.answer.id)
    for exam in outcome.exams:
        for one in exam.rescored:
            best = [short_down(max(score[place] for score in one.scores)) for place in (0, 1)]
            rows[one.member][2].append([exam.exam.id, *best, *one.passed])
    for contest in outcome.contests:
        for member, replayed in contest.replay.changed.items():
            rows[member][3].append([contest.contest.id, *replayed.scores, *replayed.places])
    return [row for row in rows.values() if any(row[1:])]
