"""Portraits' feature, and the tags that are the axes of a radar."""

from __future__ import annotations

from bot import tags
from bot.feature import Feature, Phrase, Setting, Theme
from bot.phrases import listed
from storage import tag_mastery
from storage.connection import Db

feature = Feature("portraits", Theme.LEARNING)

AXES = 6
FEWEST = 3
"""Axes under which there is no picture, but the figures alone."""
AUTOMATIC = ("自动", "auto", "automatic")
BY_ITSELF = Phrase(zh="自动", en="automatic")


def axes(words: str) -> tuple[str, ...]:
    """Tags as they are typed, from three to six; none for 自动. Raises ValueError."""
    if words.strip().casefold() in AUTOMATIC:
        return ()
    found = tags.tags(words)
    if not FEWEST <= len(found) <= AXES:
        raise ValueError(words)
    return found


TAGS: Setting[tuple[str, ...]] = feature.setting(
    Setting(
        "portraits.tags",
        Phrase(zh="雷达标签", en="radar-tags"),
        Phrase(
            zh="雷达图的三到六个题目标签，如 异议,谈判,报价；自动：答题最多的六个",
            en="three to six tags of questions; automatic: the six most asked",
        ),
        (),
        axes,
        lambda chosen: listed(chosen, "zh") if chosen else BY_ITSELF,
    )
)


def axes_of(reader: Db, camp: int, chosen: tuple[str, ...]) -> list[str]:
    """The tags a camp looks at: those it chose, else those it asked most of."""
    return list(chosen) or tag_mastery.most_asked(reader, camp, AXES)
