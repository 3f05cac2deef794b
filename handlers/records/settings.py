"""What the files about records share: their feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("records", Theme.PERSONAL)
