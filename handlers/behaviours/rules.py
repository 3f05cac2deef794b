"""How a cadence is read, which days it is about, when it is due, and how far somebody is. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.calendar import Calendar, week_of
from storage.behaviours import Behaviour, BehaviourReport

DAY = timedelta(days=1)
DIGITS = {word: n for n, word in enumerate("一二三四五六七", 1)} | {"两": 2}
WEEKLY = re.compile(r"(?:每周|每星期|一周)(?:至少|>=|≥)?([1-9]\d?|[一二两三四五六七])?(?:次|回)?(?:以上)?")
WEEKLY_EN = re.compile(r"(?:([1-9]\d?)(?:x|times)?\s*(?:/|a|per|every)\s*week|weekly)")
MONTH_DAY = re.compile(r"每月(?:第)?(\d{1,2}|[一二三四五六七])(?:日|号|天)")
MONTH_DAY_EN = re.compile(r"(?:monthly\s*)?day\s*(\d{1,2})")
MONTHLY = re.compile(r"每月(?:至少|>=|≥)?(?:1|一)?(?:次|回)?|monthly|(?:1|once)\s*(?:/|a|per)?\s*month")
SHIFTS = {
    "next_workday": ("顺延", "next"),
    "previous_workday": ("提前", "before"),
    "same": ("不变", "same"),
}
SHIFT_OF = {word: shift for shift, words in SHIFTS.items() for word in words}


class Cadence(NamedTuple):
    """How often: so many a week, by a day of the month, or once a month with each of a list."""

    kind: str
    n: int


def cadence(words: str, *, has_list: bool) -> Cadence | None:
    """每周2次, 每月1日, 每月1次 with a list of names; None for what never comes or is none."""
    plain = unicodedata.normalize("NFKC", words).strip().casefold()
    plain = re.sub(r"^(once|twice)(?=\s+(?:a|per|every)\s+week)", lambda said: "1x" if said[1] == "once" else "2x", plain)
    if found := WEEKLY.fullmatch(plain) or WEEKLY_EN.fullmatch(plain):
        times = _number(found[1] or "1")
        return Cadence("weekly", times) if 1 <= times <= 7 and not has_list else None
    if found := MONTH_DAY.fullmatch(plain) or MONTH_DAY_EN.fullmatch(plain):
        day = _number(found[1])
        return Cadence("month_day", day) if 1 <= day <= 31 and not has_list else None
    return Cadence("month_list", 1) if has_list and MONTHLY.fullmatch(plain) else None


def _number(word: str) -> int:
    return DIGITS.get(word) or int(word)


class Period(NamedTuple):
    """The days a cadence is about, and the day it is due on."""

    first: date
    last: date
    due: date


def period(one: Behaviour, day: date, calendar: Calendar) -> Period:
    """The one a day belongs to. A day of the month that is off is moved by the rule, and a period lasts until it is due."""
    if one.cadence == "weekly":
        monday, sunday = week_of(day)
        return Period(monday, sunday, _last_workday(monday, sunday, calendar))
    if one.cadence == "month_list":
        first = day.replace(day=1)
        last = _next_month(first) - DAY
        return Period(first, last, _last_workday(first, last, calendar))
    month = day.replace(day=1)
    due = _due(one, month, calendar)
    if day > due:
        month = _next_month(month)
        due = _due(one, month, calendar)
    before = _due(one, (month - DAY).replace(day=1), calendar)
    if day <= before:  # what was due last month was moved into this one
        month, due = (month - DAY).replace(day=1), before
        before = _due(one, (month - DAY).replace(day=1), calendar)
    return Period(before + DAY, due, due)


def _due(one: Behaviour, month: date, calendar: Calendar) -> date:
    nominal = min(month + (one.n - 1) * DAY, _next_month(month) - DAY)
    match one.on_rest_day:
        case "next_workday":
            return calendar.on_or_after(nominal)
        case "previous_workday":
            return calendar.on_or_before(nominal)
    return nominal


def _last_workday(first: date, last: date, calendar: Calendar) -> date:
    """The last workday of the days; their last one where none is worked."""
    return max(calendar.workdays(first, last), default=last)


def _next_month(first: date) -> date:
    return (first + 31 * DAY).replace(day=1)


class BehaviourStanding(NamedTuple):
    """How far somebody is: confirmed, of how many; said by themselves alone; and the names nothing was confirmed with."""

    confirmed: int
    needs: int
    own_word: int
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return self.confirmed >= self.needs

    @property
    def is_said(self) -> bool:
        """Whether there is nothing for them to report, though not all of it is confirmed."""
        return self.confirmed + self.own_word >= self.needs


def standing(one: Behaviour, reports: Iterable[BehaviourReport], names: Sequence[tuple[int, str]]) -> BehaviourStanding:
    """What counts is confirmed; one's own word stands beside it."""
    given = list(reports)
    if one.cadence != "month_list":
        needs = one.n if one.cadence == "weekly" else 1
        return BehaviourStanding(sum(it.counts for it in given), needs, sum(it.is_own_word for it in given), ())
    sure = {it.about for it in given if it.counts}
    said = {it.about for it in given if it.is_own_word} - sure
    met = [member for member, _ in names if member in sure]
    missing = tuple(name for member, name in names if member not in sure)
    return BehaviourStanding(len(met), len(names), sum(member in said for member, _ in names), missing)
