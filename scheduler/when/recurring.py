"""The rhythm a frame means that says 每 or every."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, time, timedelta

from scheduler.calendar import DAY
from scheduler.rhythm import (
    AnyOf,
    Daily,
    DaysOff,
    Every,
    EveryDays,
    Monthly,
    NthWeekday,
    NthWorkday,
    Rhythm,
    Weekly,
    Workdays,
    Yearly,
)
from scheduler.when.clocks import LAST_MINUTE, MIDNIGHT, Minutes
from scheduler.when.context import NO_SUCH_DAY, NO_SUCH_RHYTHM, TOO_OFTEN, Here, Meant, Nonsense, clock_face, together
from scheduler.when.days import LAST, Dated, OfMonth, OfWeek, candidates, is_vague
from scheduler.when.festivals import Festival
from scheduler.when.repeats import Again, Nth, Ticks
from scheduler.when.time_expression import Frame

Found = tuple[list[Rhythm], bool]
"""Rhythms, and whether it was clear which."""


def ticking(step: timedelta, frame: Frame, here: Here) -> Meant:
    """Every so long from now on."""
    if step < timedelta(minutes=1):
        raise Nonsense(TOO_OFTEN)
    start = here.now.astimezone(UTC).replace(microsecond=0)
    if frame.repeat == Ticks(step, on_the_hour=True):
        start = start.replace(minute=0, second=0)
    return Meant(Every(step, start), not (frame.days or frame.has_hour))


def again(repeat: Again, frame: Frame, hours: list[Minutes], here: Here) -> Meant:
    """The rhythm at each hour named; what is not sure has its other hour, or its other count, beside it."""
    found = [_at(repeat, frame, hour.options[0], here, sure=hour.sure) for hour in hours]
    if len(found) > 1:
        return together(found)
    options = [] if hours[0].sure else [option for option in hours[0].options[1:] if option != LAST_MINUTE]
    others = [_at(repeat, frame, each, here) for each in options]
    if repeat.loose:
        others.append(_at(replace(repeat, count=repeat.count + 1), frame, hours[0].options[0], here))
    return Meant(found[0].rhythm, found[0].sure and not repeat.loose, tuple(other.rhythm for other in others))


def _at(repeat: Again, frame: Frame, minute: int, here: Here, *, sure: bool = True) -> Meant:
    rhythms, clear = _rhythms(repeat, frame, minute, here)
    return Meant(rhythms[0] if len(rhythms) == 1 else AnyOf(tuple(rhythms)), clear and sure)


def _rhythms(repeat: Again, frame: Frame, minute: int, here: Here) -> Found:
    # 24:00 of a day that only its rhythm knows is its last minute, so that it stays on that day.
    at = clock_face(min(minute, LAST_MINUTE))
    match repeat.unit:
        case "day" if not frame.weekdays:
            return _every_day(repeat.count, frame, minute, here)
        case "day" | "week":
            return _every_week(repeat.count, frame, minute, here)
        case "workday":
            return [Workdays(at)], minute < MIDNIGHT and not frame.days
        case "day off":
            return [DaysOff(at)], minute < MIDNIGHT and not frame.days
        case _ if repeat.count != 1:
            raise Nonsense(NO_SUCH_RHYTHM)
        case "month":
            return _every_month(frame, at, here)
        case "year":
            return _every_year(frame, at, here)


def _every_day(count: int, frame: Frame, minute: int, here: Here) -> Found:
    at = clock_face(minute)
    if not frame.days and count == 1:
        return [Daily(at)], True
    days = frame.on_calendar(here.today, here.calendar)
    first = next(candidates(days[0], here.today), None) if days else _coming(at, here)
    if first is None:
        raise Nonsense(NO_SUCH_DAY)
    return [EveryDays(count, first, at)], len(days) <= 1 and not any(map(is_vague, days))


def _coming(at: time, here: Here) -> date:
    """Today, or tomorrow where the time has passed."""
    return here.today if at > here.now.time() else here.today + DAY


def _every_week(count: int, frame: Frame, minute: int, here: Here) -> Found:
    at, night = clock_face(minute), minute // MIDNIGHT
    named = [day for day in frame.on_calendar(here.today, here.calendar) if isinstance(day, OfWeek)]
    said = frame.weekdays or tuple(day.weekday for day in named)
    weekdays = [(weekday + night) % 7 for weekday in said or (here.today.weekday(),)]
    clear = bool(said) and not any(day.vague for day in named)
    if count == 1:
        return [Weekly(weekday, at) for weekday in weekdays], clear
    weeks = named[0].weeks if len(named) == 1 else None
    return [EveryDays(7 * count, _first_weekday(weekday, weeks, at, here), at) for weekday in weekdays], clear


def _first_weekday(weekday: int, weeks: int | None, at: time, here: Here) -> date:
    days = candidates(OfWeek(weekday, weeks), here.today)
    return next((day for day in days if day >= _coming(at, here)), here.today)


def _every_month(frame: Frame, at: time, here: Here) -> Found:
    if frame.nth:
        return [nth_of_month(frame.nth, at)], True
    named = [day for day in frame.days if isinstance(day, OfMonth)]
    days = [LAST if day.is_last else day.day for day in named] or [here.today.day]
    if any(not 1 <= day <= LAST for day in days):
        raise Nonsense(NO_SUCH_DAY)
    return [Monthly(day, at) for day in days], bool(named) and named == frame.days and not any(map(is_vague, named))


def nth_of_month(nth: Nth, at: time) -> Monthly | NthWeekday | NthWorkday:
    """The first or last workday is the first or last day, moved off the days off."""
    if nth.weekday is not None:
        return NthWeekday(nth.nth, nth.weekday, at)
    match nth.nth:
        case 1:
            return Monthly(1, at, "next_workday")
        case -1:
            return Monthly(LAST, at, "previous_workday")
    return NthWorkday(nth.nth, at)


def _every_year(frame: Frame, at: time, here: Here) -> Found:
    if any(isinstance(day, Festival) and (day.workdays or not day.named.fixed) for day in frame.days):
        raise Nonsense(NO_SUCH_RHYTHM)
    days = [day for day in frame.on_calendar(here.today, here.calendar) if isinstance(day, Dated)]
    if not days:
        return [Yearly(here.today.month, here.today.day, at)], False
    in_leap_year = [next(candidates(replace(day, year=2024, years=None), here.today), None) for day in days]
    if None in in_leap_year:
        raise Nonsense(NO_SUCH_DAY)
    return [Yearly(day.month, day.day, at) for day in in_leap_year if day], len(days) == len(frame.days)
