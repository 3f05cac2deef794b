"""A rubric: who rates what somebody made, drawn by a seed, and what the points for its dimensions come to. Pure.

Homework that peers rate and works that judges rate keep the same rules: nobody rates their own, all rate alike many, and where two are far
apart a third is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from bot.seeded_draw import lot

THIRD_AT = 2
"""Points two raters may be apart; beyond it a third is asked."""
LOWEST, HIGHEST = 1, 5


def draw(authors: Iterable[int], each: int, seed: str) -> dict[int, tuple[int, ...]]:
    """author → who rates theirs: `each` others, or as many as there are.

    They stand in a circle in an order the seed gives, and the next ones rate each. So nobody rates themselves, all rate equally many, and no
    two rate each other unless there are too few for that (2 × each ≥ how many).
    """
    circle = sorted(set(authors), key=lambda one: lot(seed, one))
    n = len(circle)
    steps = range(1, min(each, n - 1) + 1)
    return {one: tuple(circle[(place + step) % n] for step in steps) for place, one in enumerate(circle)}


def assign(barred: Mapping[int, Collection[int]], judges: Iterable[int], each: int, seed: str) -> dict[int, tuple[int, ...]]:
    """work → who judges it: `each` of the judges, none of those `barred` from it (its author, their team), fewer where there are not so
    many.

    Whoever may judge the fewest judges first: each takes the free judges who have least to do, of equals by the seed's lot; so loads are
    apart by one at most where nobody is barred.
    """
    pool = sorted(set(judges))
    free = {work: [one for one in pool if one not in those] for work, those in barred.items()}
    loads: Counter[int] = Counter()
    drawn: dict[int, tuple[int, ...]] = {}
    for work in sorted(barred, key=lambda work: (len(free[work]), lot(seed, work))):
        chosen = sorted(free[work], key=lambda one: (loads[one], lot(f"{seed}:{work}", one)))[:each]
        loads.update(chosen)
        drawn[work] = tuple(chosen)
    return drawn


def another(candidates: Iterable[int], loads: Mapping[int, int], seed: str) -> int | None:
    """Who is asked besides: whoever was asked least, of equals by the seed's lot."""
    return min(candidates, key=lambda one: (loads.get(one, 0), lot(seed, one)), default=None)


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
