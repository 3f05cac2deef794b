"""A piece of a text with what was asked for marked in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from storage.search.normal import normal, simplified
from storage.search.tokens import NO_WORDS, UNIT, Dictionary, cut, is_character, stem

CUT = "…"


class Piece(NamedTuple):
    """Words in a row; `hit` where the question has them too."""

    words: str
    hit: bool


def excerpt(text: str, asked: str, most: int, dictionary: Dictionary = NO_WORDS) -> tuple[Piece, ...]:
    """At most so many characters of the text, on one line, from where most of the question stands; … where it was cut."""
    line = " ".join(text.split())
    hits = _hits(line, asked, dictionary)
    start = _densest(hits, most)
    shown = [Piece(line[at], hits[at]) for at in range(start, min(start + most, len(line)))]
    pieces = [Piece("".join(one.words for one in run), hit) for hit, run in groupby(shown, key=lambda one: one.hit)]
    before = [Piece(CUT, False)] if start else []
    after = [Piece(CUT, False)] if start + most < len(line) else []
    return (*before, *pieces, *after)


def _hits(line: str, asked: str, dictionary: Dictionary) -> list[bool]:
    """For each character, whether it belongs to something asked for."""
    norm = normal(asked)
    tokens = cut(norm, dictionary)
    alone = {word for word in norm.split() if len(word) == 1}
    hits = [False] * len(line)
    units = list(_units(line))
    for place, (unit, start, end) in enumerate(units):
        follows, _, its_end = units[place + 1] if place + 1 < len(units) else ("", end, end)
        if unit in alone or (not is_character(unit) and stem(unit) in tokens.singles):
            hits[start:end] = [True] * (end - start)
        if is_character(unit) and is_character(follows) and unit + follows in tokens.pairs:
            hits[start:its_end] = [True] * (its_end - start)
    return hits


def _units(line: str) -> Iterator[tuple[str, int, int]]:
    """(unit, start, end) as `tokens` would cut it, every place in it being a place in the line."""
    folded = _folded(line)
    if len(folded) != len(line):  # a ligature, ㎏: letter by letter, what becomes two is left alone
        folded = "".join(one if len(one := _folded(letter)) == 1 else " " for letter in line)
    return ((found[0], found.start(), found.end()) for found in UNIT.finditer(folded))


def _folded(words: str) -> str:
    plain = simplified(unicodedata.normalize("NFKC", words).lower())
    return "".join(letter if letter.isalnum() else " " for letter in plain)


def _densest(hits: list[bool], most: int) -> int:
    """The first of the windows with the most hits, begun a little before its first hit."""
    if len(hits) <= most:
        return 0
    inside = sum(hits[:most])
    best, start = inside, 0
    for end in range(most, len(hits)):
        inside += hits[end] - hits[end - most]
        if inside > best:
            best, start = inside, end - most + 1
    first = next((at for at in range(start, len(hits)) if hits[at]), 0)
    return max(0, min(first - most // 5, len(hits) - most))
