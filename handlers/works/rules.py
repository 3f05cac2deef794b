"""What a contest of works comes to: weights that sum to a hundred, a score of judges and public, and places. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction

from bot.rubric import HIGHEST

JUDGES_EACH = 2
WHOLE = 100
MOST_LINES, LONGEST_LINE = 6, 8
SEPARATORS = re.compile(r"[、,，;；\s]+")
_WEIGHTS = re.compile(r"(\d{1,3})\s*[/:：]\s*(\d{1,3})")
POINTS = re.compile(r"(?P<points>[1-5](?:[\s、,，]+[1-5])*)(?![\d.])[\s,，:：。]*(?P<words>.*)", re.DOTALL)


def weights(words: str) -> tuple[int, int] | None:
    """The judges' and the public's: 70/30; None where they are not two that sum to a hundred."""
    found = _WEIGHTS.fullmatch(unicodedata.normalize("NFKC", words).strip())
    both = (int(found[1]), int(found[2])) if found else (0, 0)
    return both if sum(both) == WHOLE else None


def lines(words: str) -> tuple[str, ...] | None:
    """The dimensions of a rubric; None where they are none, too many, too long or said twice."""
    names = tuple(name for name in SEPARATORS.split(words.strip()) if name)
    fits = 1 <= len(names) <= MOST_LINES and len(set(names)) == len(names)
    return names if fits and not any(len(name) > LONGEST_LINE or name.isdecimal() for name in names) else None


def score(mean: Fraction, votes: int, most_votes: int, judges: int, public: int) -> Fraction:
    """Of a hundred: the judges' mean against the highest there is, and the votes against those of the work that has most."""
    return mean / HIGHEST * judges + Fraction(votes, max(most_votes, 1)) * public


def places(scores: Mapping[int, Fraction]) -> list[tuple[int, int]]:
    """(place, work), the best first; equal scores share a place and the next is left out."""
    order = sorted(scores, key=lambda work: (-scores[work], work))
    return [(1 + sum(other > scores[work] for other in scores.values()), work) for work in order]
