"""What an answer in a contest earns, and who is where: integer milliseconds in, integer points out.

Source: journey J5 and the fairness rule N10. The clock of a room starts when the platform acknowledges the question and ends when
the answer reaches us; the channel's own delay is taken off, so that a slow platform costs nobody points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from statistics import median_low

from bot.phrases import Phrase

FULL = 1000
"""Points for a right answer in no time; at the limit it is half of them."""
STREAK_STEP = 100
"""Points more for the second right answer in a row, twice as many for the third, and so on."""
DELAY_LIMIT_MS = 800
DELAY_SAMPLE = 50
"""Calls of a channel its delay is measured over."""

MILLISECOND = timedelta(milliseconds=1)

Totals = tuple[int, int, int]
Means = tuple[Fraction, Fraction, Fraction]
"""Points, right answers and ms spent on them: summed up, and as means over a team."""

TIES = Phrase(
    zh="同分并列，奖励各得一份。",
    en="Equal scores share the place, and each gets its prize.",
)


class Mode(StrEnum):
    """How a contest counts: by speed, by right answers alone, or by the mean speed score of a team's members."""

    SPEED = "speed"
    ACCURACY = "accuracy"
    TEAM_MEAN = "team_mean"


@dataclass(frozen=True, slots=True)
class ContestAnswer:
    """A person's answer to question number `question` (0, 1, …), right or not, after `thinking` ms."""

    person: int
    question: int
    right: bool
    thinking: int


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer earned: points for it, bonus for the streak it continues, and the length of that streak."""

    points: int
    bonus: int
    streak: int
    late: bool

    @property
    def total(self) -> int:
        return self.points + self.bonus


@dataclass(frozen=True, slots=True)
class Ranking:
    """A place on the board; equal points share it. `points` is exact (a team's is a mean), `thinking` is in ms."""

    place: int
    who: int | str
    points: Fraction
    right: Fraction
    thinking: Fraction


def delay(round_trips: Sequence[int]) -> int:
    """A channel's delay in ms: the median of its last 50 round trips, at most 800; 0 where none was measured."""
    return min(median_low(round_trips[-DELAY_SAMPLE:]), DELAY_LIMIT_MS) if round_trips else 0


def thinking_time(acknowledged: datetime, received: datetime, delay: int) -> int:
    """Milliseconds from the question's arrival to the answer's, without the channel's delay; never below 0."""
    return max(0, (received - acknowledged) // MILLISECOND - delay)


def speed_points(thinking: int, limit: int) -> int:
    """1000 × (1 − t/2T), half up, for a right answer after t of T ms; 0 when late, that is after more than T."""
    if thinking > limit:
        return 0
    return (2 * limit * FULL - FULL * thinking + limit) // (2 * limit)


def streak_bonus(streak: int) -> int:
    """0 for a first right answer, 100 for the second in a row, 200 for the third …"""
    return STREAK_STEP * max(0, streak - 1)


def score(answer: ContestAnswer, limit: int, mode: Mode, streak: int) -> Score:
    """What an answer earns after `streak` right ones in a row. A late answer is not right; accuracy gives 1 for right and no bonus."""
    late = answer.thinking > limit
    if late or not answer.right:
        return Score(0, 0, 0, late)
    if mode is Mode.ACCURACY:
        return Score(1, 0, streak + 1, late)
    return Score(speed_points(answer.thinking, limit), streak_bonus(streak + 1), streak + 1, late)


def first_answers(answers: Iterable[ContestAnswer]) -> list[ContestAnswer]:
    """The first answer of each person to each question, in the order of arrival; what comes later does not count."""
    first: dict[tuple[int, int], ContestAnswer] = {}
    for answer in answers:
        first.setdefault((answer.person, answer.question), answer)
    return list(first.values())


def scores(answers: Iterable[ContestAnswer], limit: int, mode: Mode) -> dict[tuple[int, int], Score]:
    """(person, question) → score, replayed from all answers in the order of arrival. A question passed over ends a streak."""
    result = {}
    ordered = sorted(first_answers(answers), key=lambda answer: (answer.person, answer.question))
    for person, own in groupby(ordered, key=lambda answer: answer.person):
        streak, last = 0, -1
        for answer in own:
            earned = score(answer, limit, mode, streak if answer.question == last + 1 else 0)
            result[person, answer.question] = earned
            streak, last = earned.streak, answer.question
    return result


def board(
    joined: Iterable[int], answers: Iterable[ContestAnswer], limit: int, mode: Mode, teams: Mapping[int, str] | None = None
) -> list[Ranking]:
    """Everybody who joined, best first; with `TEAM_MEAN` the teams, each by the mean over all its members who joined.

    Replaying the same answers gives the same board. Equal points share a place.
    """
    heard = first_answers(answers)
    earned = scores(heard, limit, mode)
    totals = {person: (0, 0, 0) for person in joined}
    for answer in heard:
        one = earned[answer.person, answer.question]
        points, right, thinking = totals.get(answer.person, (0, 0, 0))
        hit = one.points > 0
        totals[answer.person] = (points + one.total, right + hit, thinking + (answer.thinking if hit else 0))
    return standings(totals, (teams or {}) if mode is Mode.TEAM_MEAN else None)


def standings(totals: Mapping[int, Totals], teams: Mapping[int, str] | None = None) -> list[Ranking]:
    """The board of (person → totals), best first; with `teams` (person → team) the teams, by their members' means."""
    if teams is not None:
        return _ranked({team: _mean(own) for team, own in _by_team(totals, teams).items()})
    return _ranked({person: _mean([own]) for person, own in totals.items()})


def _by_team(totals: Mapping[int, Totals], teams: Mapping[int, str]) -> dict[int | str, list[Totals]]:
    members: dict[int | str, list[Totals]] = {}
    for person, own in totals.items():
        if person in teams:
            members.setdefault(teams[person], []).append(own)
    return members


def _mean(totals: Sequence[Totals]) -> Means:
    points, right, thinking = (Fraction(sum(column), len(totals)) for column in zip(*totals, strict=True))
    return points, right, thinking


def _ranked(means: Mapping[int | str, Means]) -> list[Ranking]:
    """Places as in sport: 1, 2, 2, 4. Who shares one stands in the order of right answers, then of less time on them."""
    places: dict[Fraction, int] = {}
    ordered = sorted(means.items(), key=lambda item: (_rank(item[1]), str(item[0])))
    return [
        Ranking(places.setdefault(own[0], number), who, points=own[0], right=own[1], thinking=own[2])
        for number, (who, own) in enumerate(ordered, 1)
    ]


def _rank(means: Means) -> Means:
    points, right, thinking = means
    return -points, -right, thinking


# ── the timed drill ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a drill: asked, right in time, answered in time, and the median ms of the answers (None without one)."""

    asked: int
    right: int
    in_time: int
    median: int | None


def categories(answers: Iterable[tuple[str, ContestAnswer | None]], limit: int) -> dict[str, Category]:
    """A drill's report from (category, answer or None where none came) for each question asked; the weakest category first."""
    asked: dict[str, list[ContestAnswer | None]] = {}
    for category, answer in answers:
        asked.setdefault(category, []).append(answer)
    report = {category: _category(own, limit) for category, own in asked.items()}
    return dict(sorted(report.items(), key=lambda item: (Fraction(item[1].right, item[1].asked), item[0])))


def _category(own: Sequence[ContestAnswer | None], limit: int) -> Category:
    given = [answer for answer in own if answer is not None]
    in_time = [answer for answer in given if answer.thinking <= limit]
    median = median_low(answer.thinking for answer in given) if given else None
    return Category(len(own), sum(answer.right for answer in in_time), len(in_time), median)
