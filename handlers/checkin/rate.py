"""The weekly rate: workday stamps over expected workdays, as an exact fraction against a threshold.

Denominator: for each learner the week's workdays from the day after joining (the joining day too, if stamped), until
leaving, minus the days on leave. Numerator: their stamps on those workdays, make-ups included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from bot.figures import percent_down


@dataclass(frozen=True, slots=True)
class RateRow:
    """Somebody on the roster: from the joining day to the day they left, if they did."""

    id: int
    joined_on: date
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """`done` of `expected`, by `learners` people over `workdays` days."""

    done: int
    expected: int
    workdays: int
    learners: int

    def reaches(self, percent: int) -> bool:
        """Whether the rate is at least the threshold, compared exactly; nothing expected reaches nothing."""
        return self.expected > 0 and self.done * 100 >= percent * self.expected

    @property
    def shown(self) -> str:
        return percent_down(self.done, self.expected)


@dataclass(frozen=True, slots=True)
class Share:
    """One learner's part in a rate: `done` of `expected` days."""

    learner: int
    done: int
    expected: int


def weekly(
    workdays: Sequence[date], roster: Iterable[RateRow], stamps: Mapping[int, Set[date]], leave: Mapping[int, Set[date]]
) -> Rate:
    """The rate of the days given; `stamps` and `leave` are sets of days by learner."""
    found = shares(workdays, roster, stamps, leave)
    return Rate(sum(one.done for one in found), sum(one.expected for one in found), len(workdays), len(found))


def shares(
    workdays: Sequence[date], roster: Iterable[RateRow], stamps: Mapping[int, Set[date]], leave: Mapping[int, Set[date]]
) -> list[Share]:
    """The same learner by learner, of those expected at all: what the rate is the sum of."""
    found = []
    for learner in roster:
        stamped = stamps.get(learner.id, frozenset())
        days = [day for day in workdays if _expected(learner, day, stamped) and day not in leave.get(learner.id, frozenset())]
        if days:
            found.append(Share(learner.id, sum(day in stamped for day in days), len(days)))
    return found


def _expected(learner: RateRow, day: date, stamped: Set[date]) -> bool:
    if learner.left_on is not None and day >= learner.left_on:
        return False
    return day > learner.joined_on or (day == learner.joined_on and day in stamped)
