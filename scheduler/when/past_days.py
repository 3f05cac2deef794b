"""Days behind us, typed by themselves: a month by its name, 本周, 今年, the last so many days, or what any range is."""

from __future__ import annotations

import re
from datetime import date

from scheduler.calendar import DAY, week_of
from scheduler.when.lexicon import plain
from scheduler.when.numbers import NUMBER, number
from scheduler.when.typed import parse_days

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH = re.compile(rf"(?:(?P<year>20\d\d)[年/-] ?)?(?P<n>{NUMBER})月份?|(?P<name>[a-z]{{3,9}})(?: (?P<of>20\d\d))?")
RECENT = re.compile(r"(?:(?:近|最近|过去|last) ?)?(\d{1,4}) ?(?:天|d|days?)")
THIS_MONTH, LAST_MONTH = {"本月", "这个月", "这月", "month", "this month"}, {"上月", "上个月", "last month"}
THIS_WEEK, LAST_WEEK = {"week", "this week"}, {"last week"}
THIS_YEAR = {"今年", "year", "this year"}


def parse_past_days(words: str, today: date) -> tuple[date, date] | None:
    """The first and last day; None where the words are no days. A month without a year is the last one of it that has begun."""
    said = plain(words).strip().casefold()
    first = today.replace(day=1)
    if said in THIS_MONTH:
        return first, today
    if said in LAST_MONTH:
        return (first - DAY).replace(day=1), first - DAY
    if said in THIS_YEAR:
        return today.replace(month=1, day=1), today
    if said in THIS_WEEK | LAST_WEEK:
        return week_of(today - (7 * DAY if said in LAST_WEEK else 0 * DAY))
    if recent := RECENT.fullmatch(said):
        return today - max(int(recent[1]) - 1, 0) * DAY, today
    return _month(said, today) or parse_days(words, today, prefer="past")


def _month(said: str, today: date) -> tuple[date, date] | None:
    named = MONTH.fullmatch(said)
    if named is None:
        return None
    of = number(named["n"]) if named["n"] else _named(named["name"])
    if of is None or not 1 <= of <= 12:
        return None
    written = named["year"] or named["of"]
    year = int(written) if written else today.year - (of > today.month)
    return date(year, of, 1), date(year + of // 12, of % 12 + 1, 1) - DAY


def _named(word: str) -> int | None:
    return next((n for n, month in enumerate(MONTHS, 1) if word in (month, month[:3], month[:4])), None)
