"""The report's pictures: what every level says on one card, and the tags before and after."""

from __future__ import annotations

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


def overview(of: ReportOf, rows: list[CountedFigure], language: str) -> bytes | None:
    """One tile a level; None where its words cannot be drawn."""
    card = Drawing(LIGHT)
    card.heading(of.camp.name, DAYS(first=of.first, last=of.last).to(language))
    card.tiles([Tile(_tile(rows, level, language), name().to(language)) for level, name in SHORT.items()], across=2)
    card.foot(wording.least().to(language))
    return _drawn(card)


def tags(rows: list[CountedFigure], language: str) -> bytes | None:
    """Before and after of each tag side by side; None where there is no number for any."""
    by_tag: dict[str, dict[str, CountedFigure]] = {}
    for found in rows:
        if "tag" in found.inputs and found.measured.value is not None:
            by_tag.setdefault(found.inputs["tag"], {})[found.name] = found
    pairs = [(tag, one) for tag, one in by_tag.items() if {level_two.BEFORE.name, level_two.AFTER.name} <= one.keys()]
    if not pairs:
        return None
    card = Drawing(LIGHT)
    card.heading(GAINS().to(language), "")
    bars = []
    for tag, one in pairs[:MOST_TAGS]:
        for name in (level_two.BEFORE.name, level_two.AFTER.name):
            value = one[name].measured.value
            assert value is not None
            label = tag if name == level_two.BEFORE.name else ARROW
            bars.append(Bar(label, int(value), HUNDRED, decimal(value)))
    card.bars(bars)
    return _drawn(card)


def _tile(rows: list[CountedFigure], level: int, language: str) -> str:
    first = next((one for one in rows if one.level == level and one.is_whole), None)
    if first is None or first.measured.value is None:
        return NO_NUMBER().to(language)
    if level != TWO:
        return str(wording.value(first))
    pair = [one for one in rows if one.level == level and one.is_whole][:2]
    return ARROW.join(str(wording.value(one)) for one in pair)


def _drawn(card: Drawing) -> bytes | None:
    try:
        return card.png()
    except NoGlyph:
        return None
