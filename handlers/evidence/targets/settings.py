"""What the rooms of targets share: their feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("targets", Theme.CAMP)
