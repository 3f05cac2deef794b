"""What a camp can set about lessons, and why they earn points."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import between, points, time_of_day, time_of_day_or_off, time_or_off_shown

feature = Feature("lessons", Theme.LEARNING)
feature.prefix("L", Phrase(zh="一节微课", en="a lesson"))
feature.fact("learned", "lesson")
feature.fact("applied", "lesson")

LEARNED = feature.reason("lesson", "learning", Phrase(zh="微课已学", en="lesson learned"))
APPLIED = feature.reason("lesson_applied", "learning", Phrase(zh="微课已应用", en="lesson applied"))
COUNTED_TWICE = feature.reason("lesson_twice", "learning", Phrase(zh="两个账号学了同一节", en="same lesson on two accounts"))

AT = feature.setting(
    Setting(
        "lessons.at",
        Phrase(zh="微课时间", en="lesson-time"),
        Phrase(zh="工作日几点推微课，如 08:30", en="when lessons come on workdays, like 08:30"),
        "08:30",
        time_of_day,
        also=("推送时间", "微课推送时间", "上课时间"),
    )
)
RATING_AT = feature.setting(
    Setting(
        "lessons.rating_at",
        Phrase(zh="微课打分", en="lesson-rating"),
        Phrase(zh="几点请大家打分，如 17:30，或 关", en="when to ask for a score, like 17:30, or off"),
        "17:30",
        time_of_day_or_off,
        time_or_off_shown,
    )
)
DAYS = feature.setting(
    Setting(
        "lessons.days",
        Phrase(zh="微课期限", en="lesson-days"),
        Phrase(
            zh="推送后几个工作日内学完（要应用的还要用上），0到30，0是不限",
            en="workdays to finish a lesson in, 0 to 30, 0 for any",
        ),
        3,
        between(0, 30),
    )
)
LEARNED_POINTS = feature.setting(
    Setting(
        "lessons.points",
        Phrase(zh="已学分", en="lesson-points"),
        Phrase(zh="0到1000的整数", en="a whole number from 0 to 1000"),
        0,
        points,
    )
)
APPLIED_POINTS = feature.setting(
    Setting(
        "lessons.applied_points",
        Phrase(zh="已应用分", en="applied-points"),
        Phrase(zh="0到1000的整数", en="a whole number from 0 to 1000"),
        0,
        points,
    )
)
