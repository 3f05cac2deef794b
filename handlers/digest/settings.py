"""What a camp can set about its reports."""

from __future__ import annotations

import re
from datetime import time

from bot.arguments import clock_time
from bot.feature import Camp, Feature, Phrase, Setting
from scheduler.rhythm import Weekly

feature = Feature("digest")

WEEKDAYS = "一二三四五六日"
ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FRIDAY = 4
"""From here on a digest is about the week it comes in; before that, about the one that has ended."""


def weekly(words: str) -> str:
    """周一 09:00 or Mon 09:00, kept as "0 09:00". Raises ValueError."""
    found = re.fullmatch(r"(?:周|星期)?([一二三四五六日天]|[A-Za-z]{3})[a-z]*\s*(\d{1,2}[:：]\d{2})", words.strip())
    if not found:
        raise ValueError(words)
    name = found[1].lower().replace("天", "日")
    day = ENGLISH.index(name) if name.isascii() else WEEKDAYS.index(name)
    return f"{day} {clock_time(found[2]):%H:%M}"


def weekly_said(kept: str) -> str:
    day, at = kept.split()
    return f"周{WEEKDAYS[int(day)]} {at}"


def colours(words: str) -> str:
    """light, dark or none. Raises ValueError."""
    return {"浅色": "light", "light": "light", "深色": "dark", "dark": "dark", "不要": "none", "none": "none"}.get(
        words.strip().casefold()
    ) or _wrong(words)


def _wrong(words: str) -> str:
    raise ValueError(words)


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
        colours,
        {"light": "浅色/light", "dark": "深色/dark", "none": "不要/none"}.__getitem__,
    )
)


def rhythm(camp: Camp) -> Weekly:
    """When the camp's digest comes."""
    day, at = camp.settings.get(AT.key, AT.default).split()
    return Weekly(int(day), time.fromisoformat(at), on_rest_day="next_workday")
