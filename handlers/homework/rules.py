"""The rules of homework: what is late, who rates whom, what ratings come to. Nothing here knows a clock, a table or a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from hashlib import sha256

THIRD_AT = 2
"""Points two raters may be apart; beyond it a third is asked."""
LOWEST, HIGHEST = 1, 5
LEAST_TO_DRAW = 3
"""Who handed in, from which up they rate each other: of two each would know whose theirs is."""
MOST_BYTES = 20 * 1024 * 1024
"""Of all files of one hand-in together: as much as one file may have that goes to a reviewer packed."""


def is_late(policy: str, until: datetime | None, first_at: datetime) -> bool:
    """Whether it is marked as late: by when somebody first handed it in, so that nobody is late by being sent back."""
    return policy == "mark" and until is not None and first_at > until


def is_refused(policy: str, until: datetime | None, at: datetime, *, has_handed_in: bool) -> bool:
    """Whether it comes too late to be taken. Who handed in before may do so again after it was returned."""
    return policy == "refuse" and until is not None and at > until and not has_handed_in


def draw(authors: Iterable[int], each: int, seed: str) -> dict[int, tuple[int, ...]]:
    """author → who rates theirs: `each` others, or as many as there are.

    They stand in a circle in an order the seed gives, and the next ones rate each. So nobody rates themselves, all rate equally many, and no
    two rate each other unless there are too few for that (2 × each ≥ how many).
    """
    circle = sorted(set(authors), key=lambda one: _lot(seed, one))
    n = len(circle)
    steps = range(1, min(each, n - 1) + 1)
    return {one: tuple(circle[(place + step) % n] for step in steps) for place, one in enumerate(circle)}


def another(candidates: Iterable[int], loads: Mapping[int, int], seed: str) -> int | None:
    """Who is asked besides: whoever was asked least, of equals by the seed's lot."""
    return min(candidates, key=lambda one: (loads.get(one, 0), _lot(seed, one)), default=None)


def _lot(seed: str, one: int) -> bytes:
    return sha256(f"{seed}:{one}".encode()).digest()


def means(ratings: Sequence[Sequence[int]]) -> list[Fraction]:
    """The mean of each line of the rubric."""
    return [Fraction(sum(line), len(line)) for line in zip(*ratings, strict=True)]


def mean(ratings: Sequence[Sequence[int]]) -> Fraction:
    """The mean of everything that was given."""
    lines = means(ratings)
    return sum(lines, Fraction(0)) / len(lines)


def needs_third(ratings: Sequence[Sequence[int]]) -> bool:
    """Whether two raters are too far apart in any line."""
    return len(ratings) == 2 and any(max(line) - min(line) > THIRD_AT for line in zip(*ratings, strict=True))
