"""What the parts of screens share."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("screens", Theme.CAMP)
