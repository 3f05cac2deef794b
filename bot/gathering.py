"""Several messages of one kind owed to one room become one: each keeps its line, and what they all end with stands once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from bot.parts import Buttons, Part, Text, plain

MOST = 3500
"""Characters of a message that others may still be added to: below every platform's limit, with room for marks."""


def common_end(first: Sequence[Part], second: Sequence[Part]) -> int:
    """How many parts both end with: the words and buttons of two welcomes, say. Lines that happen to be the same belong to their own person."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return min(same, len(second) - 1) if same and isinstance(second[-1], Buttons) else 0


def gathered(first: Sequence[Part], second: Sequence[Part]) -> tuple[Part, ...] | None:
    """Both in one, the second behind the first; None where that would be too long. Lines stand below each other; what stands above a
    common end, side by side."""
    same = common_end(first, second)
    ahead, own, end = first[: len(first) - same], second[: len(second) - same], second[len(second) - same :]
    if same:
        own = [part for part in own if part not in ahead]  # who is welcomed twice is welcomed once
    below = () if same else (Text.of("\n"),)
    together = (*ahead, *below, *own, *end)
    return together if len(plain(together)) <= MOST else None
