"""What a camp can set about behaviours: the hour people are reminded on the day something is due."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import time_of_day

feature = Feature("behaviours", Theme.LEARNING)
feature.fact("asked", "behaviour")
feature.fact("reported", "report")
feature.fact("confirmed", "report")

AT = feature.setting(
    Setting(
        "behaviours.at",
        Phrase(zh="行为提醒", en="behaviour-time"),
        Phrase(
            zh="行为到期那天几点提醒还没做的人，如 16:00", en="when people are reminded on the day something is due, like 16:00"
        ),
        "16:00",
        time_of_day,
    )
)
