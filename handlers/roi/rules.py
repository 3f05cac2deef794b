"""The return on training, TE = (E2 − E1) × T × TS − C, in exact decimals (the company's training plan, its part on ROI).

E1 and E2 are what one person brings in a year before and after the training, T the years the effect lasts, TS how many trained people are
still there, C what the training cost. TE/C is held against a gate as an exact fraction.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from bot.amounts import amount
from scheduler.when import parse_past_days

TERMS = ("E1", "E2", "T", "TS", "C")
MOST_MONEY = Decimal(10) ** 13
EXACT = Context(prec=60)
"""More digits than the largest amounts make together: nothing is rounded."""
MOST_YEARS, MOST_PEOPLE = 50, 1_000_000
FINEST = 4
"""Decimals of an amount."""
AUTOMATIC = {"自动", "在册", "auto"}
"""What may stand for TS: the learners the camp has now."""
BETWEEN = re.compile(r"[\s;、|/]+")
THOUSANDS = re.compile(r"\D*\d{1,3}(?:,\d{3})+(?:\.\d+)?\D*")
SAID = re.compile(r"(?<![^\s,;、|/])(E1|E2|TS|T|C)\s*[=:]\s*", re.IGNORECASE)
BESIDE = re.compile(r"(?<=\d)\s+(年|个?人|名|位|元|万|years?|yrs?|people|persons?|yuan)(?![a-z])", re.IGNORECASE)
"""What belongs to the amount beside it: E1 = 8万, 2 years."""
COUNTED = {"T": re.compile(r"个?年$|years?$|yrs?$"), "TS": re.compile(r"个?人$|名$|位$|people$|persons?$")}
"""What may stand behind a term that is no money."""
MONEY = ("", "人民币")
MONTH = re.compile(r"(?:(?P<year>\d{4})[-./年]?)?(?P<month>\d{1,2})(?:月份?)?")


class Terms(NamedTuple):
    """The five amounts."""

    before: Decimal
    after: Decimal
    years: Decimal
    people: int
    cost: Decimal


def effect(terms: Terms) -> Decimal:
    """TE: negative where less is brought in than before, or than it cost."""
    with localcontext(EXACT):
        return (terms.after - terms.before) * terms.years * terms.people - terms.cost


def ratio(terms: Terms) -> Fraction:
    """TE/C."""
    return Fraction(effect(terms)) / Fraction(terms.cost)


def is_reached(terms: Terms, gate: int) -> bool:
    """Whether TE/C is at least so many percent."""
    return ratio(terms) * 100 >= gate


def money(value: Decimal) -> str:
    """1260000 as 1,260,000, -0.50 as -0.5."""
    with localcontext(EXACT):
        return f"{value.normalize() + 0:,f}"


def values(words: str) -> list[str]:
    """What was given, apart: 80,000 98,000 2 45 360,000 are five, and so are they with a comma between."""
    plain = BESIDE.sub(r"\1", SAID.sub(r"\1=", unicodedata.normalize("NFKC", words).strip()))
    found: list[str] = []
    for part in BETWEEN.split(plain):
        term, equals, given = part.rpartition("=")
        first, *more = [given] if THOUSANDS.fullmatch(given) else given.split(",")
        found += [f"{term}{equals}{first}", *more]
    return [word for word in found if word]


def term_of(word: str) -> tuple[str, str] | None:
    """(C, 360000) of C=360000; None where no term is named."""
    term, _, given = word.rpartition("=")
    return (term.upper(), given) if term.upper() in TERMS and given else None


def read(term: str, word: str) -> Decimal | None:
    """What a term was said to be; None where it is no amount or one that cannot be."""
    counted = COUNTED.get(term)
    text = unicodedata.normalize("NFKC", word).casefold().strip()
    said = amount(counted.sub("", text).strip() if counted else text)
    if said is None or (said.unit is not None and (counted is not None or said.unit.dimension not in MONEY)):
        return None
    value = said.in_base[0]
    if abs(value) >= MOST_MONEY or value != round(value, FINEST):
        return None
    match term:
        case "T":
            return value if 0 < value <= MOST_YEARS else None
        case "TS":
            return value if 0 < value <= MOST_PEOPLE and value == int(value) else None
        case "C":
            return value if value > 0 else None
    return value


def month(words: str, today: date) -> date | None:
    """The first day of 2026-05, 2026年5月, 5月 (the latest there was); None where it is no month or still to come."""
    found = MONTH.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if found is None:
        days = parse_past_days(words, today)
        if days is None or days[0].day != 1 or days[0] == days[1]:
            return None
        return days[0] if days[1].replace(day=1) == days[0] else None
    if not 1 <= int(found["month"]) <= 12:
        return None
    number = int(found["month"])
    year = int(found["year"]) if found["year"] else today.year - (number > today.month)
    return date(year, number, 1) if year >= 2000 and (year, number) <= (today.year, today.month) else None
