"""How a fraction is shown: with one decimal, rounded half up, or down where it is measured against a line."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def one_decimal(value: Fraction) -> str:
    """Rounded half up to one decimal."""
    return f"{_tenths(value + Fraction(1, 20))}"


def one_decimal_down(value: Fraction) -> str:
    """Rounded down to one decimal: what is measured against a line never looks as if it had reached it."""
    return f"{_tenths(value)}"


def _tenths(value: Fraction) -> str:
    tenths = floor(value * 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
