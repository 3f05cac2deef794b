"""How a month and a figure are read from a cell, and what cannot be one. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DIGITS = 15
"""Digits before the point: as many as a spreadsheet keeps of a number."""
FINEST = 6
"""Digits behind it; what a spreadsheet worked out is rounded there."""
SHARES = {"%": 100, "‰": 1000}
MONTH = re.compile(
    r"(?P<year>20\d\d)(?:[-/年](?P<month>\d{1,2})(?:月|[-/月](?P<day>\d{1,2})日?(?:[ T]00:00(?::00)?)?)?|\.?(?P<pair>\d\d))"
)
"""2026-05, 2026/5, 2026年5月, 202605, 2026.05, and a day of it; not 2026.1, which a spreadsheet makes of 2026.10."""
FIGURE = re.compile(
    r"(?P<sign>[-+])?(?P<currency>[¥$€£])?(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>%|‰|[^\W\d_][^\W\d_/%]*(?:/[^\W\d_]+)?)?"
)
CURRENCIES = {"¥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
PEOPLE = {"人", "名", "位", "people", "persons", "heads"}
HEADCOUNT = re.compile(r"人数$|\bheadcount$|\bpeople$")


class CellFigure(NamedTuple):
    """A figure, written out exactly, and the unit that stood beside it ("" where none did)."""

    value: str
    unit: str


@lru_cache(maxsize=1024)
def month(words: str) -> date | None:
    """The first day of the month a cell says; None where it is none, or no year is said."""
    found = MONTH.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if found is None or not FIRST_YEAR <= (year := int(found["year"])) < LAST_YEAR:
        return None
    number = int(found["month"] or found["pair"])
    try:
        return date(year, number, int(found["day"] or 1)).replace(day=1)
    except ValueError:
        return None


def figure(words: str) -> CellFigure | None:
    """12,345.60 is 12345.6, (1,200) is -1200 as accountants write it, 85% is 85 in %, 12.5万元 is 12.5 in 万元; None for what is no figure."""
    plain = words if words.isascii() else unicodedata.normalize("NFKC", words).replace("−", "-")
    plain = plain.strip()
    is_negative = plain.startswith("(") and plain.endswith(")")
    found = FIGURE.fullmatch(plain[1:-1].strip() if is_negative else plain)
    if found is None or (is_negative and found["sign"]):
        return None
    currency, unit = CURRENCIES.get(found["currency"] or "", ""), found["unit"] or ""
    if currency and unit not in ("", currency):
        return None
    digits = found["number"].replace(",", "")
    if len(digits.partition(".")[0].lstrip("0")) > MOST_DIGITS:
        return None
    sign = "-" if is_negative or found["sign"] == "-" else ""
    return CellFigure(written(Decimal(sign + digits)), unit or currency)


def exactly(said: CellFigure, kept: str) -> CellFigure:
    """A figure as the sheet keeps it, where it shows fewer digits: 85.7% kept as 0.85714 is 85.714 in %."""
    try:
        value = Decimal(kept) * SHARES.get(said.unit, 1)
    except ArithmeticError:
        return said
    return said._replace(value=written(value)) if value.is_finite() else said


def written(value: Decimal) -> str:
    """A decimal in one way only: at most so many digits behind the point, no sign before zero, no zeros at its end."""
    if value.as_tuple().exponent < -FINEST:  # type: ignore[operator]  # what is not finite was refused
        value = round(value, FINEST)
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@lru_cache(maxsize=1024)
def is_headcount(metric: str, unit: str) -> bool:
    """Whether people are counted: 在岗人数, or anything in 人."""
    return unit.casefold() in PEOPLE or HEADCOUNT.search(metric.casefold()) is not None


def is_count(value: str) -> bool:
    """Whether a figure is a whole number of zero or more."""
    return value.isdecimal()


def shown(value: Decimal) -> str:
    """1234567.5 as 1,234,567.5."""
    return f"{Decimal(written(value)):,f}"
