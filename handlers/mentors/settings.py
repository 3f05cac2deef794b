"""What a camp can set about mentors: when pairs are asked, who may be a mentor, and of how many at once."""

from __future__ import annotations

from datetime import time

from bot.feature import Camp, Feature, Phrase, Setting, Theme
from bot.setting_values import OFF, OFF_SHOWN, between, time_of_day
from handlers.mentors import ranking
from scheduler.rhythm import Weekday, Weekly

feature = Feature("mentors", Theme.LEARNING)
feature.fact("agreed", "pair")
feature.fact("reported", "pair")
feature.fact("ended", "pair")

LONGEST_TAG = 20


def _tag(words: str) -> str:
    """A tag, or "" for 关 / off. Raises ValueError."""
    word = words.strip().lstrip("#＃")
    if word.casefold() in OFF:
        return ""
    if not word or len(word) > LONGEST_TAG:
        raise ValueError(words)
    return word


AT = feature.setting(
    Setting(
        "mentors.at",
        Phrase(zh="辅导时间", en="coaching-time"),
        Phrase(
            zh="每周最后一个工作日几点请结对的两人填，如 17:00",
            en="when pairs are asked on the last workday of a week, like 17:00",
        ),
        "17:00",
        time_of_day,
    )
)
MOST_PAIRS = feature.setting(
    Setting(
        "mentors.most",
        Phrase(zh="导师带几人", en="mentor-pairs"),
        Phrase(zh="一位导师同时最多带几人，1到20", en="pairs a mentor has at once at most, 1 to 20"),
        3,
        between(1, 20),
    )
)
POOL = feature.setting(
    Setting(
        "mentors.pool",
        Phrase(zh="导师标签", en="mentor-tag"),
        Phrase(zh="有这个标签的人才能做导师；关 = 谁都可以", en="only who has this tag may be a mentor; off: anybody"),
        "",
        _tag,
        lambda tag: tag or OFF_SHOWN,
    )
)
RANKING = feature.setting(
    Setting(
        "mentors.ranking",
        Phrase(zh="导师排名", en="mentor-ranking"),
        Phrase(
            zh="排在前面的人才能做导师，如 积分 前20%、考试 阶段一 前20%、指标 销售额 前20%（最近一个月，数大的在前）；关 = 不看排名",
            en="only who leads may be a mentor, like points top 20%, exam Stage1 top 20% or kpi Sales top 20% (newest month, highest first); off: none",
        ),
        "",
        ranking.read,
        ranking.shown,
    )
)


def rhythm(camp: Camp) -> Weekly:
    """The last workday of every week; a week without workdays has none."""
    return Weekly(Weekday.SUN, time.fromisoformat(AT.of(camp)), on_rest_day="previous_workday")
