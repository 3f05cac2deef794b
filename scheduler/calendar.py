"""Workdays: which days a camp works, with 调休 (moved workdays) and the camp's own overrides.

The tables are those of the `holidays` library. It costs 19 MB and 0.2 s for one country, so it is imported by the first
question that needs it; after that a question is one look into a year's set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from bot.phrases import Line, Phrase

DAY = timedelta(days=1)
COUNTRY_KEY, DAYS_KEY = "calendar.country", "calendar.days"
"""A camp's settings its workdays are made of."""
MOVES_WORKDAYS_YEARLY = frozenset({"CN"})
"""Countries whose every year has moved workdays: a year without any has not been announced in the data."""

FIRST_WEEK = 7

WEEKDAYS = (
    Phrase(zh="周一", en="Mon"),
    Phrase(zh="周二", en="Tue"),
    Phrase(zh="周三", en="Wed"),
    Phrase(zh="周四", en="Thu"),
    Phrase(zh="周五", en="Fri"),
    Phrase(zh="周六", en="Sat"),
    Phrase(zh="周日", en="Sun"),
)
DATE = Phrase(zh="{day.month}月{day.day}日", en="{day:%b} {day.day}")
DAY_OF_WEEK = Phrase(zh="{called}（{weekday}）", en="{called} ({weekday})")
MARKED_DAY = Phrase(zh="{called}（{weekday}，{mark}）", en="{called} ({weekday}, {mark})")
NO_DATA = Phrase(
    zh="⚠️ {year}年的调休安排还不在日历里，暂按周一至周五（法定节假日除外）计算；可用“日历 加班 日期”或“日历 休 日期”修正。",
    en="⚠️ The calendar does not have the moved workdays of {year} yet; Monday to Friday minus public holidays is used. "
    "Correct a day with “calendar work DATE” or “calendar off DATE”.",
)

NO_DATA_ELSEWHERE = Phrase(
    zh="⚠️ {year}年的节假日还不在日历里，暂按周一至周五计算；可用“日历 加班 日期”或“日历 休 日期”修正。",
    en="⚠️ The calendar does not have the holidays of {year} yet; Monday to Friday is used. "
    "Correct a day with “calendar work DATE” or “calendar off DATE”.",
)


class DayKind(StrEnum):
    """WORK and MAKEUP are workdays; REST is a weekend's day, HOLIDAY a day off that would otherwise be worked or is a public holiday."""

    WORK = "work"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"


MARKS = {
    DayKind.MAKEUP: Phrase(zh="调休上班", en="makeup workday"),
    DayKind.HOLIDAY: Phrase(zh="放假", en="holiday"),
}
"""What is said beside the days that are not what their weekday says."""


@dataclass(frozen=True, slots=True)
class Year:
    """What a country's table says about one year; `weekend` are weekday numbers (Monday 0)."""

    weekend: frozenset[int]
    holidays: frozenset[date]
    makeups: frozenset[date]
    workdays: frozenset[date]
    known: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """A country's workdays (ISO 3166 code, "" for plain Monday to Friday) as corrected by the camp: day → works or not.

    Personal leave is not in here: pass it as a set of days to `workdays` or `count`.
    """

    country: str = "CN"
    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        works = self.overrides.get(day)
        return day in _year(self.country, day.year).workdays if works is None else works

    def kind(self, day: date) -> DayKind:
        year = _year(self.country, day.year)
        weekend = day.weekday() in year.weekend
        if self.is_workday(day):
            return DayKind.MAKEUP if weekend else DayKind.WORK
        return DayKind.REST if weekend and day not in year.holidays else DayKind.HOLIDAY

    def known(self, year: int) -> bool:
        """False where the table lacks the year's moved workdays: weekends and public holidays are all it goes by then."""
        return _year(self.country, year).known

    def warning(self, first: date, last: date) -> Line | None:
        """What to say when a stretch of days reaches a year without data; None where all is known."""
        unknown = (year for year in range(first.year, last.year + 1) if not self.known(year))
        year = next(unknown, None)
        if year is None:
            return None
        return (NO_DATA if self.country in MOVES_WORKDAYS_YEARLY else NO_DATA_ELSEWHERE)(year=year)

    def warnings(self, first: date, last: date) -> list[Line]:
        """The same, to be said behind whatever was counted over these days."""
        warning = self.warning(first, last)
        return [] if warning is None else [warning]

    def daily_warnings(self, first: date, last: date) -> list[Line]:
        """The same for what is said every day: where a year begins between them, and in its first week, often enough to notice."""
        is_new = first.year != last.year or (last.month == 1 and last.day <= FIRST_WEEK)
        return self.warnings(first, last) if is_new else []

    def workdays(self, first: date, last: date, leave: frozenset[date] = frozenset()) -> list[date]:
        """The workdays from `first` to `last`, both included, without those on leave."""
        days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
        return [day for day in days if self.is_workday(day) and day not in leave]

    def count(self, first: date, last: date, leave: frozenset[date] = frozenset()) -> int:
        return len(self.workdays(first, last, leave))

    def next_workday(self, day: date) -> date:
        """The first workday after `day`, never `day` itself."""
        return self.on_or_after(day + DAY)

    def on_or_after(self, day: date) -> date:
        while not self.is_workday(day):
            day += DAY
        return day

    def previous_workday(self, day: date) -> date:
        """The last workday before `day`, never `day` itself."""
        return self.on_or_before(day - DAY)

    def on_or_before(self, day: date) -> date:
        while not self.is_workday(day):
            day -= DAY
        return day

    def festival(self, name: str, year: int) -> date | None:
        """The first day of a festival by its English name in the country's table; None where the table has none of that name."""
        return _festivals(self.country, year).get(name)

    def label(self, day: date, called: Line | None = None) -> Line:
        """The day as people say it: 5月9日（周六，调休上班）, May 9 (Sat, makeup workday); `called` replaces the date (明天)."""
        called, weekday, mark = called or DATE(day=day), WEEKDAYS[day.weekday()], MARKS.get(self.kind(day))
        return MARKED_DAY(called=called, weekday=weekday, mark=mark) if mark else DAY_OF_WEEK(called=called, weekday=weekday)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the day's week."""
    monday = day - day.weekday() * DAY
    return monday, monday + 6 * DAY


@lru_cache(maxsize=512)
def _year(country: str, year: int) -> Year:
    weekend, off, makeups, known = _table(country, year)
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = (date.fromordinal(number) for number in range(first, last + 1))
    workdays = frozenset(day for day in days if day in makeups or (day.weekday() not in weekend and day not in off))
    return Year(weekend, off, makeups, workdays, known)


def _table(country: str, year: int) -> tuple[frozenset[int], frozenset[date], frozenset[date], bool]:
    """Weekend, days off, moved workdays and whether they are announced; a country nobody knows has a plain, unknown year."""
    plain = frozenset({5, 6})
    if not country:
        return plain, frozenset(), frozenset(), True
    from holidays import country_holidays

    try:
        table = country_holidays(country, years=year, expand=False)
    except NotImplementedError:
        return plain, frozenset(), frozenset(), False
    makeups = frozenset(day for day in table.weekend_workdays if day.year == year)
    known = bool(makeups) if country in MOVES_WORKDAYS_YEARLY else table.start_year <= year <= table.end_year
    return frozenset(table.weekend), frozenset(table), makeups, known


@lru_cache(maxsize=64)
def _festivals(country: str, year: int) -> Mapping[str, date]:
    """English name → first day, as the `holidays` library has them; what it says in brackets beside a name is no part of it."""
    if not country:
        return {}
    from holidays import country_holidays

    try:
        table = country_holidays(country, years=year, expand=False, language="en_US")
    except NotImplementedError:
        return {}
    named: dict[str, date] = {}
    for day in sorted(table):
        for said in table.get_list(day):
            if "(observed)" not in said:
                named.setdefault(said.partition(" (")[0], day)
    return named


def of_settings(settings: Mapping[str, Any]) -> Calendar:
    """A camp's calendar: its country, and the days its managers corrected (`calendar.days`: ISO day → works or not)."""
    corrected = settings.get(DAYS_KEY)
    country = settings.get(COUNTRY_KEY, "CN")
    if not corrected:
        return _plain(country)
    return Calendar(country, {date.fromisoformat(day): works for day, works in corrected.items()})


@lru_cache(maxsize=64)
def _plain(country: str) -> Calendar:
    return Calendar(country)
