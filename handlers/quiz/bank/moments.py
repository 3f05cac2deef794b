"""A date, a weekday or an hour as people write it: 2026年5月6日 is 2026-05-06, 5月8号 is 5/8, 周五 is 礼拜五, 晚上7点半 is 19:30.

What an answer key says must be one beyond doubt: 5/8 in a key may be a fraction, and is none; said for 5月8日 it is that day.
"""

from __future__ import annotations

import re

from handlers.quiz.bank import normalise
from storage.search.normal import simplified

_FIGURES = {sign: figure for figure, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[零〇一二三四五六七八九两])"
_YEAR = r"(?P<year>\d{4}|[零〇一二三四五六七八九]{4})"
_OFTEN = r"(?P<often>每月|每年|每周)?(?:的)?"
_DATE = re.compile(rf"{_OFTEN}(?:{_YEAR}年)?(?:(?P<month>{_NUMBER})月(?:份)?)?(?P<day>{_NUMBER})[日号]")
_WRITTEN = re.compile(r"(?P<often>)(?:(?P<year>\d{4})[-/.])?(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_WEEKDAY = re.compile(r"(?P<often>每)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")
_CLOCK = re.compile(
    rf"(?P<half>凌晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)?(?P<hour>{_NUMBER})"
    rf"(?::(?P<minutes>\d{{2}})|[点时](?:(?P<words>半|一刻|三刻|整|钟)|(?P<spoken>{_NUMBER})分?)?)(?P<meridiem>am|pm)?"
)
_MINUTES = {"半": 30, "一刻": 15, "三刻": 45}
_WRAPPING = "\"'“”‘’「」『』()[]{}【】〔〕《》。.!?;,、… "

Moment = tuple[str, ...]
"""What it is and its parts; two that are equal are the same moment."""


def moment(said: str) -> Moment | None:
    """What was said as a date, a weekday or an hour; None where it is none, or no such day or hour."""
    text = simplified(normalise.fold(said)).replace(" ", "").strip(_WRAPPING)
    if found := _DATE.fullmatch(text) or _WRITTEN.fullmatch(text):
        year = "".join(str(_FIGURES.get(sign, sign)) for sign in found["year"] or "")
        month, day = (0 if found[part] is None else _number(found[part]) for part in ("month", "day"))
        return ("day", found["often"] or "", year, str(month), str(day)) if month <= 12 and 1 <= day <= 31 else None
    if found := _WEEKDAY.fullmatch(text):
        return "weekday", found["often"] or "", found["weekday"].replace("天", "日")
    return _hour(found) if (found := _CLOCK.fullmatch(text)) else None


def is_same(accepted: str, said: str) -> bool:
    """Whether both are the same moment, and the key says so in words, with its year, or as a clock does."""
    wanted = None if _is_in_doubt(accepted) else moment(accepted)
    return wanted is not None and wanted == moment(said)


def _is_in_doubt(accepted: str) -> bool:
    return re.fullmatch(r"\d{1,2}[-/.]\d{1,2}", normalise.fold(accepted).strip()) is not None


def _hour(found: re.Match[str]) -> Moment | None:
    hour = _number(found["hour"])
    minutes = int(found["minutes"] or 0) or _MINUTES.get(found["words"] or "", 0) or _number(found["spoken"] or "0")
    is_late = (
        found["half"] in ("下午", "傍晚", "晚上", "晚") or found["meridiem"] == "pm" or (found["half"] == "中午" and hour < 3)
    )
    if is_late and hour < 12:
        hour += 12
    return ("hour", str(hour), str(minutes)) if hour <= 24 and minutes < 60 else None


def _number(word: str) -> int:
    """28 for 28 or 二十八."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.partition("十")
    return _FIGURES[word] if not ten else 10 * _FIGURES.get(tens, 1) + _FIGURES.get(ones, 0)
