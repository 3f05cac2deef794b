"""What a text is matched by: its characters and words, and adjacent pairs of them. It is cut without a dictionary of Chinese."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_CHARACTER = re.compile(rf"[{_CJK}]")
UNIT = re.compile(rf"[{_CJK}]|[^{_CJK}\s]+")
"""A character, or a word up to the next character or space."""
_OWN = threading.local()
_PIECE = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*")


class Tokens(NamedTuple):
    """`singles`: characters, words (English ones stemmed) and numbers.

    `pairs`: two adjacent units, and the units that say enough by themselves: words, numbers, domain words.
    """

    singles: frozenset[str]
    pairs: frozenset[str]

    @property
    def listed(self) -> frozenset[str]:
        """What a wording is found by: its pairs, and its characters for who says the same in other words."""
        return self.pairs | {single for single in self.singles if is_character(single)}


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A camp's domain words, each with what it is another word for, or itself; all spelled by `normal`.

    `version` grows with every change. A word is a token of its own, and a synonym is read as the word it stands for.
    """

    version: int = 0
    words: Mapping[str, str] = field(default_factory=dict)


NO_WORDS = Dictionary()


def cut(norm: str, dictionary: Dictionary = NO_WORDS) -> Tokens:
    """The tokens of a text spelled by `normal`; iphone15 is iphone15, iphone and 15."""
    said, known = meant(norm, dictionary)
    units = [unit if is_character(unit) else stem(unit) for unit in UNIT.findall(said)]
    words = [unit for unit in units if not is_character(unit)]
    pieces = [stem(piece) for word in words for piece in _pieces(word)]
    pairs = map(_pair, units, units[1:])
    return Tokens(frozenset([*units, *pieces]), frozenset([*pairs, *words, *pieces, *known]))


def meant(norm: str, dictionary: Dictionary) -> tuple[str, list[str]]:
    """The text with every synonym read as what it stands for, and the domain words in it."""
    if not dictionary.words:
        return norm, []
    known: list[str] = []

    def read(found: re.Match[str]) -> str:
        known.append(dictionary.words[found[0]])
        return known[-1]

    return _any_of(tuple(dictionary.words)).sub(read, norm), known


def is_character(unit: str) -> bool:
    """Whether a unit is a character of a script written without spaces (Chinese, Japanese, Korean)."""
    return _CHARACTER.match(unit) is not None


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """An English word without its ending; anything else as it is."""
    return str(_stemmer().stemWord(word)) if word.isascii() and word.isalpha() else word


def _pair(one: str, other: str) -> str:
    return one + other if is_character(one) and is_character(other) else f"{one} {other}"


def _pieces(word: str) -> list[str]:
    """The letters and the numbers of a word that has both."""
    found = _PIECE.findall(word)
    return found if len(found) > 1 else []


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """The longest first, so that a word inside another waits; Latin words only whole."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile(
        "|".join(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word) for word in longest)
    )


def _stemmer() -> Any:
    """One a thread: a stemmer works in itself, and two readers and the writer ask at once."""
    if not hasattr(_OWN, "stemmer"):
        from snowballstemmer import stemmer

        _OWN.stemmer = stemmer("english")
    return _OWN.stemmer
