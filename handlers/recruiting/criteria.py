"""Criteria that decide an application by themselves: 答对>=4 且 标签=骨干. Pure: words in, whether they hold and why out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

from bot.feature import Line, Phrase

BY_PEOPLE = {"人工", "people", "无", "none", "关", "off"}
PEOPLE = Phrase(zh="人工", en="people")
RIGHT = re.compile(r"(?:答对|分数|right|score)\s*(?P<sign>>=|<=|≥|≤|>|<|=)\s*(?P<n>\d{1,2})\s*题?", re.IGNORECASE)
TAG = re.compile(r"(?:标签|tag)\s*=\s*(?P<tag>[^\s,;]{1,20})", re.IGNORECASE)
APART = re.compile(r"\s*(?:且|并且|而且|和|,|;|、|\band\b)\s*", re.IGNORECASE)
SIGNS = {"≥": ">=", "≤": "<=", "=": ">="}
SCORED = Phrase(zh="答对{sign}{n}", en="right{sign}{n}")
TAGGED = Phrase(zh="标签={tag}", en="tag={tag}")
BOTH = Phrase(zh="{first} 且 {rest}", en="{first} and {rest}")
WAS = Phrase(zh="入营题答对 {right}/{asked}（条件 {sign}{n}）", en="entry quiz {right}/{asked} (asked for: {sign}{n})")
HAS = Phrase(zh="标签“{tag}”", en="tag “{tag}”")
REASONS = Phrase(zh="按营的条件：{reasons}", en="By the camp's criteria: {reasons}")


class Scored(NamedTuple):
    """So many right answers: a sign and a number."""

    sign: str
    n: int

    def holds(self, right: int) -> bool:
        match self.sign:
            case ">=":
                return right >= self.n
            case "<=":
                return right <= self.n
            case ">":
                return right > self.n
            case _:
                return right < self.n


def read(words: str) -> str:
    """The criteria as they are kept: `>=4 core`, parts between blanks; "" for none. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", words).strip()
    if plain.casefold() in BY_PEOPLE:
        return ""
    return " ".join(_part(part) for part in APART.split(plain))


def _part(words: str) -> str:
    if found := RIGHT.fullmatch(words.strip()):
        return f"{SIGNS.get(found['sign'], found['sign'])}{int(found['n'])}"
    if found := TAG.fullmatch(words.strip()):
        return f"#{found['tag']}"
    raise ValueError(words)


def parts(kept: str) -> list[Scored | str]:
    """What is asked for: so many right answers, or a tag."""
    return [part[1:] if part.startswith("#") else Scored(*_scored(part)) for part in kept.split()]


def _scored(part: str) -> tuple[str, int]:
    sign = part.rstrip("0123456789")
    return sign, int(part[len(sign) :])


def shown(kept: str) -> Phrase | Line:
    """The criteria as people write them."""
    every = [SCORED(sign=one.sign, n=one.n) if isinstance(one, Scored) else TAGGED(tag=one) for one in parts(kept)]
    if not every:
        return PEOPLE
    said = every.pop()
    while every:
        said = BOTH(first=every.pop(), rest=said)
    return said


def reasons(kept: str, right: int, asked: int, tags: Collection[str]) -> list[Line]:
    """Why they hold, all of them; empty where one does not, or there is none."""
    found: list[Line] = []
    for one in parts(kept):
        if isinstance(one, Scored):
            if not one.holds(right):
                return []
            found.append(WAS(right=right, asked=asked, sign=one.sign, n=one.n))
        elif one in tags:
            found.append(HAS(tag=one))
        else:
            return []
    return found
