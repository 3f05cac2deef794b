"""What a camp can set about its reports."""

from __future__ import annotations

import re
from datetime import time

from bot.feature import Camp, Feature, Line, Phrase, Setting, Theme
from bot.setting_values import one_of, time_of_day
from scheduler.calendar import WEEKDAYS
from scheduler.rhythm import Weekly

feature = Feature("digest", Theme.CAMP)

EVERY_WEEK = Phrase(zh="{day} {at}", en="{day} {at}")
COLOUR_NAMES = {
    "light": Phrase(zh="浅色", en="light"),
    "dark": Phrase(zh="深色", en="dark"),
    "none": Phrase(zh="不要", en="none"),
}
FRIDAY = 4
"""From here on a digest is about the week it comes in; before that, about the one that has ended."""


def weekly(words: str) -> str:
    """周一 09:00 or Mon 09:00, kept as "0 09:00". Raises ValueError."""
    found = re.fullmatch(r"(?:周|星期)?([一二三四五六日天]|[A-Za-z]{3})[a-z]*\s*(\d{1,2}[:：]\d{2})", words.strip())
    if not found:
        raise ValueError(words)
    name = found[1].lower().replace("天", "日")
    day = next((n for n, known in enumerate(WEEKDAYS) if name in (known.zh[-1], known.en[:3].lower())), None)
    if day is None:
        raise ValueError(words)
    return f"{day} {time_of_day(found[2])}"


def weekly_said(kept: str) -> Line:
    day, at = kept.split()
    return EVERY_WEEK(day=WEEKDAYS[int(day)], at=at)


AT = feature.setting(
    Setting(
        "digest.at",
        Phrase(zh="周报时间", en="digest-time"),
        Phrase(zh="如 周一 09:00；遇休息日顺延", en="like Mon 09:00; on a day off the next workday"),
        "0 09:00",
        weekly,
        weekly_said,
    )
)
COLOURS = feature.setting(
    Setting(
        "digest.colours",
        Phrase(zh="图片配色", en="picture-colours"),
        Phrase(zh="浅色、深色 或 不要", en="light, dark or none"),
        "light",
        one_of(COLOUR_NAMES),
        COLOUR_NAMES.__getitem__,
    )
)


def rhythm(camp: Camp) -> Weekly:
    """When the camp's digest comes."""
    day, at = AT.of(camp).split()
    return Weekly(int(day), time.fromisoformat(at), on_rest_day="next_workday")
