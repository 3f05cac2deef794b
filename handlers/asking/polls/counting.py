"""How a poll stands: pure counting of votes into scores, winners and ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Counts = Mapping[tuple[int, int], int]
"""(place, rank) → how many chose it so."""


@dataclass(frozen=True, slots=True)
class OptionScore:
    """An option's votes, or in a ranking its points, of the most it could have."""

    place: int
    votes: int
    of: int


def scores(kind: str, counts: Counts, options: int, voters: int) -> list[OptionScore]:
    """Each option's score, in the options' order. In a ranking of n options the first choice is worth n-1 points, the next n-2,
    and what somebody left out nothing (Borda count)."""
    if kind != "ranking":
        sums = [sum(times for (at, _), times in counts.items() if at == place) for place in range(options)]
        return [OptionScore(place, votes, voters) for place, votes in enumerate(sums)]
    points = [sum((options - rank) * times for (at, rank), times in counts.items() if at == place) for place in range(options)]
    return [OptionScore(place, votes, voters * (options - 1)) for place, votes in enumerate(points)]


def best(counted: Sequence[OptionScore], seats: int, before: Mapping[int, int] | None = None) -> tuple[list[int], list[int]]:
    """The places that win `seats`, and among them those that are level at the end of the line after the tie rule.

    `before` (nominations by place) breaks a tie; who is still level shares the last seat. Without votes nobody wins.
    """

    def value(score: OptionScore) -> tuple[int, int]:
        return score.votes, (before or {}).get(score.place, 0)

    ranked = sorted((score for score in counted if score.votes), key=value, reverse=True)
    if not ranked:
        return [], []
    last = value(ranked[min(seats, len(ranked)) - 1])
    winners = [score.place for score in ranked if value(score) >= last]
    level = [score.place for score in ranked if value(score) == last]
    return winners, level if len(winners) > seats else []


def is_level(counted: Sequence[OptionScore], seats: int) -> bool:
    """Whether votes alone leave more winners than seats, so that a rule must decide."""
    return len(best(counted, seats)[0]) > seats
