"""A lecturer's year added up, and the stars it makes. Pure: every total is the sum of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.contributions import Contributed

LEAST = 10
"""Scores below which no stars are given: too few say nothing."""
STARS = ((Fraction(95, 10), 5), (Fraction(9), 4), (Fraction(85, 10), 3), (Fraction(8), 2))
"""The least mean of 0 to 10, and its stars; 8.5 is the sources' gate for lecturers (85 of 100). Below all of them it is one star."""
MOST_STARS = 5


@dataclass(frozen=True, slots=True)
class YearTotals:
    """How many things, their minutes, and the sum of so many scores."""

    n: int = 0
    minutes: int = 0
    score: int = 0
    rated: int = 0

    @property
    def mean(self) -> Fraction | None:
        """The mean score; None where there is none."""
        return Fraction(self.score, self.rated) if self.rated else None

    @property
    def stars(self) -> int | None:
        """One to five; None where too few scored."""
        if self.mean is None or self.rated < LEAST:
            return None
        return next((stars for least, stars in STARS if self.mean >= least), 1)


def total(rows: Iterable[Contributed]) -> YearTotals:
    """What some rows come to."""
    n = minutes = score = rated = 0
    for row in rows:
        n, minutes, score, rated = n + 1, minutes + row.minutes, score + row.score, rated + row.rated
    return YearTotals(n, minutes, score, rated)


def by_member(kinds: Mapping[str, Sequence[Contributed]]) -> dict[int, dict[str, list[Contributed]]]:
    """Each member's rows, by kind."""
    found: dict[int, dict[str, list[Contributed]]] = {}
    for kind, rows in kinds.items():
        for row in rows:
            found.setdefault(row.member, {}).setdefault(kind, []).append(row)
    return found
