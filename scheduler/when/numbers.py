"""Numbers as people write them inside a time: 3, 三, 十二, 廿五, 两, 俩, twelve."""

from __future__ import annotations

import re

FIGURES = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
FIGURES |= {"俩": 2, "仨": 3}
TENS = re.compile("([二两三四五六七八九]?)(十)([一二三四五六七八九]?)|()([廿卅])([一二三四五六七八九]?)")
TEN = {"十": 10, "廿": 20, "卅": 30}
ENGLISH = {
    "a": 1, "an": 1, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45,
    "sixty": 60, "ninety": 90,
}  # fmt: skip

NUMBER = r"(?:(?<![\d.])\d{1,4}(?!\d|\.\d)|[零〇一二两三四五六七八九十廿卅俩仨]{1,4})"
"""A whole number in digits or Chinese, as a piece of a pattern."""
ENGLISH_NUMBER = "(?:" + "|".join(sorted((word for word in ENGLISH if len(word) > 2), key=len, reverse=True)) + ")"


def number(words: str) -> int | None:
    """The whole number, or None where the signs make none (十十). 二〇二六 is read figure by figure."""
    words = words.strip()
    if words.isdecimal():
        return int(words)
    if words in ENGLISH:
        return ENGLISH[words]
    if words and all(sign in FIGURES for sign in words):
        return int("".join(str(FIGURES[sign]) for sign in words))
    if not (found := TENS.fullmatch(words)):
        return None
    many, ten, ones = (part for part in found.groups() if part is not None)
    return TEN[ten] * FIGURES.get(many, 1) + FIGURES.get(ones, 0)
