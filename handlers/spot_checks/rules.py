"""How a spot check is read from what a manager writes, and what scores come to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.arguments import whole

LONGEST_QUESTION, LONGEST_RELEASE, LONGEST_ANSWER = 200, 20, 1000
FULL = 100
SHARE = r"(?P<percent>\d{1,4})\s*[%％]|(?:百分之|percent )(?P<words>[零一二两三四五六七八九十百\d]{1,6})|(?P<tenths>[一二三四五六七八九])成|(?P<half>一半|半数)"
BEGINS = re.compile(rf"(?:{SHARE})(?:的?(?:人|学员))?[\s，,：:]*(?P<question>.*)", re.DOTALL)
ENDS = re.compile(rf"(?P<question>\S.*?)[\s，,]*(?<!\d)(?:{SHARE})(?:的?(?:人|学员))?", re.DOTALL)
HEADS = re.compile(
    r"(?P<n>\d{1,4}|[一二两三四五六七八九十]{1,3})\s*(?:个?人|名|位|people|persons?)(?:学员)?\s*(?P<question>.*)", re.DOTALL
)
NUMBER = re.compile(r"[TtＴｔ]?\s*[-－]?\s*(\d{1,9})(?:[\s,，:：]+(?P<words>.*))?", re.DOTALL)
SCORE = re.compile(r"(?P<points>[+-]?\d{1,9})\s*(?:分|%)?(?![\w.])[\s,，:：。]*(?P<words>.*)", re.DOTALL)


class DrawnShare(NamedTuple):
    """How many of a hundred are drawn, and what they are asked."""

    percent: int
    question: str


def share_in(words: str) -> DrawnShare | None:
    """15% 问题, 问题 15%, 百分之十五, 一半人; None where no share stands at either end."""
    found = BEGINS.fullmatch(words) or ENDS.fullmatch(words)
    if found is None:
        return None
    written = found["percent"] or found["words"] or "50"
    percent = 10 * whole(found["tenths"]) if found["tenths"] else whole(written)
    return DrawnShare(percent, " ".join(found["question"].split()))


def heads_in(words: str) -> int | None:
    """How many people are to be drawn, where that is said and no share: 3个人 问题."""
    found = HEADS.fullmatch(words)
    return whole(found["n"]) if found else None


def mean(scores: Sequence[int]) -> Fraction | None:
    """The mean of what was given; None of nothing."""
    return Fraction(sum(scores), len(scores)) if scores else None
