"""What a camp can set about exams, why they earn points, and how scores are written."""

from __future__ import annotations

from fractions import Fraction

from bot.arguments import whole
from bot.feature import Feature, Phrase, Setting, Theme

feature = Feature("exam", Theme.QUIZZES)

PASSED = feature.reason("exam", "learning", Phrase(zh="测验", en="exam"))
COUNTED_TWICE = feature.reason("exam_twice", "learning", Phrase(zh="两个账号同一测验重复", en="one exam on two accounts"))


def points_of(words: str) -> int:
    """0 to 1000; raises ValueError."""
    number = whole(words)
    if not 0 <= number <= 1000:
        raise ValueError(words)
    return number


EXAM_POINTS = feature.setting(
    Setting(
        "exam.points",
        Phrase(zh="测验分", en="exam-points"),
        Phrase(zh="0到1000：每个测验第一次及格得的分", en="0 to 1000, for passing an exam the first time"),
        20,
        points_of,
    )
)

EXAM_ROLES = {
    "exam": Phrase(zh="考试", en="exam"),
    "before": Phrase(zh="课前测", en="pretest"),
    "after": Phrase(zh="课后测", en="posttest"),
}


def floored(score: Fraction) -> str:
    """A score as a gate shows it, never rounded up: 79.95 is 79.9, 85 is 85."""
    tenths = int(score * 10)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def tenths(value: Fraction) -> str:
    """A figure with one decimal, half up: 54.0."""
    rounded = int((abs(value) * 20 + 1) // 2)
    return f"{'-' if value < 0 and rounded else ''}{rounded // 10}.{rounded % 10}"


def percent(share: Fraction) -> str:
    """A share in percent with one decimal, half up: 35/46 is 76.1%."""
    return f"{tenths(share * 100)}%"
