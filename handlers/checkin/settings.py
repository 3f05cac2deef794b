"""What a camp can set about check-ins, and why they earn points."""

from __future__ import annotations

from bot.arguments import yes, yes_or_no
from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import ALL_DAY, between, points, span_of_day

feature = Feature("checkin", Theme.DAILY)
feature.fact("done", "day", "kind")

STAMP = feature.reason("checkin", "learning", Phrase(zh="打卡", en="check-in"))
MAKEUP = feature.reason("makeup", "learning", Phrase(zh="补卡", en="make-up"))
RUN = feature.reason("run", "learning", Phrase(zh="连续7个工作日", en="seven workdays in a row"))
COUNTED_TWICE = feature.reason("counted_twice", "learning", Phrase(zh="两个账号同一天重复", en="same day on two accounts"))

RUN_LENGTH = 7
"""Workdays in a paid run."""


def _points(key: str, zh: str, en: str, default: int) -> Setting[int]:
    return feature.setting(
        Setting(
            f"checkin.{key}",
            Phrase(zh=zh, en=en),
            Phrase(zh="0到1000的整数", en="a whole number from 0 to 1000"),
            default,
            points,
        )
    )


WINDOW = feature.setting(
    Setting(
        "checkin.window",
        Phrase(zh="打卡窗口", en="checkin-window"),
        Phrase(zh="如 06:00-22:00，或 全天", en="like 06:00-22:00, or all"),
        ALL_DAY,
        span_of_day,
        "–".join,
        also=("打卡时间", "打卡时段", "checkin-time"),
    )
)
STAMP_POINTS = _points("points", "打卡分", "checkin-points", 5)
MAKEUP_POINTS = _points("makeup_points", "补卡分", "makeup-points", 2)
RUN_POINTS = _points("run_points", "连续奖", "run-points", 20)
MAKEUPS_A_MONTH = feature.setting(
    Setting(
        "checkin.makeups",
        Phrase(zh="每月补卡", en="makeups-a-month"),
        Phrase(zh="0到31次", en="0 to 31"),
        3,
        between(0, 31),
    )
)
MAKEUP_DAYS = feature.setting(
    Setting(
        "checkin.makeup_days",
        Phrase(zh="补卡天数", en="makeup-days"),
        Phrase(zh="最近1到31个自然日可补", en="the last 1 to 31 calendar days"),
        7,
        between(1, 31),
    )
)
THRESHOLD = feature.setting(
    Setting(
        "checkin.threshold",
        Phrase(zh="达标线", en="threshold"),
        Phrase(zh="周完成率要到百分之几，1到100", en="the weekly rate to reach in percent, 1 to 100"),
        85,
        between(1, 100),
        "{}%".format,
    )
)
LEAST_NOTE = feature.setting(
    Setting(
        "checkin.least_note",
        Phrase(zh="打卡最少字数", en="checkin-least"),
        Phrase(zh="0到500，0是不限", en="0 to 500 characters, 0 for any"),
        0,
        between(0, 500),
    )
)
NEEDS_PICTURE = feature.setting(
    Setting(
        "checkin.picture",
        Phrase(zh="打卡要附件", en="checkin-attachment"),
        Phrase(zh="是 或 否：要不要附图片、语音或文件", en="yes or no: whether a picture, voice or file must come with it"),
        False,
        yes,
        yes_or_no,
    )
)
