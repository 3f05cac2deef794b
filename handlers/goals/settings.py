"""What the rooms of goals share: their feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("goals", Theme.RESULTS)
