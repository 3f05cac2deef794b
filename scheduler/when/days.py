"""Days before today is known (明天, 下周五, 5月8日, 月底), and which day each is, seen from a day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import Literal

from scheduler.calendar import DAY, week_of

LAST = 31
"""The last day of whatever month, as a day of the month."""


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days from today: 明天 is 1."""

    days: int


@dataclass(frozen=True, slots=True)
class OfWeek:
    """A weekday (Monday 0); `weeks` from this one, or None where none was named. `vague`: 周末 was said."""

    weekday: int
    weeks: int | None = None
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """A week as a whole, so many from this one: 下周."""

    weeks: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A day of a month, `LAST` for its end; of a year, or of whichever comes next. `years` counts from this one (明年 is 1)."""

    month: int
    day: int
    year: int | None = None
    years: int | None = None
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class OfMonth:
    """A day of a month so many from this one, or of whichever has it next. `vague`: only the month was said."""

    day: int
    months: int | None = None
    is_last: bool = False
    vague: bool = False


@dataclass(frozen=True, slots=True)
class EitherWay:
    """8/10/2026: a day in August where the month is written first, in October where the day is."""

    first: date
    second: date


@dataclass(frozen=True, slots=True)
class Shifted:
    """So many days from another: a week from Monday."""

    start: Offset | OfWeek
    days: int


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """A day named with its weekday: 10月8日（周四）. Where the two do not agree it is no day."""

    day: Offset | Dated | OfMonth
    weekday: OfWeek


Day = Offset | OfWeek | Week | Dated | OfMonth | Shifted | OnWeekday


def floats(day: object) -> bool:
    """Whether the day is the next of its kind, wherever one stands."""
    match day:
        case OfWeek(_, None) | Dated(_, _, None, None) | OfMonth(_, None):
            return True
    return False


def is_vague(day: object) -> bool:
    """Whether a stretch of days was named rather than one."""
    match day:
        case Week() | OfWeek(vague=True) | OfMonth(vague=True):
            return True
    return False


def candidates(day: Day, today: date, step: Literal[1, -1] = 1) -> Iterator[date]:
    """The days meant, nearest first: one where it is certain, many in the direction of `step` where it is not, none where there is no such day."""
    match day:
        case Offset(days):
            yield today + days * DAY
        case OfWeek(weekday, None):
            nearest = today + step * (step * (weekday - today.weekday()) % 7) * DAY
            yield from (nearest + step * 7 * weeks * DAY for weeks in range(60))
        case OfWeek(weekday, int(weeks)):
            yield week_of(today)[0] + (7 * weeks + weekday) * DAY
        case Week(weeks):
            yield from (week_of(today)[0] + (7 * weeks + number) * DAY for number in range(7))
        case Dated(month, number, None, None, last):
            yield from _onward((_day(today.year + step * years, month, number, last) for years in range(9)), today, step)
        case Dated(month, number, year, years, last):
            yield from _onward([_day(year or today.year + (years or 0), month, number, last)])
        case OfMonth(number, None, last):
            yield from _onward((_day(*_month(today, step * months), number, last) for months in range(13)), today, step)
        case OfMonth(number, int(months), last):
            yield from _onward([_day(*_month(today, months), number, last)])
        case Shifted(start, days):
            yield from (each + days * DAY for each in candidates(start, today, step))
        case OnWeekday(named, weekday):
            yield from (each for each in candidates(named, today, step) if _is_that(each, weekday, today))


def _is_that(day: date, weekday: OfWeek, today: date) -> bool:
    """Whether the day is the weekday named beside it; 下周四 is one day, 周四 any Thursday."""
    return day.weekday() == weekday.weekday if weekday.weeks is None else day == next(candidates(weekday, today))


def _onward(days: Iterable[date | None], today: date = date.min, step: int = 1) -> Iterator[date]:
    """Those of the days that there are, from today on in the direction of `step`."""
    return (day for day in days if day and (day - today) * step >= 0 * DAY)


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = _month(day, months)
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def _month(today: date, months: int) -> tuple[int, int]:
    """Year and month, so many months from today's."""
    years, month = divmod(today.month - 1 + months, 12)
    return today.year + years, month + 1


def _day(year: int, month: int, day: int, is_last: bool) -> date | None:
    if not (MINYEAR <= year <= MAXYEAR and 1 <= month <= 12):
        return None
    length = monthrange(year, month)[1]
    if is_last:
        return date(year, month, length)
    return date(year, month, day) if 1 <= day <= length else None
