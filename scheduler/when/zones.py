"""Zones as people name them beside a time: UTC, +08:00, 纽约时间, London time; and which of them nobody can be sure of (EST, CST, 当地时间)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.zone_names import BY_NAME
from scheduler.when.clocks import ClockTime
from scheduler.when.days import Dated
from scheduler.when.lexicon import Lexicon
from scheduler.when.numbers import NUMBER

_names = "|".join(sorted(BY_NAME, key=len, reverse=True))
_abbreviations = "hkt|sgt|jst|kst"


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone a time was said in; None where it was named and it is not clear which."""

    zone: tzinfo | None


ZONES = Lexicon()


def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (-1 if sign in "-−" else 1)
    return timezone(offset) if abs(offset) <= timedelta(hours=14) else None


@ZONES.rule(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)t(?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?"
    r"(?:(?P<utc>z)|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d))?(?![\d:])"
)
def _iso(match: re.Match[str]) -> tuple[object, ...]:
    """ISO 8601, the whole of it in one word."""
    moment = (
        Dated(int(match["month"]), int(match["day"]), int(match["year"])),
        ClockTime(int(match["hour"]), int(match["minute"]), by_24=True),
    )
    if match["utc"]:
        return (*moment, Zone(UTC))
    return (*moment, Zone(_offset(match["sign"], match["hours"], match["minutes"]))) if match["sign"] else moment


@ZONES.rule(
    # A minus behind an hour is until when: 9:00-11:00.
    r"(?<=\d:\d\d) ?(?P<sign>\+) ?(?P<hours>0\d|1[0-4]):?(?P<minutes>[0-5]\d)\b",
    r"\(?\b(?:utc|gmt)(?: ?(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?)?\b\)?(?:时间)?",
)
def _utc(match: re.Match[str]) -> Zone:
    return Zone(_offset(match["sign"], match["hours"], match["minutes"]) if match["sign"] else UTC)


@ZONES.rule(rf"(?P<name>{_names})(?:当地)?(?: ?标准| ?夏令)?(?:时间| time\b)", rf"\b(?P<name>{_abbreviations})\b")
def _place(match: re.Match[str]) -> Zone:
    return Zone(ZoneInfo(BY_NAME[match["name"]]))


@ZONES.rule(
    r"(?<=[\dm] )(?:et|ct|mt|pt)\b",
    rf"(?<=[\dm] )in (?:{_names})\b",
    rf"(?:{_names})(?=的?(?:早上|上午|中午|下午|晚上|凌晨)?{NUMBER}[点:])",
    r"\b(?:est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|bst)\b",
    r"\b(?:your |my |their )?local time\b",
    "(?:美国|加拿大|澳大利亚|澳洲|俄罗斯|巴西|当地|那边|他们那边)时间",
)
def _unclear(match: re.Match[str]) -> Zone:
    """One abbreviation is several zones (CST: Chicago, China, Cuba), one country too; 纽约9点 is there, or by the clock here."""
    return Zone(None)
