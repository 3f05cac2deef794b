"""How a price, an item's name and its number are read. Pure: words in, values out."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from bot import purses
from bot.membership import Camp
from bot.names import clean

LONGEST = 40
"""Characters of an item's name."""
MOST = 1_000_000
"""The highest price, and the most of one thing."""
BRACKETS = re.compile(r"^[《“\"「『【]\s*(.+?)\s*[》”\"」』】]$")
AFTER_BRACKETS = re.compile(r"(?P<name>[《“\"「『【].+?[》”\"」』】])\s*(?P<rest>\S.*)")
PRICE_BEHIND = re.compile(r"(?P<name>.*\S)\s+(?P<rest>\d{1,9}\s?\D{1,8})")
NUMBER = re.compile(r"[#＃]?(\d{1,9})")
ORDER = re.compile(r"[OoＯｏ]?\s*[-－—]?\s*(\d{1,9})")
YES = {"确认", "确定", "confirm", "yes"}
PRICE = re.compile(r"([+-]?\d{1,9})\s*(\D*)")


class Price(NamedTuple):
    """So much of a purse."""

    amount: int
    purse: str


def price(words: str, camp: Camp | None) -> Price | None:
    """100, 100分, 100金币, 100coins or by the camp's own name of its coins; a bare number is points. None where it is no price, which a
    number below one is not."""
    found = PRICE.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if found is None or not 1 <= int(found[1]) <= MOST:
        return None
    purse = purses.meant(found[2], camp) if found[2].strip() else "points"
    return None if purse is None else Price(int(found[1]), purse)


def name(words: str) -> str:
    """What an item is called, without the marks around it; "" for what is no name: nothing, a bare number or more than fits."""
    plain = " ".join(clean(words).split())
    found = BRACKETS.fullmatch(plain)
    plain = found[1].strip() if found else plain
    return "" if len(plain) > LONGEST or NUMBER.fullmatch(plain) or not any(letter.isalnum() for letter in plain) else plain


def apart(words: str) -> tuple[str, str]:
    """The name, and what stands behind it that is no part of it: 《销售巨人》 5积分, 销售巨人 5积分."""
    words = words.strip()
    found = AFTER_BRACKETS.fullmatch(words) or PRICE_BEHIND.fullmatch(words)
    return (found["name"], found["rest"]) if found else (words, "")


def titled(words: str) -> str:
    """An item's name as it is printed: in the marks of a title, once."""
    return f"《{words}》"


def confirmed(words: str) -> tuple[str, bool]:
    """The words without 确认 at their end, and whether it stood there."""
    rest, _, last = words.strip().rpartition(" ")
    return (rest.strip(), True) if rest and last.casefold() in YES else (words.strip(), False)


def number(words: str) -> int | None:
    """The number an item is listed with (#12 or 12); None for a name."""
    found = NUMBER.fullmatch(words.strip())
    return int(found[1]) if found else None
