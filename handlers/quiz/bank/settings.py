"""What the bank's conversation shares: its feature, and how a question's number is written."""

from __future__ import annotations

import re

from bot.feature import Feature, Phrase, Theme

feature = Feature("bank", Theme.QUIZZES)
feature.prefix("Q", Phrase(zh="一道题", en="a question"))

NUMBER = re.compile(r"[QqＱｑ]\s*(\d{1,7})")
"""A question's number as people write it: Q012, q12."""


def called(number: int) -> str:
    """Q012: how people name a question."""
    return f"Q{number:03}"
