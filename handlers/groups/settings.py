"""The feature of groups, and what a group is called everywhere: its tag."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("groups", Theme.LEARNING)
NAME = Phrase(zh="{n}组", en="group{n}")


def name(number: int, language: str) -> str:
    """3组: the tag its members have, by which contests, homework, circles and boards know it."""
    return NAME(n=number).to(language)
