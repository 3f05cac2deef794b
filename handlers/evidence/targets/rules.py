"""How a target's numbers are read, and what is reached. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

AMOUNT = re.compile(r"(?P<n>-?\d{1,12}(?:\.\d{1,4})?)\s*(?P<unit>%|[^\d\s.,=%-]{0,6})")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


def amount(words: str) -> tuple[Decimal, str] | None:
    """35, 95%, 1,200元, -3.5: an exact number and its unit; None for anything else."""
    found = AMOUNT.fullmatch(THOUSANDS.sub("", unicodedata.normalize("NFKC", words).strip()))
    return (Decimal(found["n"]), found["unit"]) if found else None


def is_reached(baseline: Decimal | None, aim: Decimal, actual: Fraction) -> bool:
    """Whether what there is is at the aim or beyond, seen from the baseline: a cost is to fall."""
    return actual <= aim if baseline is not None and aim < baseline else actual >= aim


def change(baseline: Decimal | None, actual: Fraction | None) -> Fraction | None:
    """Δ: what there is less what there was; None where either is missing."""
    return None if baseline is None or actual is None else actual - Fraction(baseline)
