"""What a contest of works comes to: weights that sum to a hundred, a score of judges and public, places, and who goes on. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from bot.judging.rules import SEPARATORS
from bot.rubric import HIGHEST
from bot.seeded_draw import lot

WHOLE = 100
MOST_CUTS, LARGEST_CUT = 4, 999
_WEIGHTS = re.compile(r"(\d{1,3})\s*[/:：]\s*(\d{1,3})")


class ScoredWork(NamedTuple):
    """What a work has of a hundred, and the judges' mean in it."""

    score: Fraction
    mean: Fraction


def weights(words: str) -> tuple[int, int] | None:
    """The judges' and the public's: 70/30; None where they are not two that sum to a hundred."""
    found = _WEIGHTS.fullmatch(unicodedata.normalize("NFKC", words).strip())
    both = (int(found[1]), int(found[2])) if found else (0, 0)
    return both if sum(both) == WHOLE else None


def cuts(words: str) -> list[int] | None:
    """How many go on from each round but the last: 10、3; None where they are no numbers that get smaller."""
    said = [one for one in SEPARATORS.split(unicodedata.normalize("NFKC", words).strip()) if one]
    numbers = [int(one) for one in said if one.isdecimal() and len(one) <= len(str(LARGEST_CUT))]
    smaller = all(before > after for before, after in pairwise(numbers))
    fits = len(numbers) == len(said) and 1 <= len(numbers) <= MOST_CUTS and smaller and numbers[-1] > 0
    return numbers if fits else None


def score(mean: Fraction, votes: int, most_votes: int, judges: int, public: int) -> Fraction:
    """Of a hundred: the judges' mean against the highest there is, and the votes against those of the work that has most."""
    return mean / HIGHEST * judges + Fraction(votes, max(most_votes, 1)) * public


def places(scores: Mapping[int, Fraction]) -> list[tuple[int, int]]:
    """(place, work), the best first; equal scores share a place and the next is left out."""
    order = sorted(scores, key=lambda work: (-scores[work], work))
    return [(1 + sum(other > scores[work] for other in scores.values()), work) for work in order]


def going_on(scored: Mapping[int, ScoredWork], cut: int, seed: str) -> list[int]:
    """The works that go on, the best first: of equal scores the better judges' mean, of equal means the seed's lot."""
    return sorted(scored, key=lambda work: (-scored[work].score, -scored[work].mean, lot(seed, work)))[:cut]
