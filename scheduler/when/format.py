"""A time said back as people say it: 明天（周一）15:00; 每周一、周三 09:00，下次11月25日（周三）09:00."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import reduce

from bot.phrases import Line, Phrase
from scheduler.calendar import WEEKDAYS, Calendar
from scheduler.rhythm import (
    LAST,
    AnyOf,
    Daily,
    DaysOff,
    Every,
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

TODAY = Phrase(zh="今天 {at:%H:%M}", en="today {at:%H:%M}")
MOMENT = Phrase(zh="{day}{at:%H:%M}", en="{day} {at:%H:%M}")
NEAR = {1: Phrase(zh="明天", en="tomorrow"), 2: Phrase(zh="后天", en="the day after tomorrow")}
DATE_OF_YEAR = Phrase(zh="{day.year}年{day.month}月{day.day}日", en="{day:%b} {day.day}, {day.year}")

EVERY_DAY = Phrase(zh="每天 {at:%H:%M}", en="every day at {at:%H:%M}")
EVERY_WORKDAY = Phrase(zh="每个工作日 {at:%H:%M}", en="every workday at {at:%H:%M}")
EVERY_DAY_OFF = Phrase(zh="每个休息日 {at:%H:%M}", en="every day off at {at:%H:%M}")
EVERY_WEEK = Phrase(zh="每{days} {at:%H:%M}", en="every {days} at {at:%H:%M}")
EVERY_DAYS = Phrase(zh="每{days}天 {at:%H:%M}", en="every {days:day|days} at {at:%H:%M}")
EVERY_WEEKS = Phrase(zh="每{weeks}周的{weekday} {at:%H:%M}", en="every {weeks:week|weeks} on {weekday} at {at:%H:%M}")
EVERY_MONTH = Phrase(zh="每月{day}日 {at:%H:%M}", en="on day {day} of every month at {at:%H:%M}")
MONTH_END = Phrase(zh="每月最后一天 {at:%H:%M}", en="on the last day of every month at {at:%H:%M}")
FIRST_WORKDAY = Phrase(zh="每月第一个工作日 {at:%H:%M}", en="on the first workday of every month at {at:%H:%M}")
LAST_WORKDAY = Phrase(zh="每月最后一个工作日 {at:%H:%M}", en="on the last workday of every month at {at:%H:%M}")
NTH_WORKDAY = Phrase(zh="每月第{nth}个工作日 {at:%H:%M}", en="on workday {nth} of every month at {at:%H:%M}")
NTH_LAST_WORKDAY = Phrase(
    zh="每月倒数第{nth}个工作日 {at:%H:%M}", en="on workday {nth} from the end of every month at {at:%H:%M}"
)
UNTIL = Phrase(zh="{rhythm}，到{day}为止", en="{rhythm}, until {day}")
NTH_WEEKDAY = Phrase(zh="每月{nth}{weekday} {at:%H:%M}", en="on the {nth} {weekday} of every month at {at:%H:%M}")
NTH = {
    1: Phrase(zh="第一个", en="first"),
    2: Phrase(zh="第二个", en="second"),
    3: Phrase(zh="第三个", en="third"),
    4: Phrase(zh="第四个", en="fourth"),
    LAST: Phrase(zh="最后一个", en="last"),
}
EVERY_YEAR = Phrase(zh="每年{day.month}月{day.day}日 {at:%H:%M}", en="every year on {day:%b} {day.day} at {at:%H:%M}")
EVERY_HOUR = Phrase(zh="每小时", en="every hour")
EVERY_HOURS = Phrase(zh="每{count}小时", en="every {count} h")
EVERY_MINUTES = Phrase(zh="每{count}分钟", en="every {count} min")
BOTH = Phrase(zh="{first}、{second}", en="{first}, {second}")
AND_NEXT = Phrase(zh="{rhythm}，下次{next}", en="{rhythm}, next {next}")


def said(rhythm: Rhythm, now: datetime, calendar: Calendar) -> Line:
    """The rhythm and, where it repeats, its next moment, as somebody in the zone of `now` says it."""
    following = rhythm.after(now, now.tzinfo or UTC, calendar)
    if following is None or _is_single(rhythm):
        return _said(rhythm, now, calendar)
    return AND_NEXT(rhythm=_said(rhythm, now, calendar), next=_moment(following, now, calendar))


def _is_single(rhythm: Rhythm) -> bool:
    return isinstance(rhythm, Once) or (isinstance(rhythm, AnyOf) and all(map(_is_single, rhythm.parts)))


def _moment(moment: datetime, now: datetime, calendar: Calendar) -> Line:
    local = moment.astimezone(now.tzinfo)
    at, today = local.time(), now.date()
    return TODAY(at=at) if local.date() == today else MOMENT(day=_day(local.date(), today, calendar), at=at)


def _day(day: date, today: date, calendar: Calendar) -> Line:
    if word := NEAR.get((day - today).days):
        return calendar.label(day, word())
    return calendar.label(day, None if day.year == today.year else DATE_OF_YEAR(day=day))


def _said(rhythm: Rhythm, now: datetime, calendar: Calendar) -> Line:
    match rhythm:
        case Once(moment):
            return _moment(moment, now, calendar)
        case Every(step):
            return _every(step)
        case Daily(at) | EveryDays(1, _, at):
            return EVERY_DAY(at=at)
        case Workdays(at):
            return EVERY_WORKDAY(at=at)
        case EveryDays(days, first, at) if days % 7 == 0:
            return EVERY_WEEKS(weeks=days // 7, weekday=WEEKDAYS[first.weekday()], at=at)
        case EveryDays(days, _, at):
            return EVERY_DAYS(days=days, at=at)
        case DaysOff(at):
            return EVERY_DAY_OFF(at=at)
        case NthWorkday(nth, at):
            return (NTH_WORKDAY if nth > 0 else NTH_LAST_WORKDAY)(nth=abs(nth), at=at)
        case Until(inner, last):
            return UNTIL(rhythm=_said(inner, now, calendar), day=_day(last, now.date(), calendar))
        case Weekly(weekday, at):
            return EVERY_WEEK(days=WEEKDAYS[weekday], at=at)
        case Monthly():
            return _monthly(rhythm)
        case NthWeekday(nth, weekday, at):
            return NTH_WEEKDAY(nth=NTH[nth], weekday=WEEKDAYS[weekday], at=at)
        case Yearly(month, day, at):
            return EVERY_YEAR(day=date(2024, month, day), at=at)
        case AnyOf(parts):
            return _any_of(parts, now, calendar)


def _every(step: timedelta) -> Line:
    if step == timedelta(hours=1):
        return EVERY_HOUR()
    hours, minutes = step / timedelta(hours=1), step / timedelta(minutes=1)
    return EVERY_HOURS(count=int(hours)) if hours.is_integer() else EVERY_MINUTES(count=f"{minutes:g}")


def _monthly(rhythm: Monthly) -> Line:
    match rhythm:
        case Monthly(1, at, "next_workday"):
            return FIRST_WORKDAY(at=at)
        case Monthly(31, at, "previous_workday"):
            return LAST_WORKDAY(at=at)
        case Monthly(31, at):
            return MONTH_END(at=at)
    return EVERY_MONTH(day=rhythm.day, at=rhythm.at)


def _any_of(parts: tuple[Rhythm, ...], now: datetime, calendar: Calendar) -> Line:
    """One after the other; weekdays at one hour share it."""
    weekly = [part for part in parts if isinstance(part, Weekly)]
    if len(weekly) == len(parts) and len({part.at for part in weekly}) == 1:
        days = reduce(_both, (WEEKDAYS[part.weekday]() for part in weekly))
        return EVERY_WEEK(days=days, at=weekly[0].at)
    return reduce(_both, (_said(part, now, calendar) for part in parts))


def _both(first: Line, second: Line) -> Line:
    return BOTH(first=first, second=second)
