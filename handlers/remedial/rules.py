"""Who belongs into extra training, pure: below the line in a module that was asked often enough, compared exactly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from fractions import Fraction

from bot.arguments import clock_time

LEAST_ASKED = 5
"""Questions of a module below which nothing is said of it."""
CHINESE, ENGLISH = "一二三四五六日", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = re.compile(r"(?:周|星期|礼拜)?([一二三四五六日天])|(mon|tue|wed|thu|fri|sat|sun)[a-z]*", re.IGNORECASE)
AT = re.compile(r"\d{1,2}\s*(?:[:：]\s*\d{2}|点半?)")


def low(answered: Iterable[tuple[int, str, int, int]], below: int) -> dict[str, dict[int, Fraction]]:
    """Module → member → score, of those below; `answered` are (member, module, asked, right). 69.9 is below 70, 70 is not."""
    found: dict[str, dict[int, Fraction]] = {}
    for member, module, asked, right in answered:
        if asked >= LEAST_ASKED and (score := Fraction(right * 100, asked)) < below:
            found.setdefault(module, {})[member] = score
    return found


def passes(score: Fraction, below: int) -> bool:
    """Whether a re-test lets somebody leave."""
    return score >= below


def twice_a_week(words: str) -> tuple[list[int], str]:
    """周二,周四 19:00 → ([1, 3], "19:00"). Raises ValueError where it is not two days and one time."""
    (at,) = AT.findall(words) or [""]
    days = words.replace(at, " ") if at else words
    found = sorted({_weekday(*match.groups()) for match in WEEKDAY.finditer(days)})
    if len(found) != 2 or not at:
        raise ValueError(words)
    moment: time = clock_time(at)
    return found, f"{moment:%H:%M}"


def _weekday(chinese: str | None, english: str | None) -> int:
    if chinese:
        return CHINESE.index(chinese.replace("天", "日"))
    assert english is not None
    return ENGLISH.index(english[:3].lower())
