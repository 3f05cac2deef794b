"""The podium as a picture: three steps, who stands on them, and nobody who came last."""

from __future__ import annotations

from collections.abc import Sequence

from bot.phrases import Phrase
from bot.pictures import DARK, LIGHT, Drawing, NoGlyph, PodiumStep, in_both_looks

PLAYERS = Phrase(zh="{n}人参赛", en="{n} played")
MANY = Phrase(zh="等{n}人", en="{n} in all")
STEPS = 3
NAMED = 3
"""Names on one step; of more the number is said."""

Place = tuple[int, str, str]
"""(place, name, score), best first."""


def steps(places: Sequence[Place], language: str, *, last: int) -> list[PodiumStep]:
    """The first three places, those who share one together. The `last` place of the board is on no step, unless everybody is first."""
    standing = [place for place in range(1, STEPS + 1) if place == 1 or place < last]
    return [step for place in standing if (step := _step(place, places, language)) is not None]


def drawn(
    title: str, players: int, steps_: Sequence[PodiumStep], language: str, colours: str
) -> tuple[bytes, tuple[int, int]] | None:
    """(PNG, (width, height)); None where a character cannot be drawn."""

    def sheet(colours: str) -> Drawing:
        card = Drawing(DARK if colours == "dark" else LIGHT)
        card.heading(title, PLAYERS(n=players).to(language))
        card.podium(steps_)
        return card

    try:
        return in_both_looks(sheet, colours)
    except NoGlyph:
        return None


def _step(place: int, places: Sequence[Place], language: str) -> PodiumStep | None:
    those = [(name, score) for at, name, score in places if at == place]
    if not those:
        return None
    names = [name for name, _ in those]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], MANY(n=len(names)).to(language)]
    return PodiumStep(place, tuple(names), those[0][1])
