"""Numbers as people read them, with one decimal: rounded half up, or down where they are held against a gate."""

from __future__ import annotations

from fractions import Fraction


def tenths(value: Fraction | int) -> str:
    """A figure of zero or more, rounded half up: 81.25 is 81.3, 54 is 54.0."""
    rounded = (value * 20 + 1) // 2
    return f"{rounded // 10}.{rounded % 10}"


def percent(part: int, whole: int) -> str:
    """A rate in percent, rounded half up: 2 of 3 is 66.7%. Nothing of nothing is 0.0%."""
    return f"{tenths(Fraction(part * 100, whole or 1))}%"


def percent_down(part: int, whole: int) -> str:
    """A gated rate in percent, rounded down, so that nothing looks reached that is not: 191 of 225 is 84.8%."""
    cut = part * 1000 // (whole or 1)
    return f"{cut // 10}.{cut % 10}%"
