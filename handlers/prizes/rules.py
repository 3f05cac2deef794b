"""When a week, a month and a quarter begin and end by a camp's calendar, and who has a prize by its rule. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from bot.arguments import whole

DAY = timedelta(days=1)
EVERY = re.compile(r"每\S{1,4}|daily|yearly")
"""How often, in words no prize goes by: part of no name."""
TOLD = re.compile(r"\s按(?P<by>[^\s=，,]{1,12})(?:[\s，,]*(?:取)?前(?P<first>\d{1,3}|[一二两三四五六七八九十]{1,3})名?)?")


class ToldRule(NamedTuple):
    """The words without the rule in them, by which figure it goes and how many have it; None where that is not said."""

    words: str
    by: str
    first: int | None


def told_in(words: str) -> ToldRule | None:
    """The rule in words that have no option: 月度之星 每月 按学习积分 前三."""
    found = TOLD.search(words)
    if found is None:
        return None
    first = whole(found["first"]) if found["first"] else None
    return ToldRule(" ".join(f"{words[: found.start()]} {words[found.end() :]}".split()), found["by"], first)


class PrizePeriod(NamedTuple):
    """The days of a period, both included."""

    first: date
    last: date


class PrizePlace(NamedTuple):
    """Whose place it is and what they did for it."""

    member: int
    place: int
    value: int


def holding(kind: str, day: date, year_begins: int) -> PrizePeriod:
    """The week, month or quarter a day is in; quarters are counted from the month the year begins in."""
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return PrizePeriod(first, first + 6 * DAY)
    months = 3 if kind == "quarter" else 1
    begun = (day.month - year_begins) % months
    first = _month_on(day.replace(day=1), -begun)
    return PrizePeriod(first, _month_on(first, months) - DAY)


def following(kind: str, period: PrizePeriod, year_begins: int) -> PrizePeriod:
    """The one after it. Where the year begins in another month now, what is left of a quarter is the rest of the one that runs."""
    return PrizePeriod(period.last + DAY, holding(kind, period.last + DAY, year_begins).last)


def quarter_of(first: date, year_begins: int) -> tuple[int, int]:
    """(the year it is counted in, by the calendar year it begins in, and which quarter of it)"""
    months = (first.month - year_begins) % 12
    return (first.year if first.month >= year_begins else first.year - 1), months // 3 + 1


def _month_on(first: date, months: int) -> date:
    n = first.year * 12 + first.month - 1 + months
    return date(n // 12, n % 12 + 1, 1)


def ranked(values: Mapping[int, int], top: int, points: Mapping[int, int] | None = None) -> list[PrizePlace]:
    """Who is among the first: equals share a place, and all who share one of them have it. Where `points` are to part equals, only who has as
    many of those too shares one. Who did nothing has none."""

    def rank(member: int) -> tuple[int, int]:
        return values[member], 0 if points is None else points.get(member, 0)

    ordered = sorted((member for member, n in values.items() if n > 0), key=lambda one: (*(-n for n in rank(one)), one))
    places: list[PrizePlace] = []
    for n, member in enumerate(ordered, 1):
        same = bool(places) and rank(places[-1].member) == rank(member)
        places.append(PrizePlace(member, places[-1].place if same else n, values[member]))
    return [one for one in places if one.place <= top]
