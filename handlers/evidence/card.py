"""The report's pictures: what every level says on one card, and the tags before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.feature import Phrase
from bot.figures import decimal
from bot.pictures import LIGHT, Bar, Drawing, NoGlyph, Tile
from handlers.evidence import level_two, wording
from handlers.evidence.found import CountedFigure, ReportOf

SHORT = {
    1: Phrase(zh="一级 反应", en="reaction"),
    2: Phrase(zh="二级 学习", en="learning"),
    3: Phrase(zh="三级 行为", en="behaviour"),
    4: Phrase(zh="四级 成果", en="results"),
}
NO_NUMBER = Phrase(zh="没有数", en="no number")
DAYS = Phrase(zh="{first:%Y-%m-%d}–{last:%Y-%m-%d}", en="{first:%Y-%m-%d} to {last:%Y-%m-%d}")
GAINS = Phrase(zh="训前 → 训后，按标签", en="Before → after, by tag")
ARROW = "→"
MOST_TAGS = 6
HUNDRED = 100
TWO = 2


Numbered = Sequence[tuple[int, CountedFigure]]


class NumberedPicture(NamedTuple):
    """A picture, and the numbers of the figures in it."""

    png: bytes
    places: list[int]


def overview(of: ReportOf, numbered: Numbered) -> NumberedPicture | None:
    """One tile a level; None where its words cannot be drawn."""
    language = of.language
    card = Drawing(LIGHT)
    card.heading(of.camp.name, DAYS(first=of.first, last=of.last).to(language))
    said = {level: _said(numbered, level) for level in SHORT}
    card.tiles([Tile(_tile(said[level], language), name().to(language)) for level, name in SHORT.items()], across=2)
    card.foot(wording.least().to(language))
    return _drawn(card, [place for some in said.values() for place, _ in some])


def tags(of: ReportOf, numbered: Numbered) -> NumberedPicture | None:
    """Before and after of each tag of the newest pair side by side; None where there is no number for any."""
    language = of.language
    by_tag: dict[str, dict[str, tuple[int, CountedFigure]]] = {}
    for place, found in numbered:
        if "tag" in found.inputs and found.measured.value is not None:
            by_tag.setdefault(found.inputs["tag"], {})[found.name] = place, found
    pairs = [(tag, one) for tag, one in by_tag.items() if {level_two.BEFORE.name, level_two.AFTER.name} <= one.keys()]
    if not pairs:
        return None
    card = Drawing(LIGHT)
    card.heading(GAINS().to(language), "")
    bars, places = [], []
    for tag, one in pairs[:MOST_TAGS]:
        for figure, label in ((level_two.BEFORE, tag), (level_two.AFTER, level_two.AFTER.called().to(language))):
            place, found = one[figure.name]
            value = found.measured.value
            assert value is not None
            bars.append(Bar(label, int(value), HUNDRED, decimal(value)))
            places.append(place)
    card.bars(bars)
    return _drawn(card, places)


def _said(numbered: Numbered, level: int) -> list[tuple[int, CountedFigure]]:
    """What a level's tile says: its first figure, of level two before and after; nothing where there is no number."""
    whole = [(place, found) for place, found in numbered if found.level == level and found.is_whole]
    some = whole[: 2 if level == TWO else 1]
    return some if all(found.measured.value is not None for _, found in some) else []


def _tile(said: Numbered, language: str) -> str:
    return ARROW.join(str(wording.value(found)) for _, found in said) or NO_NUMBER().to(language)


def _drawn(card: Drawing, places: list[int]) -> NumberedPicture | None:
    try:
        return NumberedPicture(card.png(), places)
    except NoGlyph:
        return None
