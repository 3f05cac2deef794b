"""Before and after: which months are compared, what changed, and what of that a year ago or a control group did as well. Pure and exact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scheduler.when.numbers import NUMBER, number
from storage.kpi import KpiFigure

MONTHS = 3
"""Months before and after that are compared, and the fewest that say anything."""
_PERCENT = r"(?P<sign>[-+])?\s*(?P<percent>\d{1,3}(?:\.\d{1,2})?)"
EXPECTED = re.compile(rf"{_PERCENT}\s*(?:%\s*[:\s]?|[:\s]|$)\s*(?P<metric>\S.{{0,39}})?")
BEHIND = re.compile(rf"(?P<metric>[^\d\s:%+-][^\d%]{{0,38}}?)\s*[:\s]?\s*{_PERCENT}\s*%")
"""The same with the figure first: 利润额 5%."""
UP = re.compile(r"提[高升]|增[长加]|上升|[升涨]|\bup\b")
DOWN = re.compile(r"下降|降低|减少|[降减]|\bdown\b")
OF_HUNDRED = re.compile(rf"百分之({NUMBER})")
Values = Mapping[tuple[date, int | str], Decimal]
"""Figures by month and whose they are: a membership, or a team."""


def expected(words: str) -> tuple[str, str] | None:
    """(percent, figure it is seen by) of 5%:利润额, +5 利润额, 利润额 5%, 降3% 成本; None for what is neither."""
    said = unicodedata.normalize("NFKC", words).replace("−", "-").strip()
    said = OF_HUNDRED.sub(lambda of: f"{number(of[1])}%", said)
    said = DOWN.sub("-", UP.sub("+", said, count=1), count=1)
    found = EXPECTED.fullmatch(said) or BEHIND.fullmatch(said)
    if found is None:
        return None
    sign = "-" if found["sign"] == "-" else ""
    return f"{Decimal(sign + found['percent']).normalize() + 0:f}", (found["metric"] or "").strip()


def shifted(month: date, by: int) -> date:
    """The first day of the month so many later."""
    place = month.year * 12 + month.month - 1 + by
    return date(place // 12, place % 12 + 1, 1)


def windows(starts: date, ends: date) -> tuple[list[date], list[date]]:
    """The months before the one it begins in, and those after the one it ends in."""
    first, last = starts.replace(day=1), ends.replace(day=1)
    return [shifted(first, -n) for n in range(MONTHS, 0, -1)], [shifted(last, n) for n in range(1, MONTHS + 1)]


def of(figures: Sequence[KpiFigure], team: str, without: str = "") -> Values:
    """A team's figures, or where none is named everybody's own; where there are no people's, every team's but one."""
    if team:
        return {(it.month, it.team): it.value for it in figures if it.team == team}
    people: Values = {(it.month, it.member): it.value for it in figures if it.member is not None}
    return people or {(it.month, it.team): it.value for it in figures if it.team != without}


class BeforeAndAfter(NamedTuple):
    """What changed from months to months, per head: how many had figures in all of them, both means, and the change as a share of the first."""

    n: int
    before: Fraction
    after: Fraction

    @property
    def change(self) -> Fraction | None:
        """None of nothing."""
        return (self.after - self.before) / abs(self.before) if self.before else None


def compare(values: Values, before: Sequence[date], after: Sequence[date]) -> BeforeAndAfter | None:
    """Whoever has a figure in every month of both; None where nobody has: who came or went would change the mean and not what they do."""
    months = [*before, *after]
    whose = {who for _, who in values}
    paired = [who for who in whose if all((month, who) in values for month in months)]
    if not paired:
        return None
    return BeforeAndAfter(len(paired), _mean(values, paired, before), _mean(values, paired, after))


def apart(one: BeforeAndAfter | None, other: BeforeAndAfter | None) -> Fraction | None:
    """What of a change another does not have; None where either has none."""
    if one is None or other is None or one.change is None or other.change is None:
        return None
    return one.change - other.change


def _mean(values: Values, whose: Iterable[int | str], months: Sequence[date]) -> Fraction:
    found = [Fraction(values[month, who]) for who in whose for month in months]
    return sum(found, Fraction(0)) / len(found)


def has_any(values: Values, months: Iterable[date]) -> bool:
    """Whether there is any figure of these months."""
    there = {month for month, _ in values}
    return any(month in there for month in months)


def in_both(values: Values, before: Iterable[date], after: Iterable[date]) -> int:
    """Of how many months of either side, whichever has fewer, there are figures of whoever has the most."""
    whose = {who for _, who in values}
    fewer = [min(sum((month, who) in values for month in side) for side in (before, after)) for who in whose]
    return max(fewer, default=0)


def missing(values: Values, months: Iterable[date]) -> list[date]:
    """The months nobody has a figure of."""
    there = {month for month, _ in values}
    return [month for month in months if month not in there]
