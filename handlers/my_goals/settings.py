"""My goals' feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("my_goals", Theme.PERSONAL)
