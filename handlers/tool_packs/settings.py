"""The tool packs' feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("tool_packs", Theme.LEARNING)
