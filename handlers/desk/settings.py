"""What the rooms of the desk share: their feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("desk", Theme.DAILY)
