"""Onboarding's feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("onboarding", Theme.LEARNING)
