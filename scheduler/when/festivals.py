"""Festivals by the names people call them, and when each is: by the camp's calendar first, by its fixed date where it has one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from scheduler.calendar import DAY, Calendar
from scheduler.when.lexicon import Lexicon, Unsure
from scheduler.when.numbers import NUMBER, number


class NamedDay(NamedTuple):
    """A festival: its name in the calendar's tables ("" where they never have it), and its fixed (month, day), or None."""

    name: str
    fixed: tuple[int, int] | None = None


FESTIVALS = {
    "元旦|新年": NamedDay("New Year's Day", (1, 1)),
    "除夕|大年三十|年三十": NamedDay("Chinese New Year's Eve"),
    "春节|大年初一|农历新年": NamedDay("Chinese New Year"),
    "元宵|上元": NamedDay(""),
    "情人": NamedDay("", (2, 14)),
    "妇女|三八妇女|女神": NamedDay("", (3, 8)),
    "植树": NamedDay("", (3, 12)),
    "清明": NamedDay("Tomb-Sweeping Day"),
    "五一劳动|劳动": NamedDay("Labor Day", (5, 1)),
    "青年|五四青年": NamedDay("", (5, 4)),
    "护士": NamedDay("", (5, 12)),
    "母亲|父亲|感恩|复活": NamedDay(""),
    "儿童|六一儿童": NamedDay("", (6, 1)),
    "端午": NamedDay("Dragon Boat Festival"),
    "建党": NamedDay("", (7, 1)),
    "建军": NamedDay("", (8, 1)),
    "七夕|中元": NamedDay(""),
    "教师": NamedDay("", (9, 10)),
    "中秋": NamedDay("Mid-Autumn Festival"),
    "重阳": NamedDay("Double Ninth Festival"),
    "国庆": NamedDay("National Day", (10, 1)),
    "平安夜": NamedDay("", (12, 24)),
    "圣诞": NamedDay("Christmas Day", (12, 25)),
    "腊八": NamedDay(""),
}
ENGLISH_FESTIVALS = {
    "new year'?s day": NamedDay("New Year's Day", (1, 1)),
    "new year'?s eve": NamedDay("", (12, 31)),
    "(?:chinese new year|lunar new year|spring festival)": NamedDay("Chinese New Year"),
    "valentine'?s day": NamedDay("", (2, 14)),
    "(?:tomb-sweeping day|qingming)": NamedDay("Tomb-Sweeping Day"),
    "easter monday": NamedDay("Easter Monday"),
    "labou?r day": NamedDay("Labor Day"),
    "dragon boat(?: festival)?": NamedDay("Dragon Boat Festival"),
    "mid-?autumn(?: festival)?": NamedDay("Mid-Autumn Festival"),
    "national day": NamedDay("National Day"),
    "independence day": NamedDay("Independence Day"),
    "halloween": NamedDay("", (10, 31)),
    "thanksgiving(?: day)?": NamedDay("Thanksgiving Day"),
    "christmas eve": NamedDay("", (12, 24)),
    "christmas(?: day)?": NamedDay("Christmas Day", (12, 25)),
}


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival of whichever year comes next, or of one so many from this (`years`)."""

    named: NamedDay
    years: int | None = None
    days: int = 0
    workdays: int = 0
    """So many days, or workdays, beside it: 国庆前一天 is -1 day, 国庆后第一个工作日 1 workday."""

    def day(self, today: date, calendar: Calendar) -> date | None:
        """The day meant, seen from `today`; None where the calendar does not know it."""
        if self.years is not None:
            return self._in(today.year + self.years, calendar)
        found = (self._in(year, calendar) for year in (today.year, today.year + 1))
        return next((day for day in found if day is not None and day >= today), None)

    def _in(self, year: int, calendar: Calendar) -> date | None:
        day = calendar.festival(self.named.name, year) if self.named.name else None
        if day is None and self.named.fixed:
            day = date(year, *self.named.fixed)
        if day is None:
            return None
        for _ in range(abs(self.workdays)):
            day = calendar.next_workday(day) if self.workdays > 0 else calendar.previous_workday(day)
        return day + self.days * DAY


FESTIVE = Lexicon()
YEARS = {"今": 0, "明": 1, "后": 2}
BESIDE = r"(?=[\s\d,，。、:：!！?？()~—–-]|$|[早上中下晚凌傍当那前后假长期的])"
"""What may follow a festival that is a day: 国庆 9:00, 中秋晚上. Other words behind it make it what the sentence is about: 国庆方案."""
FUZZY = re.compile("[前后假长期]")
"""前, 后 and a holiday of many days beside a festival: not its day."""


NAMED = rf"(?P<year>[今明后])?年?的?(?P<name>{'|'.join(FESTIVALS)})节?"


@FESTIVE.rule(
    rf"{NAMED}(?P<nth>)(?P<unit>)(?P<way>之?前一[天日]|前夕|前日)",
    rf"{NAMED}(?:之|以)?(?P<way>后)的?第?(?P<nth>{NUMBER}|首|头一?)个(?P<unit>工作日)",
    rf"{NAMED}(?:之|以)?(?P<way>前)的?(?P<nth>)(?:最后一?|一)个(?P<unit>工作日)",
    rf"{NAMED}(?P<way>)第(?P<nth>{NUMBER})(?P<unit>天)",
)
def _beside_festival(match: re.Match[str]) -> Festival | None:
    """国庆前一天, 国庆节后第一个工作日, 国庆第二天."""
    festival = _named(match)
    if match["unit"] != "工作日":
        count = number(match["nth"]) if match["nth"] else 0
        return None if count is None or count > 15 else replace(festival, days=count - 1)
    count = 1 if match["nth"] in {"首", "头", "头一"} else number(match["nth"] or "1")
    if not count or count > 23:
        return None
    return replace(festival, workdays=count if match["way"] == "后" else -count)


def _named(match: re.Match[str]) -> Festival:
    named = next(named for names, named in FESTIVALS.items() if match["name"] in names.split("|"))
    return Festival(named, YEARS.get(match["year"] or ""))


@FESTIVE.rule(rf"{NAMED}(?:当[天日]|那[天日])?{BESIDE}")
def _festival(match: re.Match[str]) -> tuple[object, ...]:
    festival = _named(match)
    return (festival, Unsure()) if FUZZY.match(match.string, match.end()) else (festival,)


@FESTIVE.rule(
    "(?<![第星周期月〇零一二三四五六七八九十百])(?P<name>五一|六一|七一|八一|十一)(?=\\s|节|假期|长假|当天|那天)(?:节|当天|那天)?"
)
def _by_its_date(match: re.Match[str]) -> tuple[object, ...]:
    """十一 and 五一 are festivals, and hours, and numbers."""
    month = {"五": 5, "六": 6, "七": 7, "八": 8, "十": 10}[match["name"][0]]
    return Festival(NamedDay("", (month, 1))), Unsure()


@FESTIVE.rule(rf"\b(?:on |at )?(?P<name>{'|'.join(ENGLISH_FESTIVALS)})\b")
def _english(match: re.Match[str]) -> Festival:
    return Festival(next(named for names, named in ENGLISH_FESTIVALS.items() if re.fullmatch(names, match["name"])))
