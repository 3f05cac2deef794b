"""A draw of groups, pure: whoever has the same tags and level is spread evenly; sizes differ by at most one; the same seed draws the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random


def drawn(kinds: Mapping[int, Sequence[int]], groups: int, seed: int) -> dict[int, int]:
    """Member → group, 1 to `groups`. `kinds` gives of each what they are balanced by, the most important first: all of one kind are dealt
    out one after the other, so that any two groups have of each kind of the first sort, and in all, as many or one more."""
    chance, order = Random(seed), list(range(1, groups + 1))
    chance.shuffle(order)
    shuffled = sorted(kinds)
    chance.shuffle(shuffled)
    in_turn = sorted(shuffled, key=lambda member: tuple(kinds[member]))
    return {member: order[place % groups] for place, member in enumerate(in_turn)}


def sizes(members: int, groups: int) -> tuple[int, int]:
    """The smallest and the largest group of so many members."""
    return members // groups, -(-members // groups)


def groups_of(members: int, each: int) -> int:
    """How many groups have about so many members each: as many as can be without one larger than that."""
    return -(-members // each)
