"""The podium as a picture: the first three large, the next below."""

from __future__ import annotations

from typing import Any

from bot.phrases import Phrase
from bot.pictures import Drawing, NoGlyph, Tile

PLACE = Phrase(zh="第{place}名 {name}", en="{place} {name}")
PLAYERS = Phrase(zh="{n}人参赛", en="{n} played")
STEPS = 3


def drawn(title: str, players: int, rows: list[list[Any]], language: str = "zh") -> tuple[bytes, tuple[int, int]] | None:
    """(PNG, (width, height)) of rows (place, name, score), best first; None where a character cannot be drawn."""
    sheet = Drawing()
    try:
        sheet.heading(title, PLAYERS(n=players).to(language))
        sheet.tiles([Tile(score, PLACE(place=place, name=name).to(language)) for place, name, score in rows[:STEPS]])
        sheet.lines([(PLACE(place=place, name=name).to(language), score) for place, name, score in rows[STEPS:]])
        return sheet.png(), sheet.size
    except NoGlyph:
        return None
