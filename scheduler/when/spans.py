"""Stretches of time: 半小时后, in 2 days, 提前10分钟."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from scheduler.when.lexicon import Lexicon
from scheduler.when.numbers import ENGLISH_NUMBER, NUMBER, number

Unit = Literal["second", "minute", "hour", "day", "week", "fortnight", "month", "year"]


@dataclass(frozen=True, slots=True)
class Span:
    """Months and days by the calendar, the rest by the clock."""

    months: int = 0
    days: int = 0
    clock: timedelta = timedelta(0)

    def __add__(self, other: Span) -> Span:
        return Span(self.months + other.months, self.days + other.days, self.clock + other.clock)


@dataclass(frozen=True, slots=True)
class Later:
    """So long from now; `vague` where it was not said how long (一会儿), or whether from now at all (10分钟)."""

    span: Span
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """So long before the time named: 提前10分钟."""

    span: Span


LONGEST = 11 * 366
"""Days that stand for any span that is longer: farther than anybody is reminded."""


def span(amount: float, unit: Unit) -> Span:
    """The span, halves included: half a month is 15 days, half a day 12 hours."""
    seconds = {
        "second": 1,
        "minute": 60,
        "hour": 3600,
        "day": 86400,
        "week": 604800,
        "fortnight": 1209600,
        "month": 2592000,
        "year": 31536000,
    }
    if amount * seconds[unit] > LONGEST * 86400:
        return Span(days=LONGEST)
    match unit:
        case "month" | "year":
            months, part = divmod(amount * (12 if unit == "year" else 1), 1)
            return Span(months=int(months), days=round(part * 30))
        case "day" | "week" | "fortnight":
            days, part = divmod(amount * {"day": 1, "week": 7, "fortnight": 14}[unit], 1)
            return Span(days=int(days), clock=timedelta(days=part))
    return Span(clock=timedelta(seconds=amount * seconds[unit]))


# ── the words for stretches ──────────────────────────────────────────────────────────────────────────────────────────

SPANS = Lexicon()

CHINESE_UNITS: dict[str, Unit] = {
    "秒": "second", "分": "minute", "min": "minute", "刻": "minute", "小时": "hour", "钟头": "hour", "钟": "hour", "h": "hour", "天": "day", "日": "day",
    "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "year",
}  # fmt: skip
ENGLISH_UNITS: dict[str, Unit] = {
    "s": "second", "m": "minute", "mi": "minute", "h": "hour", "d": "day", "w": "week", "f": "fortnight", "mo": "month", "y": "year",
}  # fmt: skip
CHINESE_UNIT = "(?:秒钟?|分钟|min|刻钟|小时|钟头?|h|天|周|星期|礼拜|月|年)"
ENGLISH_UNIT = "(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|years?|[hm])"
AMOUNT = rf"(?:\d{{1,4}}\.\d|{NUMBER}|半|几)"
CHINESE_SPAN = rf"{AMOUNT}个?半?{CHINESE_UNIT}半?(?:零?{NUMBER}(?:分钟?|秒钟?|个?小时|天))?"
ENGLISH_AMOUNT = rf"(?:\d{{1,4}}(?:\.\d)?|half an?|an?|{ENGLISH_NUMBER}|a couple of|a few)"
ENGLISH_SPAN = rf"{ENGLISH_AMOUNT} ?{ENGLISH_UNIT}(?: and a half|(?: and)? ?{ENGLISH_AMOUNT} ?{ENGLISH_UNIT})?"
PIECE = re.compile(
    rf"(?P<zh>{AMOUNT})个?(?P<half>半?)(?P<zh_unit>秒|分|min|刻|小时|钟头?|h|天|日|周|星期|礼拜|月|年)钟?(?P<tail>半?)"
    rf"|(?P<en>{ENGLISH_AMOUNT}) ?(?P<en_unit>{ENGLISH_UNIT})(?P<en_tail> and a half)?",
    re.ASCII,
)


def parsed(words: str) -> tuple[Span, bool] | None:
    """The span the words are, and whether it is vague (几分钟)."""
    total, vague = Span(), False
    for piece in PIECE.finditer(words):
        amount, unit = _amount(piece["zh"] or piece["en"]), _unit(piece)
        if amount is None:
            return None
        amount += 0.5 * bool(piece["half"] or piece["tail"] or piece["en_tail"])
        total += span(amount * (15 if piece["zh_unit"] == "刻" else 1), unit)
        vague = vague or (piece["zh"] or piece["en"]) in {"几", "a few"}
    return (total, vague) if total != Span() else None


def _unit(piece: re.Match[str]) -> Unit:
    if piece["zh_unit"]:
        return CHINESE_UNITS[piece["zh_unit"]]
    word = piece["en_unit"]
    return ENGLISH_UNITS[word[:2] if word[:2] in ENGLISH_UNITS else word[0]]


def _amount(words: str) -> float | None:
    if words in {"几", "a few"}:
        return 3
    if words == "半" or words.startswith("half"):
        return 0.5
    if words == "a couple of":
        return 2
    return float(words) if "." in words else number(words)


@SPANS.rule(
    rf"再?过?(?P<span>{CHINESE_SPAN})(?:之后|以后|过后|后)",
    rf"再?过(?P<span>{CHINESE_SPAN})",
    rf"\bin (?P<span>{ENGLISH_SPAN})(?! of)\b",
    rf"\b(?P<span>{ENGLISH_SPAN}) (?:from now|later)\b",
)
def _later(match: re.Match[str]) -> Later | None:
    found = parsed(match["span"])
    return None if found is None else Later(*found)


@SPANS.rule("等?一会儿?后?|待会儿?|过会儿?|等一?下|稍后", r"\bin a (?:while|bit|moment)\b")
def _soon(match: re.Match[str]) -> Later:
    return Later(Span(clock=timedelta(minutes=30)), vague=True)


@SPANS.rule(rf"提[前早](?P<span>{CHINESE_SPAN})", rf"\b(?P<span>{ENGLISH_SPAN}) (?:before|ahead|early)\b")
def _ahead(match: re.Match[str]) -> Ahead | None:
    found = parsed(match["span"])
    return None if found is None else Ahead(found[0])


@SPANS.rule(rf"{AMOUNT}个?半?(?:分钟|刻钟|小时|钟头)半?", r"\b(?:\d{1,3}|half an|an) ?(?:minutes?|mins?|hours?|hrs?)\b")
def _how_long(match: re.Match[str]) -> Later | None:
    found = parsed(match[0])
    return None if found is None else Later(found[0], vague=True)
