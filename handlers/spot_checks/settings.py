"""The spot checks' feature and the letter of what is asked of one person."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("spot_checks", Theme.QUIZZES)
PREFIX = "T"
feature.prefix(PREFIX, Phrase(zh="一份抽查", en="a spot check"))
