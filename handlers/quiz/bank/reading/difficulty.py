"""A difficulty as files write it, to 1 … 5: 易, 较难, 中等难度, ★★★, hard."""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.quiz.bank import questions
from handlers.quiz.bank.normalise import fold, simplified

WORDS = {
    1: "易 简单 容易 很易 很容易 很简单 非常简单 入门 初级 低 easy very_easy beginner low",
    2: "较易 较容易 较简单 比较容易 比较简单 偏易 中等偏易 fairly_easy",
    3: "中 中等 一般 适中 普通 正常 中级 medium normal moderate average intermediate",
    4: "较难 偏难 比较难 中等偏难 较高 fairly_hard",
    5: "难 困难 很难 非常难 高级 高 极难 hard difficult very_hard advanced high",
}
NOTHING = frozenset(("无", "没有", "/", "-", "—", "none", "n/a", "未设置", "暂无", "不限"))
_LEVEL = {word: level for level, words in WORDS.items() for word in words.split()}
_STARS = re.compile(r"(?:[★⭐✭✰]\ufe0f?){1,5}(?=[☆]*$)")


def is_nothing(said: str) -> bool:
    """Whether a cell says that there is no difficulty."""
    return fold(said) in NOTHING or not said


@lru_cache(maxsize=256)
def difficulty_of(said: str) -> int | None:
    """1 … 5, or None where nothing is said or it is not understood (0.85 may be the share of right answers or of wrong ones)."""
    word = simplified(fold(said)).replace(" ", "_")
    if stars := _STARS.match(word):
        return len(stars[0].replace("\ufe0f", ""))
    word = re.sub(r"^难度(?:等级|系数)?[:：]?|(?:难度|难度题|程度|级|的|题)$", "", word).strip("_。.") or word
    if level := _LEVEL.get(word):
        return level
    figure = word.removesuffix(".0").removesuffix("星")
    return int(figure) if figure.isascii() and figure.isdigit() and int(figure) in questions.DIFFICULTIES else None
