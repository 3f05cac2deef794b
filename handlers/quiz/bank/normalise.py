"""The several ways people write the same thing: full-width letters, 对/√/T, numbers, percent weights, blanks."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

TRUE_WORDS = frozenset(("√", "✓", "✔", "☑", "对", "对的", "正确", "是", "真", "t", "true", "y", "yes", "right", "correct", "1"))
FALSE_WORDS = frozenset(
    ("×", "✗", "✘", "✕", "╳", "❌", "x", "错", "错的", "错误", "不对", "不正确", "否", "假", "非")
) | frozenset(("f", "false", "n", "no", "wrong", "incorrect", "0"))

_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"[ \t]+\n")
_BLANK = re.compile(r"[(〔【]?_{2,}[)〕】]?|[(〔【][)〕】]")
_UNDERSCORES = re.compile(r"[_＿]{2,}|＿")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,12})?|\.\d{1,12})(?:e[+-]?\d)?")
_TOLERANCE = re.compile(r"(.+?)(?:±|\+/?-)(.+)")
_RANGE = re.compile(r"(.+?)(?:\.\.\.?|~|～|至|到|(?<=\d)[-—–](?=[\d.]))(.+)")
_LETTER_GAPS = re.compile(r"[\s,、;/|&+.。和及与]+")


def clean(text: str) -> str:
    """The text without what nobody sees (controls, direction marks, spaces at line ends); line breaks become a newline."""
    if not text:
        return text
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _DROPPED.sub("", text.replace("\t", " ").replace("\xa0", " "))
    return _LINE_ENDS.sub("\n", text).strip()


def fold(text: str) -> str:
    """The text as two people would agree it is the same: width, case and runs of space do not matter."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def stem_key(stem: str) -> str:
    """A stem for comparing: folded, without any space or closing punctuation, every blank alike."""
    blanked = _BLANK.sub("_", _SPACES.sub("", fold(stem)))
    return blanked.rstrip("。.!?:;,…") or blanked


def blanks(stem: str) -> int:
    """How many blanks written as underscores a stem has."""
    return len(_UNDERSCORES.findall(stem))


def truth(said: str) -> bool | None:
    """True or false as people write it, or None."""
    word = fold(said).rstrip("。.!")
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None


def number(said: str) -> Decimal | None:
    """A number of at most 15 digits before the point: full-width, with thousands commas or a percent sign (85% is 0.85); or None."""
    text = _THOUSANDS.sub("", fold(said).replace("−", "-").replace(" ", ""))
    figure, percent = text.removesuffix("%"), text.endswith("%")
    if not _NUMBER.fullmatch(figure):
        return None
    return Decimal(figure) / 100 if percent else Decimal(figure)


def quantity(said: str) -> tuple[Decimal, Decimal] | None:
    """(value, tolerance) of a number, of one with a tolerance (3.14±0.01, 100±5%), or of a range (1..5, 1～5, 1-5); or None."""
    text = said.strip()
    value = number(text)
    if value is not None:
        return value, Decimal(0)
    if near := _TOLERANCE.fullmatch(text):
        value, tolerance = number(near[1]), number(near[2])
        if value is None or tolerance is None:
            return None
        return value, abs(value) * tolerance if fold(near[2]).endswith("%") else tolerance
    if between := _RANGE.fullmatch(text):
        low, high = number(between[1]), number(between[2])
        return None if low is None or high is None else ((low + high) / 2, abs(high - low) / 2)
    return None


def figures(value: Decimal) -> str:
    """A number as people write it: no exponent, no zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def letters(said: str) -> str | None:
    """Option letters in the order given ("Ａ、c" is "AC"), or None where there is anything but letters."""
    text = _LETTER_GAPS.sub("", unicodedata.normalize("NFKC", said)).upper()
    return text if text and text.isascii() and text.isalpha() else None


def weight(percent: str) -> Fraction:
    """A percent weight as an exact share: what is a rounded twentieth or larger part ("33.333") becomes that part (1/3).

    Moodle writes 33.33333 and means a third; every weight it offers is a fraction with a denominator up to 20.
    Raises ValueError where it is no number or beyond ±100.
    """
    exact = Fraction(percent.strip().removesuffix("%")) / 100
    if abs(exact) > 1:
        raise ValueError(percent)
    near = exact.limit_denominator(20)
    return near if abs(near - exact) <= Fraction(1, 20000) else exact


def percent(share: Fraction) -> str:
    """A share as a percent with at most five decimals, read back by `weight`."""
    return figures(round(Decimal(share.numerator * 100) / share.denominator, 5))
