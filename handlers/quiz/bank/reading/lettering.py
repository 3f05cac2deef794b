"""Options that stand in one run of text: where A, B, C … begin, however their letters are written, and what is left without them.

Shared by text and Word banks, by cells that hold every option, and by stems that hold their own options.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from string import ascii_uppercase

_SIGNED = (
    r"[(（\[【]\s*(?P<inside>[A-Za-zＡ-Ｚａ-ｚ])\s*[)）\]】]\s*[.．、:：]?"
    r"|(?P<bare>[A-Za-zＡ-Ｚａ-ｚ])\s*[.．、:：)）﹒·]"
    r"|(?P<dashed>[A-Z])\s*[-－—]\s*(?=[^\sA-Za-z0-9])"
)
_MARK = re.compile(_SIGNED)
"""A letter in brackets or with a sign behind it."""
_ANY = re.compile(rf"{_SIGNED}|(?P<loose>[A-ZＡ-Ｚ])(?:\s+|(?=[^\x00-\x7f，。、；：）)])|(?=\d))")
"""Or a capital with a space, a Chinese character or a figure right behind it."""
BEGINNINGS = 8
"""How many letters A of a text may be looked at as the beginning of its options."""
_TAIL = " \t\n;；,，|$。、"


def letter_at(text: str, *, loose: bool = False) -> tuple[str, int] | None:
    """(capital letter, where its words begin) where a text begins with an option's letter; `loose`: without a sign behind it."""
    begin = len(text) - len(text.lstrip())
    found = (_ANY if loose else _MARK).match(text, begin)
    return (_capital(found), len(text) - len(text[found.end() :].lstrip())) if found else None


def options_in(text: str, first: str = "A", *, loose: bool = False) -> list[tuple[str, str]]:
    """(letter, words) of each option in a text that begins with option `first`: the letters that follow each other in it.

    Empty where it does not begin so. A letter of the order that stands behind a word of the same alphabet is no mark.
    """
    begun = letter_at(text, loose=loose)
    if begun is None or begun[0] != first:
        return []
    places = [(first, 0, begun[1])]
    for letter, start, end in _marks(text, begun[1], loose):
        if letter == _after(places[-1][0]):
            places.append((letter, start, end))
    ends = [start for _, start, _ in places[1:]] + [len(text)]
    return [(letter, text[begin:end].strip(_TAIL)) for (letter, _, begin), end in zip(places, ends, strict=True)]


def begins(text: str) -> int | None:
    """Where in a text a run of options from A on begins that has a B as well; None where there is none."""
    firsts = (start for letter, start, _ in _marks(text, 0, False) if letter == "A")
    return next((start for start in islice(firsts, BEGINNINGS) if len(options_in(text[start:])) > 1), None)


def _marks(text: str, begin: int, loose: bool) -> Iterator[tuple[str, int, int]]:
    """(letter, where its mark begins, where its words begin) of everything that could be a mark from `begin` on."""
    for found in (_ANY if loose else _MARK).finditer(text, begin):
        before = text[found.start() - 1 : found.start()]
        if not (before.isascii() and before.isalnum()):
            yield _capital(found), found.start(), found.end()


def _capital(found: re.Match[str]) -> str:
    letter = next(letter for letter in found.groupdict().values() if letter)
    return unicodedata.normalize("NFKC", letter).upper()


def _after(letter: str) -> str:
    place = ascii_uppercase.index(letter) + 1
    return ascii_uppercase[place] if place < len(ascii_uppercase) else ""
