"""Figures by name: what a report keeps or prints, told by whoever counts it, so that it can be counted again from the same inputs.

A feature registers one with `feature.figure`; a report knows no more of it than its name. What was published is kept with its inputs
(storage/kept_figures.py), and `python -m bot figures` counts all of it anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from bot.figures import percent
from bot.phrases import Line, Phrase
from storage.connection import Db

NOTHING = Phrase(zh="无数据", en="no data")
TOO_FEW = Phrase(zh="证据不足（n={n}，至少需{least}）", en="not enough evidence (n = {n}; it takes {least})")
TOO_FEW_OF = Phrase(
    zh="证据不足（n={n}/{of}，至少需{least}，或应答{share}且有{floor}）",
    en="not enough evidence (n = {n} of {of}; it takes {least}, or {share} of those asked and {floor})",
)
NOT_DEFINED = Phrase(zh="算不出（n={n}）", en="it cannot be worked out (n = {n})")

Unit = Callable[[Fraction], str]
"""How a figure is printed: one of `bot.figures`. What is held against a gate is cut instead of rounded."""


class Measured(NamedTuple):
    """What was found: exactly how much (None: there is none), of how many, and of how many who were asked, where that is something else."""

    value: Fraction | None
    n: int
    asked: int | None = None


def share(part: int, whole: int) -> Measured:
    """A part of a whole."""
    return Measured(Fraction(part, whole) if whole else None, whole)


def mean(total: Fraction | int, n: int, asked: int | None = None) -> Measured:
    """A sum over so many."""
    return Measured(Fraction(total) / n if n else None, n, asked)


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """The sum, added up by denominators: many fractions share a few of them."""
    numerators: Counter[int] = Counter()
    for value in values:
        numerators[value.denominator] += value.numerator
    return sum((Fraction(above, below) for below, above in numerators.items()), Fraction(0))


Query = Callable[[Db, int, Mapping[str, Any]], Measured]


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure: `query` counts it in a camp from `inputs` alone, plain JSON values that say of what and as of when.

    Below `least_n`, and below the `least_share` of those asked where there is one, it is no number anywhere.
    """

    name: str
    called: Phrase
    sentence: Phrase
    """What is counted, and from what."""
    query: Query
    unit: Unit
    least_n: int = 1
    least_share: Fraction | None = None
    floor: int = 1
    """Of fewer it is never said, whatever their share: nobody's answer is to be told from it."""
    nothing: Phrase = NOTHING
    """What is said where there is none, and nobody it could be of."""
    of: Phrase | None = None
    """What its `n` (and `asked`) are, where they are not who answered of those who were asked: 前后各3个月."""
    words: tuple[str, ...] = ()
    """What people call it besides, small letters, where it is measured over days: its inputs are `first`, `last` and `now`."""

    def is_enough(self, found: Measured) -> bool:
        """Whether it may be said as a number."""
        return found.value is not None and self._are_enough(found)

    def _are_enough(self, found: Measured) -> bool:
        is_share = self.least_share is not None and bool(found.asked) and found.n >= self.least_share * (found.asked or 0)
        return found.n >= self.least_n or (is_share and found.n >= self.floor)

    def published(self, found: Measured) -> Measured:
        """The same, without a number that may not be said."""
        return found if self.is_enough(found) else found._replace(value=None)

    def shown(self, found: Measured) -> Line | str:
        """The number, or why there is none."""
        if found.value is not None and self.is_enough(found):
            return self.unit(found.value)
        if not found.n:
            return self.nothing()
        if self._are_enough(found):
            return NOT_DEFINED(n=found.n)
        if self.least_share is None or found.asked is None:
            return TOO_FEW(n=found.n, least=self.least_n)
        share = percent(self.least_share).replace(".0", "")
        return TOO_FEW_OF(n=found.n, of=found.asked, least=self.least_n, share=share, floor=self.floor)

    @property
    def is_over_days(self) -> bool:
        """Whether it is a metric somebody can aim at."""
        return bool(self.words)


FIGURES: dict[str, NamedFigure] = {}
"""Every figure there is, by its name: a process has imported the features before anybody asks."""


def register(figure: NamedFigure) -> None:
    """Raises ValueError where another is called so."""
    taken = {word for other in FIGURES.values() if other.name != figure.name for word in other.words}
    if twice := taken & set(figure.words):
        raise ValueError(f"{sorted(twice)} of {figure.name} is taken")
    FIGURES[figure.name] = figure


def called(word: str) -> NamedFigure | None:
    """The figure over days that a word means."""
    folded = word.strip().casefold()
    return next((figure for figure in FIGURES.values() if folded in figure.words), None)
