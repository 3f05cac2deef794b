"""What a camp can set about surveys, and what every part of one says the same way."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import between

feature = Feature("surveys", Theme.OPINIONS)
feature.prefix("S", Phrase(zh="一份问卷", en="a form"))


LECTURER_LINE = feature.setting(
    Setting(
        "surveys.lecturer_line",
        Phrase(zh="讲师达标线", en="lecturer-line"),
        Phrase(zh="讲师评价百分制要到多少分，0到100", en="the lecturer score to reach, 0 to 100"),
        85,
        between(0, 100),
    )
)
UNKNOWN = Phrase(zh="没有问卷 S{id}。看全部：问卷", en="There is no form S{id}. All of them: survey")
CLOSED = Phrase(zh="问卷 S{id} 已截止。", en="Form S{id} is closed.")
NOT_YOURS = Phrase(zh="问卷 S{id} 要由发起人或社群经理来管。", en="Form S{id} is for whoever sent it, or a manager.")
