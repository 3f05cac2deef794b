"""Drawing by a seed: whoever knows the seed and who was there can do it again and finds the same. Pure.

What is drawn is a matter of sha256 over the seed and each number, so that it depends on no order things were read in, on no program's
random numbers and on no version of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def lot(seed: str, one: int) -> bytes:
    """The lot of one number under a seed."""
    return sha256(f"{seed}:{one}".encode()).digest()


def order(them: Iterable[int], seed: str) -> list[int]:
    """All of them, each once, in the order of their lots."""
    return sorted(set(them), key=lambda one: lot(seed, one))


def some(them: Iterable[int], count: int, seed: str) -> list[int]:
    """So many of them, or all where there are fewer."""
    return order(them, seed)[:count]


def share(of: int, percent: int) -> int:
    """How many `percent` of so many are: rounded up, so that a share of somebody is somebody."""
    return -(-of * percent // 100)
