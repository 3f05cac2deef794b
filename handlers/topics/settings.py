"""The topics' feature, and what taking part earns."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import points

feature = Feature("topics", Theme.DAILY)
feature.fact("joined", "topic")

JOINED = feature.reason("topic_joined", "activity", Phrase(zh="参与话题", en="took part in a topic"))
TWICE = feature.reason("topic_joined_twice", "activity", Phrase(zh="话题重复计分", en="a topic counted twice"))
POINTS = feature.setting(
    Setting(
        "topics.points",
        Phrase(zh="话题分", en="topic-points"),
        Phrase(zh="一个话题里第一次说上话得几分，0到1000", en="points for one's first reply to a topic, 0 to 1000"),
        2,
        points,
    )
)
