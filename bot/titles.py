"""Titles by lifetime points: what was ever earned, so spending never demotes. The same ladder wherever a title is said."""

from __future__ import annotations

from bisect import bisect_right

from bot.phrases import Phrase

LEVELS = (
    (0, Phrase(zh="新芽", en="Sprout")),
    (50, Phrase(zh="破冰者", en="Icebreaker")),
    (150, Phrase(zh="同行者", en="Companion")),
    (300, Phrase(zh="实践者", en="Practitioner")),
    (600, Phrase(zh="引路人", en="Guide")),
    (1000, Phrase(zh="点灯人", en="Lamplighter")),
)
"""(least lifetime points, title), the lowest first."""


def level(lifetime: int) -> int:
    """The index in `LEVELS` that so many points reach."""
    return bisect_right(LEVELS, lifetime, key=lambda one: one[0]) - 1


def title(lifetime: int) -> Phrase:
    """The title for so many points."""
    return LEVELS[level(lifetime)][1]
