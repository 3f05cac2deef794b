"""The lecturers' feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("lecturers", Theme.CAMP)
