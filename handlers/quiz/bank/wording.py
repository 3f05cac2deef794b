"""When two answers in words are the same: script, width, case, quotes, brackets and punctuation do not matter; what changes the meaning does.

A point, a comma, a colon, a minus or a space between figures stays (3.5 is not 35), so do brackets of a formula or an interval,
raised figures (10² is not 102) and signs such as + # / % (C++ is not C).
"""

from __future__ import annotations

import re

from handlers.quiz.bank import normalise
from storage.search.normal import simplified

_SQUARED = str.maketrans({"㎜": "mm", "㎝": "cm", "㎞": "km", "㎡": "m²", "㎠": "cm²", "㎢": "km²", "㎥": "m³", "㎤": "cm³"})
"""Unit signs that width folding would rob of their raised figure."""
_QUOTES = re.compile("[\"'`´＂＇“”„‟‘’‚‛«»‹›「」『』《》〈〉﹁﹂﹃﹄]+")
_DASHES = re.compile("[‐‑‒–—―−﹣－]+")
_BETWEEN_FIGURES = re.compile(r"(?<=\d)\s*(?:至|到|~|-)\s*(?=\d)")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d.,])\d{1,3}(?: \d{3})+(?! ?\d)")
_ABBREVIATION = re.compile(r"(?<![a-z0-9.])(?:[a-z]\.){2,}(?:[a-z](?![a-z0-9]))?")
_BRACKETED = re.compile(r"([(\[{【〔〖])([^()\[\]{}【】〔〕〖〗]*)([)\]}】〕〗])")
_CLOSES = dict(zip("([{【〔〖", ")]}】〕〗", strict=True))
_FORMULA = re.compile(r"[+*/=^<>×÷√]|\d\s*[,-]|[²³ⁿ]")
_POINTS = re.compile(r"\.{2,}|\.(?![a-z0-9])")
_PUNCTUATION = re.compile(
    r"[。;?…]"
    r"|!(?!=)"
    r"|(?<!\d)[,、·•‧・]|[,、·•‧・](?!\d)"
    r"|(?<![a-z0-9]):|:(?![a-z0-9/])"
    r"|(?<=[a-z]{2})-|-(?=[a-z]{2})|-(?![\da-z(.])"
    r"|(?<!\d) | (?!\d)"
)
_SAID_BEFORE = re.compile(
    r"^(?:我?(?:的|觉得|认为|选|填)?(?:正确|标准|参考)?答案?(?:应该)?(?:是|为|:)|我?(?:觉得|认为)(?:应该)?是|我?填:?)\s*"
)
"""What people say before the words of a blank: 答案是…, 我填…."""


def bare(text: str) -> str:
    """The words alone, for comparing; what is nothing but signs (an answer may be 《》) keeps them. What one sign hid from the next is
    folded too: the same again changes nothing."""
    before, words = "", text
    while before != words:
        before, words = words, _folded_once(words)
    return words


def _folded_once(text: str) -> str:
    words = _folded(_QUOTES.sub("", text))
    words = _THOUSANDS.sub(lambda found: re.sub("[, ]", "", found[0]), _DASHES.sub("-", words))
    words = _BETWEEN_FIGURES.sub("-", words)
    words = _POINTS.sub("", _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), words))
    words = _PUNCTUATION.sub("", _without_brackets(words)).replace("、", ",")
    return words or _folded(text).replace(" ", "")


def _folded(text: str) -> str:
    return simplified(normalise.fold(text.translate(_SQUARED)))


def without_preface(text: str) -> str:
    """An answer without “the answer is” before it, in any script."""
    return _SAID_BEFORE.sub("", simplified(normalise.fold(text)))


def _without_brackets(words: str) -> str:
    """Without brackets around words; (a+b), f(x), [0,1) and 2(3) keep theirs."""
    before = None
    while before != words:
        before = words
        words = _BRACKETED.sub(_opened, words)
    return words


def _opened(found: re.Match[str]) -> str:
    inside = found[2]
    stands_after = found.string[: found.start()][-1:]
    is_factor = stands_after.isascii() and stands_after.isalnum() and inside.isascii()
    if is_factor or _CLOSES[found[1]] != found[3] or _FORMULA.search(inside):
        return found[0]
    return inside
