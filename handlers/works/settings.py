"""The feature of contests of works, and the letter of what a judge is asked."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("works", Theme.QUIZZES)
PREFIX = "U"
feature.prefix(PREFIX, Phrase(zh="一份请你评审的作品", en="a work to be judged"))
"""U5 is one judge's part of one work: two judges of a work have two numbers."""
CONTEST = "contest"
"""The kind an event has that may be a contest of works."""
EXAMPLE_ZH = "大赛 V3 作业=微课作品 维度=创意、实用 评委=何琳、王岚 权重=70/30"
EXAMPLE_EN = "competition V3 homework=Lesson rubric=idea,use judges=Helen,Ann weights=70/30"
