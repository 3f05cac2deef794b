"""The cases' feature, and what its four parts are called."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("cases", Theme.LEARNING)

LETTERS = "STAR"
NAMES = (
    Phrase(zh="情境", en="situation"),
    Phrase(zh="任务", en="task"),
    Phrase(zh="行动", en="action"),
    Phrase(zh="结果", en="result"),
)
"""The parts of a case, in the order of `LETTERS`."""
