"""`read` finds the time in a sentence: what it means, said back, whether that is sure, and what the sentence is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.phrases import Line
from scheduler.calendar import DAY, Calendar
from scheduler.rhythm import (
    Daily,
    DaysOff,
    EveryDays,
    Monthly,
    NthWeekday,
    NthWorkday,
    Once,
    Rhythm,
    Until,
    Weekly,
    Workdays,
    Yearly,
)
from scheduler.when.clocks import AT_MIDNIGHT, ClockTime, Minutes, Part, minutes
from scheduler.when.context import (
    NO_EXCEPTION,
    NO_SUCH_RHYTHM,
    NO_SUCH_TIME,
    NO_ZONE_RHYTHM,
    OVER,
    Here,
    Meant,
    Nonsense,
    clock_face,
)
from scheduler.when.days import floats, is_vague
from scheduler.when.format import said
from scheduler.when.recurring import again, ticking
from scheduler.when.repeats import Again, NextWorkday, Ticks, Unknown
from scheduler.when.single import LONG_WAIT, once
from scheduler.when.spans import Span
from scheduler.when.time_expression import Frame, frame_of, rest_of
from scheduler.when.zones import Zone

LONGEST_TEXT = 200
"""Signs in which a time is looked for; what follows them is only kept."""


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time understood: its rhythm, the `rest` of the sentence, the time said back, and, where it is not sure, what else may be meant.

    `loose` where only a day or a stretch of days was named and the hour is a guess: the words may not be about a time at all.
    """

    rhythm: Rhythm
    rest: str
    sure: bool
    echo: Line
    others: tuple[TimeReading, ...] = ()
    loose: bool = False
    is_stretch: bool = False
    """Whether a stretch of days was named (下周, 月初) rather than one."""
    part: Part | None = None
    """The part of the day that was named instead of an hour (周五下午)."""
    counts_workdays: bool = False
    """Whether the day was counted in workdays from today (3个工作日后), so that the calendar must know the year."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A time that cannot be: `why` says what, and how it works instead."""

    why: Line
    rest: str = ""
    """What the sentence says besides."""


def read(words: str, now: datetime, calendar: Calendar) -> TimeReading | Impossible | None:
    """The time in the words, seen from `now` (aware, in the reader's zone); None where they name none.

    It never raises, whatever the words. A time without a day, or a day without a year, is the next one; a bare 3点 is
    likelier 15:00 than 03:00, which is not sure; a day without an hour is 9:00, which is not sure either.
    """
    frame = frame_of(words[:LONGEST_TEXT])
    if frame is None:
        return None
    try:
        meant = _meant(frame, Here(now, calendar, frame.zone.zone if frame.zone else None))
    except Nonsense as nonsense:
        said_words = " ".join(words[start:end].strip() for start, end in frame.cuts)
        return Impossible(nonsense.why(words=said_words, **nonsense.values), rest_of(words, frame))
    rest = rest_of(words, frame)
    others = () if meant.sure else tuple(other for other in meant.others if other != meant.rhythm)
    return TimeReading(
        meant.rhythm,
        rest,
        meant.sure,
        said(meant.rhythm, now, calendar),
        tuple(TimeReading(other, rest, True, said(other, now, calendar)) for other in others),
        loose=frame.is_loose and not meant.sure,
        is_stretch=any(map(is_vague, frame.days)),
        part=None if frame.clocks else frame.part,
        counts_workdays=any(isinstance(day, NextWorkday) for day in frame.days),
    )


def _meant(frame: Frame, here: Here) -> Meant:
    hours = _hours(frame)
    if not all(hour.options for hour in hours):
        raise Nonsense(NO_SUCH_TIME)
    match frame.repeat:
        case Unknown():
            raise Nonsense(NO_SUCH_RHYTHM)
        case Ticks() | Again() if frame.exception:
            raise Nonsense(NO_EXCEPTION)
        case Ticks() | Again() if frame.zone and not _is_here(frame.zone, here):
            raise Nonsense(NO_ZONE_RHYTHM)
        case Ticks(step):
            meant = ticking(step, frame, here)
        case Again() as repeat:
            meant = again(repeat, frame, hours, here)
        case None if frame.weekdays:  # 周一到周五 without 每 is probably every week
            meant = replace(again(Again("week"), frame, hours, here), sure=False)
        case None:
            meant = once(frame, hours, here)
    if (last := frame.ends(here.today, here.calendar)) is not None:
        meant = _ending(meant, last, frame, here)
    if frame.zone and frame.zone.zone is None:
        meant = replace(meant, sure=False)
    if frame.ahead:
        meant = _ahead(frame.ahead.span, meant, here)
    return replace(meant, sure=meant.sure and frame.sure)


def _hours(frame: Frame) -> list[Minutes]:
    """The hours said; midnight without a day is the coming one."""
    coming = {} if frame.days else {AT_MIDNIGHT: ClockTime(24)}
    return [minutes(coming.get(clock, clock), part) for clock, part in frame.clocks] or [minutes(None, frame.part)]


def _is_here(zone: Zone, here: Here) -> bool:
    """Whether a zone that was named shows what the clock here shows."""
    return zone.zone is not None and zone.zone.utcoffset(here.now.replace(tzinfo=None)) == here.now.utcoffset()


def _ending(meant: Meant, last: date, frame: Frame, here: Here) -> Meant:
    """What repeats ends with that day; a single time with an end beside it is not understood."""
    if frame.repeat is None and not frame.weekdays:
        return replace(meant, sure=False)
    ends = Until(meant.rhythm, last)
    if ends.after(here.now, here.zone, here.calendar) is None:
        raise Nonsense(OVER)
    far = any(map(floats, frame.last)) and (last - here.today).days > LONG_WAIT
    return Meant(ends, meant.sure and not far, tuple(Until(other, last) for other in meant.others))


def _ahead(span: Span, meant: Meant, here: Here) -> Meant:
    """So much earlier; where that has passed or is on another day, the time itself, not sure."""
    earlier = None if span.months else _earlier(meant.rhythm, span.clock + span.days * DAY, here)
    return Meant(meant.rhythm, False) if earlier is None else Meant(earlier, meant.sure)


def _earlier(rhythm: Rhythm, back: timedelta, here: Here) -> Rhythm | None:
    match rhythm:
        case Once(moment):
            return Once(moment - back) if moment - back > here.now else None
        case Daily() | EveryDays() | Workdays() | Weekly() | Monthly() | NthWeekday() | NthWorkday() | DaysOff() | Yearly():
            minute = (timedelta(hours=rhythm.at.hour, minutes=rhythm.at.minute) - back) // timedelta(minutes=1)
            return replace(rhythm, at=clock_face(minute)) if minute >= 0 else None
    return None
