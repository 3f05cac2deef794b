"""How a spot check is read from what a manager writes, and what scores come to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

LONGEST_QUESTION, LONGEST_RELEASE, LONGEST_ANSWER = 200, 20, 1000
FULL = 100
BEGINS = re.compile(r"(?P<percent>\d{1,4})\s*[%％]\s*(?P<question>.*)", re.DOTALL)
NUMBER = re.compile(r"[TtＴｔ]?\s*[-－]?\s*(\d{1,9})(?:[\s,，:：]+(?P<words>.*))?", re.DOTALL)
SCORE = re.compile(r"(?P<points>[+-]?\d{1,9})\s*(?:分|%)?(?![\w.])[\s,，:：。]*(?P<words>.*)", re.DOTALL)


def mean(scores: Sequence[int]) -> Fraction | None:
    """The mean of what was given; None of nothing."""
    return Fraction(sum(scores), len(scores)) if scores else None
