"""What the files about imported figures share: their feature, and how a month is said."""

from __future__ import annotations

from datetime import date

from bot.feature import Feature, Line, Phrase, Theme

feature = Feature("kpi", Theme.RESULTS)

MONTH = Phrase(zh="{year}年{month}月", en="{month}/{year}")


def named(month: date) -> Line:
    """A month as people say it."""
    return MONTH(year=month.year, month=month.month)
