"""What the levels of a Kirkpatrick report share: their feature, and how few are too few."""

from __future__ import annotations

from fractions import Fraction

from bot.feature import Feature, Theme

feature = Feature("kirkpatrick", Theme.CAMP)

LEAST_REACTIONS, HALF, FEWEST = 10, Fraction(1, 2), 5
"""Level one: ten answers, or half of those asked, and never fewer than an anonymous form shows."""
LEAST_PAIRS = 10
LEAST_BEHAVING = 10
"""Level three: people of whom somebody else says what they do."""
