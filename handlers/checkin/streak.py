"""Streaks: how many workdays in a row somebody stamped. Rest days and days on leave neither count nor break."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.calendar import Calendar

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StreakBonus:
    """Stamped workdays in a row, oldest first."""

    days: tuple[date, ...]

    @property
    def length(self) -> int:
        return len(self.days)

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def last(self) -> date:
        return self.days[-1]


def continues(last: date | None, day: date, calendar: Calendar, leave: Set[date] = frozenset()) -> bool:
    """Whether a stamp on the workday `day` carries on a run that ended on `last`: no workday in between was missed."""
    if last is None or last >= day:
        return False
    between = calendar.previous_workday(day)
    while between > last and between in leave:
        between = calendar.previous_workday(between)
    return between <= last


def run_with(day: date, stamped: Set[date], calendar: Calendar, leave: Set[date] = frozenset()) -> StreakBonus:
    """The run that the stamped workday `day` belongs to, in both directions."""
    days = [day]
    before = calendar.previous_workday(day)
    while before in stamped or (before in leave and before >= min(stamped)):
        if before in stamped:
            days.insert(0, before)
        before = calendar.previous_workday(before)
    after = calendar.next_workday(day)
    while after in stamped or (after in leave and after <= max(stamped)):
        if after in stamped:
            days.append(after)
        after = calendar.next_workday(after)
    return StreakBonus(tuple(days))


def due(length: int, paid: int, every: int) -> int:
    """How many bonuses a run of this length still earns: one for each full `every` workdays, none twice."""
    return max(length // every - paid, 0)
