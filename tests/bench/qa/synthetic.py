"""Questions without meaning but with the frequencies of language, to see how the search grows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from random import Random

CHARACTERS = 3000
WORDS = 60_000
FIRST = 0x4E00


def questions(seed: int) -> Iterator[str]:
    """Endless: three to nine words of one to three characters, the word of rank r as often as 1/r (Zipf)."""
    random = Random(seed)
    words = _words()
    heights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    while True:
        yield "".join(random.choices(words, cum_weights=heights, k=random.randint(3, 9)))


def _words() -> list[str]:
    random = Random(0)
    lengths = random.choices((1, 2, 3), weights=(1, 8, 2), k=WORDS)
    lengths[:40] = [1] * 20 + [2] * 20  # what is said most is short
    return ["".join(_character(random) for _ in range(length)) for length in lengths]


def _character(random: Random) -> str:
    """Some characters stand in many words."""
    return chr(FIRST + int(CHARACTERS * random.random() ** 2.5))
