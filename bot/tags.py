"""Tags of what people write: a word, or an axis and its value; `#行业＝零售` and `行业=零售` are one tag."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 30
MOST = 8

_MARKED = re.compile(r"(?:^|(?<=\s))[#＃](\S+)\s*")
_BETWEEN = re.compile(r"[;；,，、\n]")


def tag(words: str) -> str:
    """The tag as it is kept: without #, in plain letters, at most `LONGEST` of them; "" where nothing is left."""
    plain = unicodedata.normalize("NFKC", words).lstrip("# ")
    return re.sub(r"\s*=\s*", "=", " ".join(plain.split()))[:LONGEST]


def tags(words: str) -> tuple[str, ...]:
    """The tags of a cell (异议；行业=零售), each once, at most `MOST`."""
    found = dict.fromkeys(tag(word) for word in _BETWEEN.split(words))
    return tuple(one for one in found if one)[:MOST]


def known(word: str, camps: Iterable[str]) -> str | None:
    """The one of a camp's tags that is meant, whatever its letters' case."""
    folded = tag(word).casefold()
    return next((one for one in camps if tag(one).casefold() == folded), None)


def parted(words: str) -> tuple[str, tuple[str, ...]]:
    """The words without their #tags, and the tags as they are kept."""
    named = dict.fromkeys(filter(None, map(tag, _MARKED.findall(words))))
    return _MARKED.sub("", words).strip(), tuple(named)[:MOST]
