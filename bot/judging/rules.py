"""What a panel is set up with and what a judge gives, read from words. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

JUDGES_EACH = 2
MOST_LINES, LONGEST_LINE, LONGEST_COMMENT = 6, 8, 500
SEPARATORS = re.compile(r"[、,，;；\s]+")
POINTS = re.compile(r"(?P<points>[1-5](?:[\s、,，]+[1-5])*)(?![\d.])[\s,，:：。]*(?P<words>.*)", re.DOTALL)


class GivenPoints(NamedTuple):
    """A judge's points, in the order of the rubric, and their words."""

    points: list[int]
    comment: str


def names(words: str) -> list[str]:
    """The names in a list, each once."""
    return list(dict.fromkeys(filter(None, SEPARATORS.split(words.strip()))))


def lines(words: str) -> tuple[str, ...] | None:
    """The dimensions of a rubric; None where they are none, too many, too long or said twice."""
    said = tuple(name for name in SEPARATORS.split(words.strip()) if name)
    fits = 1 <= len(said) <= MOST_LINES and len(set(said)) == len(said)
    return said if fits and not any(len(name) > LONGEST_LINE or name.isdecimal() for name in said) else None


def given(words: str, dimensions: int) -> GivenPoints | None:
    """So many points and a comment; None where it is anything else."""
    found = POINTS.fullmatch(words.strip())
    points = [int(figure) for figure in found["points"] if figure.isdecimal()] if found else []
    return GivenPoints(points, found["words"].strip()) if found and len(points) == dimensions else None
