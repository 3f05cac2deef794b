"""What a badge looks like: a medal in the house's style, with its name and what it is given for."""

from __future__ import annotations

from bot.feature import Line, Phrase
from bot.phrases import spoken
from bot.pictures import DARK, LIGHT, Drawing
from handlers.badges.settings import rule_of
from storage.badges import Badge

ALT = Phrase(zh="勋章《{name}》：{rule}", en="The badge “{name}”: {rule}")


def sheet(one: Badge, camp: str, language: str, colours: str) -> Drawing:
    """The medal, `light` or `dark`. Raises NoGlyph where its words cannot be drawn."""
    card = Drawing(DARK if colours == "dark" else LIGHT)
    card.medal(one.name, (spoken(rule_of(one), language), camp))
    return card


def alt(one: Badge) -> Line:
    """The same in words."""
    return ALT(name=one.name, rule=rule_of(one))
