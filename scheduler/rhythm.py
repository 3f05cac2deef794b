"""Rhythms: when something happens next. Values that say it, and `after(moment, zone, calendar)`, which computes it.

A rhythm speaks of the wall clock of a zone. Days come from APScheduler's cron trigger (or the workday calendar), counted
without any zone; `on_the_clock` alone turns a day and a time into a moment, so the clock changes are mended in one place:
a time that does not exist that day happens at the next minute that does, a time that comes twice happens once, the first time.
(`CronTrigger` with a real zone returns the non-existent time, or skips it, and fires both of two.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntEnum
from functools import lru_cache
from heapq import merge
from typing import Any, Literal

from bot.phrases import Line
from scheduler.calendar import DAY, Calendar

EPOCH_DAY = date(1970, 1, 1)
MOST_WORKDAYS = 23
"""No month has more."""
LAST = -1
"""The last one of its kind in a month: `NthWeekday(LAST, Weekday.FRI, at)`."""


class Weekday(IntEnum):
    """Numbered as Python does, from Monday 0; `name` in small letters is what cron calls it (its numbers are a trap)."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6


OnRestDay = Literal["same", "next_workday", "previous_workday"]
"""Where an occurrence goes that falls on a day off (顺延 is next_workday); its time of day stays."""


# ── the rhythms ──────────────────────────────────────────────────────────────────────────────────────────────────────
# `after` is strictly later than the moment given; moments are aware, what comes back is UTC, or None where nothing follows.


@dataclass(frozen=True, slots=True)
class Once:
    """One moment, and never again."""

    moment: datetime

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        return self.moment.astimezone(UTC) if self.moment > moment else None


@dataclass(frozen=True, slots=True)
class Every:
    """Every `step` of elapsed time, counted from `since`: a fixed start, so that every replica finds the same moments."""

    step: timedelta
    since: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        if self.step <= timedelta(0):
            raise ValueError(f"a step forward, not {self.step}")

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime:
        since = self.since.astimezone(UTC)
        return max(since, since + ((moment - since) // self.step + 1) * self.step)


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day."""

    at: time

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        return _first_after(moment, self.at, zone, _counted(1, EPOCH_DAY))


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Every so many `days` from the day `first`: every other Friday is `EveryDays(14, a Friday, at)`."""

    days: int
    first: date
    at: time

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"at least one day, not {self.days}")

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        return _first_after(moment, self.at, zone, _counted(self.days, self.first))


@dataclass(frozen=True, slots=True)
class Workdays:
    """Every workday of the calendar, makeup Saturdays included."""

    at: time

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        return _first_after(moment, self.at, zone, lambda day: _workdays(day, calendar))


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Every day that is no workday: weekends that are not worked, and holidays."""

    at: time

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        return _first_after(moment, self.at, zone, lambda day: _days_off(day, calendar))


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on one weekday (Monday 0)."""

    weekday: int
    at: time
    on_rest_day: OnRestDay = "same"

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        days = _cron(day_of_week=Weekday(self.weekday).name.lower())
        return _first_after(moment, self.at, zone, _shifted(days, self.on_rest_day, calendar))


@dataclass(frozen=True, slots=True)
class Monthly:
    """Every month on one day, 1 to 31; a shorter month has it on its last day."""

    day: int
    at: time
    on_rest_day: OnRestDay = "same"

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 31:
            raise ValueError(f"a day of a month, not {self.day}")

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        return _first_after(moment, self.at, zone, _shifted(_day_of_month(self.day), self.on_rest_day, calendar))


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """Every month on its first (1) to fourth (4) or last (`LAST`) Monday, Tuesday, …"""

    nth: int
    weekday: int
    at: time
    on_rest_day: OnRestDay = "same"

    def __post_init__(self) -> None:
        if self.nth not in _ORDINALS:
            raise ValueError(f"1 to 4 or LAST, not {self.nth}")

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        days = _cron(day=f"{_ORDINALS[self.nth]} {Weekday(self.weekday).name.lower()}")
        return _first_after(moment, self.at, zone, _shifted(days, self.on_rest_day, calendar))


@dataclass(frozen=True, slots=True)
class NthWorkday:
    """Every month on its second, third … (2, 3, …) or last but one, … (-2, -3, …) workday; a month with fewer has none."""

    nth: int
    at: time

    def __post_init__(self) -> None:
        if not 1 <= abs(self.nth) <= MOST_WORKDAYS:
            raise ValueError(f"1 to {MOST_WORKDAYS} from either end, not {self.nth}")

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        return _first_after(moment, self.at, zone, lambda day: _nth_workdays(day, self.nth, calendar))


@dataclass(frozen=True, slots=True)
class Yearly:
    """Every year on one day; 29 February is the 28th in a common year."""

    month: int
    day: int
    at: time

    def __post_init__(self) -> None:
        date(2024, self.month, self.day)  # a leap year has every day there is

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        day = "last" if (self.month, self.day) == (2, 29) else str(self.day)
        return _first_after(moment, self.at, zone, _cron(month=str(self.month), day=day))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Several rhythms at once: Monday and Thursday, at nine and at six. What coincides happens once."""

    parts: tuple[Rhythm, ...]

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        moments = (part.after(moment, zone, calendar) for part in self.parts)
        return min((due for due in moments if due is not None), default=None)


@dataclass(frozen=True, slots=True)
class Until:
    """A rhythm that ends: nothing after the day `last` of the zone it is read in."""

    rhythm: Rhythm
    last: date

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime | None:
        due = self.rhythm.after(moment, zone, calendar)
        return due if due is not None and due.astimezone(zone).date() <= self.last else None


Rhythm = (
    Once | Every | Daily | EveryDays | Workdays | DaysOff | Weekly | Monthly | NthWeekday | NthWorkday | Yearly | AnyOf | Until
)


def warnings(rhythm: Rhythm, first: datetime, calendar: Calendar) -> list[Line]:
    """What to say behind a rhythm of workdays whose first moment, on the reader's clock, is in a year without calendar data."""
    return calendar.warnings(first.date(), first.date()) if by_workdays(rhythm) else []


def by_workdays(rhythm: Rhythm) -> bool:
    """Whether it goes by the calendar's workdays, so that another calendar makes other days of it."""
    match rhythm:
        case Workdays() | DaysOff() | NthWorkday():
            return True
        case Until(inner):
            return by_workdays(inner)
        case Weekly() | Monthly() | NthWeekday():
            return rhythm.on_rest_day != "same"
        case AnyOf(parts):
            return any(map(by_workdays, parts))
    return False


# ── being late ───────────────────────────────────────────────────────────────────────────────────────────────────────


Late = str | timedelta
"""What becomes of occurrences missed while the house was dark, as `bot.feature.Late` says it: "once" is one run for all of
them, "each" is every one, a timedelta is every one that is at most so late."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a due agenda row means now: the occurrence to run (None: too late for it) and the row's next due moment."""

    run: datetime | None
    next: datetime | None


def turn(rhythm: Rhythm, due: datetime, now: datetime, late: Late, zone: tzinfo, calendar: Calendar) -> Turn:
    """The turn of a row due at `due` (≤ `now`). With "once" the latest missed occurrence stands for all."""
    if late == "once":
        return Turn(_latest(rhythm, due, now, zone, calendar), rhythm.after(now, zone, calendar))
    if isinstance(late, timedelta) and now - due > late:
        return Turn(None, rhythm.after(now - late - timedelta.resolution, zone, calendar))
    return Turn(due, rhythm.after(due, zone, calendar))


def _latest(rhythm: Rhythm, due: datetime, now: datetime, zone: tzinfo, calendar: Calendar) -> datetime:
    """The last occurrence from `due` to `now`, found by looking back twice as far each time."""
    back = timedelta(minutes=1)
    while back < now - due and not _between(rhythm.after(now - back, zone, calendar), now):
        back *= 2
    found = due
    following = rhythm.after(max(due, now - back), zone, calendar)
    while following is not None and following <= now:
        found, following = following, rhythm.after(following, zone, calendar)
    return found


def _between(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


# ── from days to moments ─────────────────────────────────────────────────────────────────────────────────────────────

Days = Callable[[date], Iterator[date]]
"""From a day on: the days of a rhythm, ascending."""


def on_the_clock(day: date, at: time, zone: tzinfo) -> datetime:
    """The moment (UTC) the wall clock of `zone` shows `at` on `day`: the first of two, the next minute there is of none."""
    wall = datetime.combine(day, at.replace(fold=0))
    while (moment := wall.replace(tzinfo=zone).astimezone(UTC)).astimezone(zone).replace(tzinfo=None) != wall:
        wall = wall.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return moment


def _first_after(moment: datetime, at: time, zone: tzinfo, days: Days) -> datetime | None:
    """The first of the days' moments that is later. The day before is looked at too: a clock change may push it past midnight."""
    yesterday = moment.astimezone(zone).date() - DAY
    return next((due for day in days(yesterday) if (due := on_the_clock(day, at, zone)) > moment), None)


def _counted(step: int, start: date) -> Days:
    def days(first: date) -> Iterator[date]:
        passed = max(0, -((start - first) // (step * DAY)))
        day = start + passed * step * DAY
        while True:
            yield day
            day += step * DAY

    return days


def _workdays(first: date, calendar: Calendar) -> Iterator[date]:
    day = calendar.on_or_after(first)
    while True:
        yield day
        day = calendar.next_workday(day)


def _days_off(first: date, calendar: Calendar) -> Iterator[date]:
    day = first
    while True:
        if not calendar.is_workday(day):
            yield day
        day += DAY


def _nth_workdays(first: date, nth: int, calendar: Calendar) -> Iterator[date]:
    """That workday of every month from the month of `first` on."""
    month = first.replace(day=1)
    while True:
        following = (month + 31 * DAY).replace(day=1)
        workdays = calendar.workdays(month, following - DAY)
        if abs(nth) <= len(workdays):
            yield workdays[nth - 1 if nth > 0 else nth]
        month = following


def _shifted(days: Days, rule: OnRestDay, calendar: Calendar) -> Days:
    """The days with those off moved by the rule. Starts before the stretch of days off that `first` may stand in."""

    def moved(first: date) -> Iterator[date]:
        match rule:
            case "same":
                yield from days(first)
            case "next_workday":
                yield from map(calendar.on_or_after, days(calendar.on_or_before(first)))
            case "previous_workday":
                yield from map(calendar.on_or_before, days(first))

    return moved


_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", LAST: "last"}


def _day_of_month(day: int) -> Days:
    match day:
        case 31:
            return _cron(day="last")
        case 29 | 30:
            in_february, otherwise = _cron(month="2", day="last"), _cron(month="1,3-12", day=str(day))
            return lambda first: merge(in_february(first), otherwise(first))
    return _cron(day=str(day))


@lru_cache(maxsize=512)
def _cron(**fields: str) -> Days:
    """The days a cron expression names, counted in UTC, where every day has its midnight."""
    from apscheduler.triggers.cron import CronTrigger

    trigger = CronTrigger(**fields, hour=0, timezone=UTC)

    def days(first: date) -> Iterator[date]:
        midnight = datetime.combine(first, time(), UTC)
        while True:
            midnight = trigger.get_next_fire_time(None, midnight)
            yield midnight.date()
            midnight += DAY

    return days


# ── keeping ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_KINDS: dict[str, type[Any]] = {
    "once": Once,
    "every": Every,
    "daily": Daily,
    "every_days": EveryDays,
    "workdays": Workdays,
    "days_off": DaysOff,
    "weekly": Weekly,
    "monthly": Monthly,
    "nth_weekday": NthWeekday,
    "nth_workday": NthWorkday,
    "yearly": Yearly,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_json(rhythm: Rhythm) -> dict[str, Any]:
    """The rhythm as JSON values: its kind and its fields; moments, days and times ISO, a step in seconds."""
    if isinstance(rhythm, AnyOf):
        return {"kind": "any_of", "parts": [to_json(part) for part in rhythm.parts]}
    if isinstance(rhythm, Until):
        return {"kind": "until", "rhythm": to_json(rhythm.rhythm), "last": rhythm.last.isoformat()}
    return {"kind": _NAMES[type(rhythm)]} | {name: _plain(getattr(rhythm, name)) for name in rhythm.__slots__}


def _plain(value: Any) -> Any:
    match value:
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
    return value


def from_json(stored: dict[str, Any]) -> Rhythm:
    """The rhythm `to_json` wrote. Raises KeyError for a kind there is not."""
    if stored["kind"] == "any_of":
        return AnyOf(tuple(from_json(part) for part in stored["parts"]))
    if stored["kind"] == "until":
        return Until(from_json(stored["rhythm"]), date.fromisoformat(stored["last"]))
    rhythm: Rhythm = _KINDS[stored["kind"]](**{name: _READ[name](value) for name, value in stored.items() if name != "kind"})
    return rhythm


_READ: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "step": lambda seconds: timedelta(seconds=seconds),
    "since": datetime.fromisoformat,
    "first": date.fromisoformat,
    "days": int,
    "at": time.fromisoformat,
    "weekday": int,
    "day": int,
    "month": int,
    "nth": int,
    "on_rest_day": str,
}
