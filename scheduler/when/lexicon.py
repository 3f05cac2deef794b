"""A lexicon: patterns and what they mean, tried at every place of a text; the first pattern that means something wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

PLAIN = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
PLAIN |= {letter: letter + 32 for letter in range(ord("A"), ord("Z") + 1)} | {
    wide: wide - 0xFEC0 for wide in range(0xFF21, 0xFF3B)
}

PLAIN |= str.maketrans(
    "後週點時號兩個禮鐘間內過從節國慶勞聖誕離幾這單雙為開終淩", "后周点时号两个礼钟间内过从节国庆劳圣诞离几这单双为开终凌"
)
"""The traditional signs of the words for time, each as the simplified one."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Beside a token: what was said of it is not understood (国庆节后, 两个工作日内), so the time is asked about."""


Meaning = Callable[[re.Match[str]], Any]
"""What a match means: a token, a tuple of tokens, or None where it means nothing after all."""


def plain(text: str) -> str:
    """Full-width signs, capitals and traditional signs as the patterns have them, sign for sign, so that places in the text stay."""
    return text.translate(PLAIN)


TYPED_APART = re.compile(
    r"(?<=\d) +(?=[年月日号號点點时時分秒刻天个小半钟整]|(?:周|週|星期|礼拜)(?![一二三四五六日天]))"
    r"|(?<=[年月每]) +(?=[\d天周週星礼月年])|(?<=[周週期拜]) +(?=[一二三四五六日天末](?![\w]))"
    r"|(?<=[点點时時]) +(?=[半整]|\d{1,2} *分(?!钟))|(?<=[下上本这]) +(?=[周週星礼个月])|(?<=[天时周月年钟]) +(?=[后後])",
    re.ASCII,
)
"""The spaces people type between a number and its unit: 9 月 28 日, 17 点, 3 天 后."""


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text without the spaces inside a time, and where in it each sign stood."""
    gone = {place for gap in TYPED_APART.finditer(text) for place in range(*gap.span())}
    places = [place for place in range(len(text)) if place not in gone]
    return "".join(text[place] for place in places), places


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it stands in the text."""

    token: Any
    start: int
    end: int


@dataclass(slots=True)
class Lexicon:
    """Rules in the order they were written, which is the order they are tried in.

    Patterns are of plain text and ASCII: a Chinese sign is no letter of a word, so that 工作日18:30 has a boundary in the middle.
    """

    rules: list[tuple[str, Meaning]] = field(default_factory=list)
    _compiled: list[tuple[re.Pattern[str], Meaning]] = field(default_factory=list)
    """The rules, for the first text that asks: compiling them is a thirtieth of a start."""
    _anywhere: re.Pattern[str] | None = None

    def rule(self, *patterns: str) -> Callable[[Meaning], Meaning]:
        """Adds one meaning under several patterns."""

        def keep(meaning: Meaning) -> Meaning:
            self.rules.extend((pattern, meaning) for pattern in patterns)
            return meaning

        return keep

    def __add__(self, other: Lexicon) -> Lexicon:
        return Lexicon(self.rules + other.rules)

    def whole(self, text: str) -> tuple[Any, ...]:
        """The tokens of the first rule that takes all of the text; empty where none does."""
        meanings = (meaning(match) for pattern, meaning in self._patterns() if (match := pattern.fullmatch(text)))
        return next((_tokens(meant) for meant in meanings if meant is not None), ())

    def scan(self, text: str) -> Iterator[Token]:
        """The tokens of a text from left to right; what means nothing is passed over."""
        self._anywhere = self._anywhere or self._any_pattern()
        position = 0
        while place := self._anywhere.search(text, position):
            position = place.start() + 1
            for found in self._at(text, place.start()):
                yield found
                position = max(position, found.end)

    def _at(self, text: str, start: int) -> tuple[Token, ...]:
        matches = ((match, meaning) for pattern, meaning in self._patterns() if (match := pattern.match(text, start)))
        meanings = ((match, meant) for match, meaning in matches if (meant := meaning(match)) is not None)
        match, meant = next(meanings, (None, ()))
        return tuple(Token(token, start, match.end()) for token in _tokens(meant)) if match else ()

    def _patterns(self) -> list[tuple[re.Pattern[str], Meaning]]:
        if len(self._compiled) < len(self.rules):
            self._compiled = [(re.compile(pattern, re.ASCII), meaning) for pattern, meaning in self.rules]
        return self._compiled

    def _any_pattern(self) -> re.Pattern[str]:
        """All patterns as one without groups, so that the text is walked once and fast."""
        alternatives = (re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern, _ in self.rules)
        return re.compile("|".join(alternatives), re.ASCII)


def _tokens(meant: Any) -> tuple[Any, ...]:
    return meant if isinstance(meant, tuple) else (meant,)
