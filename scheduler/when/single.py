"""The one moment a frame means: the first to come of the days and hours that were said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from scheduler.calendar import DAY, WEEKDAYS, week_of
from scheduler.rhythm import Once
from scheduler.when.clocks import HOUR, LAST_MINUTE, MIDNIGHT, Minutes
from scheduler.when.context import NO_SUCH_DAY, NOT_THAT_WEEKDAY, PAST, Here, Meant, Nonsense, clock_face, together
from scheduler.when.days import Dated, Day, OfMonth, OfWeek, OnWeekday, candidates, floats, is_vague, months_on
from scheduler.when.recurring import nth_of_month
from scheduler.when.repeats import Nth
from scheduler.when.spans import Later
from scheduler.when.time_expression import Frame

LONG_WAIT = 300
"""A day without a year that is farther off than this has probably just passed, or comes in leap years only: one asks."""
WAKING = range(7 * HOUR, MIDNIGHT)


def once(frame: Frame, hours: list[Minutes], here: Here) -> Meant:
    """One moment, or one for each of several days or hours named."""
    if frame.later:
        return _later(frame.later, frame, hours, here)
    if frame.nth:
        return _next_nth(frame.nth, frame, hours[0], here)
    days: list[Day | None] = list(frame.on_calendar(here.today, here.calendar)) or [None]
    return together([_nearest(day, hour, here, frame) for day in days for hour in hours])


def _nearest(day: Day | None, hour: Minutes, here: Here, frame: Frame) -> Meant:
    """The first moment to come on such a day, at an hour one is awake where there is a choice; its other hour may be meant instead."""
    days = [here.today + n * DAY for n in range(3)] if day is None else list(islice(candidates(day, here.today), 7))
    if isinstance(day, OnWeekday):
        days = _agreeing(day, here)
    if not days:
        raise Nonsense(NO_SUCH_DAY)
    found = [first for option in range(len(hour.options)) if (first := _first_to_come(days, option, hour, here))]
    if not found:
        return _passed(day, hour, here, frame)
    place, option, moment = min(found, key=lambda each: (hour.options[each[1]] not in WAKING, each))
    told = hour.sure and option == 0 and place == min(found)[0]
    far = isinstance(day, Dated) and floats(day) and (days[place] - here.today).days > LONG_WAIT
    others = [] if told or far else [Once(when) for _, at, when in found if when != moment and hour.options[at] != LAST_MINUTE]
    return Meant(Once(moment), told and not far and not is_vague(day), tuple(others))


def _agreeing(day: OnWeekday, here: Here) -> list[date]:
    """The next such day, where its weekday is the one named beside it."""
    nearest = next(candidates(day.day, here.today), None)
    if nearest is not None and nearest not in islice(candidates(day, here.today), 1):
        raise Nonsense(NOT_THAT_WEEKDAY, day=nearest, weekday=WEEKDAYS[nearest.weekday()])
    return [] if nearest is None else [nearest]


def _first_to_come(days: list[date], option: int, hour: Minutes, here: Here) -> tuple[int, int, datetime] | None:
    """Place among the days, option and moment of the first that is not past."""
    moments = ((place, option, here.moment(day, hour.options[option])) for place, day in enumerate(days))
    return next((found for found in moments if found[2] > here.now), None)


def _passed(day: Day | None, hour: Minutes, here: Here, frame: Frame) -> Meant:
    """本周五 said on a Sunday is likely the coming one; any other day gone by is gone."""
    if isinstance(day, OfWeek) and day.weeks == 0:
        return replace(_nearest(replace(day, weeks=None), hour, here, frame), sure=False)
    raise Nonsense(PAST)


def _later(later: Later, frame: Frame, hours: list[Minutes], here: Here) -> Meant:
    """So long from now; days and months keep the time of day unless an hour was named."""
    span, clear = later.span, not later.vague and not frame.days
    if not (span.days or span.months):
        moment = (here.now.astimezone(UTC) + span.clock).replace(microsecond=0)
        return Meant(Once(moment), clear and not frame.has_hour)
    day = months_on(here.today, span.months) + span.days * DAY
    if len(frame.days) == 1 and isinstance(weekday := frame.days[0], OfWeek):
        day, clear = week_of(day)[0] + weekday.weekday * DAY, not later.vague
    if not frame.has_hour:
        return Meant(Once(here.moment(day, here.now.hour * HOUR + here.now.minute) + span.clock), clear)
    return together([_at(day, hour, here, clear=clear) for hour in hours])


def _at(day: date, hour: Minutes, here: Here, *, clear: bool) -> Meant:
    moments = [Once(here.moment(day, option)) for option in hour.options]
    return Meant(moments[0], hour.sure and clear, tuple(moments[1:]))


def _first_of_month(day: object, today: date) -> date | None:
    """Of a month named beside its nth day: 下个月第一个周一; 10月第二个周三, in October too."""
    match day:
        case OfMonth(_, int(months)):
            return next(candidates(OfMonth(1, months), today))
        case Dated(month, 1):
            return date(today.year + (month < today.month), month, 1)
    return None


def _next_nth(nth: Nth, frame: Frame, hour: Minutes, here: Here) -> Meant:
    """第一个周一 of the month named, or, not sure, of the first month that still has it."""
    months = [first for day in frame.days if (first := _first_of_month(day, here.today)) is not None]
    start = here.now
    if months:
        start = max(start, here.moment(months[0], 0) - timedelta.resolution)
    following = nth_of_month(nth, clock_face(hour.options[0])).after(start, here.zone, here.calendar)
    if following is None:
        raise Nonsense(NO_SUCH_DAY)
    if months and following.astimezone(here.zone).month != months[0].month:
        raise Nonsense(PAST)
    return Meant(Once(following), hour.sure and bool(months))
