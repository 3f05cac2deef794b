"""A radar as a picture: an axis a tag, what was known then dashed and what is known now filled."""

from __future__ import annotations

from collections.abc import Sequence

from bot.feature import Line, Phrase
from bot.figures import percent
from bot.pictures import DARK, LIGHT, Drawing, RadarAxis
from handlers.portraits import rules
from handlers.portraits.rules import AxisMark

NO_EVIDENCE = Phrase(zh="证据不足", en="too little")
LEGEND = Phrase(
    zh="虚线：{then}；实线：现在。答对÷问过，每题看最后一次。", en="Dashed: {then}; solid: now. Right of asked, last answers."
)
LEGEND_NOW = Phrase(zh="答对÷问过，每题看最后一次。", en="Right of asked, each question's last answer.")


def sheet(title: str, under: str, marks: Sequence[AxisMark], then: str, language: str, colours: str) -> Drawing:
    """The card. Raises NoGlyph where its words cannot be drawn."""
    drawing = Drawing(DARK if colours == "dark" else LIGHT)
    drawing.heading(title, under)
    drawing.radar([_axis(mark, bool(then), language) for mark in marks])
    legend: Line = LEGEND(then=then) if then else LEGEND_NOW()
    drawing.foot(legend.to(language))
    return drawing


def _axis(mark: AxisMark, has_then: bool, language: str) -> RadarAxis:
    now = rules.mastery(mark.now)
    said = NO_EVIDENCE().to(language) if now is None else percent(mark.now.right, mark.now.asked)
    return RadarAxis(mark.tag, said, rules.mastery(mark.then) if has_then else None, now)
