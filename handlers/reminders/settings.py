"""Quiet hours: when nobody is reminded of anything they did not ask for."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.quiet_hours import hours

feature = Feature("reminders", Theme.DAILY)
feature.prefix("R", Phrase(zh="一个提醒", en="a reminder"))


QUIET = feature.setting(
    Setting(
        "reminders.quiet",
        Phrase(zh="免打扰", en="quiet-hours"),
        Phrase(
            zh="如 22:00-07:00，或 无；这段时间里别人设的提醒等到结束再发",
            en="like 22:00-07:00, or none; what others set waits until they end",
        ),
        ("22:00", "07:00"),
        hours,
        "–".join,
    )
)
