"""What the parts of 我的 share: the feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("me", Theme.PERSONAL)
