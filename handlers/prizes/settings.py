"""The prizes' feature, the letter of a period that waits to be given, and when the camp's year begins."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import between

feature = Feature("prizes", Theme.EVENTS)
PREFIX = "F"
feature.prefix(PREFIX, Phrase(zh="一期奖项", en="a period's prize"))

YEAR_BEGINS = feature.setting(
    Setting(
        "prizes.year_begins",
        Phrase(zh="财年首月", en="fiscal-month"),
        Phrase(
            zh="1到12：一年从几月算起，季度跟着它走（4就是4到6月为第一季度）",
            en="1 to 12, the month a year begins in; quarters go by it (4: the first is April to June)",
        ),
        1,
        between(1, 12),
    )
)
