"""What showing and erasing share: the feature, and what somebody is called who was erased."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("my_data", Theme.PERSONAL)
feature.fact("erased")

FORMER = Phrase(zh="已注销成员", en="a former member")
"""The name that stands wherever they are still counted."""
