"""The circles' feature, and when what is new comes."""

from __future__ import annotations

from datetime import time

from bot.feature import Camp, Feature, Phrase, Setting, Theme
from bot.setting_values import time_of_day
from scheduler.rhythm import Workdays

feature = Feature("circles", Theme.QUESTIONS)

AT = feature.setting(
    Setting(
        "circles.at",
        Phrase(zh="圈子时间", en="circle-time"),
        Phrase(zh="工作日几点把圈子里的新内容私聊给关注的人", en="when followers read what is new, on workdays"),
        "17:00",
        time_of_day,
    )
)


def rhythm(camp: Camp) -> Workdays:
    """When followers are told."""
    return Workdays(time.fromisoformat(AT.of(camp)))
