"""What the rooms of promotion share: their feature and the managers' ladder, whose names are ours."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("promotion", Theme.DECISIONS)
PREFIX = "I"
feature.prefix(PREFIX, Phrase(zh="一次等确认的晋升", en="a promotion to be confirmed"))
LADDER = {
    1: Phrase(zh="初级管理员", en="Junior manager"),
    2: Phrase(zh="高级管理员", en="Senior manager"),
    3: Phrase(zh="资深管理员", en="Principal manager"),
}
"""The managers' levels by their rank; they are kept under their Chinese name."""
EXAMPLE = Phrase(
    zh="试试：晋升 标准 高级顾问 要求=课程 3；学时 20",
    en="Try: promotion criteria Senior consultant needs=lessons 3; hours 20",
)
EXAMPLE_LADDER = Phrase(
    zh="试试：晋升 标准 初级管理员 要求=办活动 2；课程 1",
    en="Try: promotion criteria Junior manager needs=events run 2; lessons 1",
)
