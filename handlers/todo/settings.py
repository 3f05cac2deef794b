"""What the rooms of 待办 share: their feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("todo", Theme.DECISIONS)
