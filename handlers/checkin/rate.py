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


def weekly(
    workdays: Sequence[date], roster: Iterable[RateRow], stamps: Mapping[int, Set[date]], leave: Mapping[int, Set[date]]
) -> Rate:
    """The rate of the days given; `stamps` and `leave` are sets of days by learner."""
    done = expected = learners = 0
    for learner in roster:
        stamped = stamps.get(learner.id, frozenset())
        days = [day for day in workdays if _expected(learner, day, stamped) and day not in leave.get(learner.id, frozenset())]
        expected += len(days)
        done += sum(day in stamped for day in days)
        learners += bool(days)
    return Rate(done, expected, len(workdays), learners)


def _expected(learner: RateRow, day: date, stamped: Set[date]) -> bool:
    if learner.left_on is not None and day >= learner.left_on:
        return False
    return day > learner.joined_on or (day == learner.joined_on and day in stamped)
