"""Sentences a pattern takes, made from the pattern itself: each of its alternatives, with what may be left out left out and put in."""

from __future__ import annotations

import re
from re import _constants as kind  # type: ignore[attr-defined]  # typeshed knows no module of the pattern parser
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

MOST_REPEATED = 2
"""A piece that may come again more often than this takes any words."""


class Samples(NamedTuple):
    """What stands in a language where a pattern takes any sign, and where it takes any words."""

    sign: str
    words: tuple[str, ...]


CHINESE, ENGLISH = Samples("好", ("林晓", "明天")), Samples("a", ("Ann", "tomorrow"))
CLASSES = {kind.CATEGORY_DIGIT: "3", kind.CATEGORY_SPACE: " "}


def sentences(pattern: str) -> list[str]:
    """In Chinese and in English, none in both; each is taken as a whole."""
    tree = parser.parse(pattern, re.IGNORECASE)
    made = [
        *(words for words in _spoken(tree, CHINESE) if words.isascii() or not re.search("[a-z]+ [a-z]+", words)),
        *(words for words in _spoken(tree, ENGLISH) if words.isascii()),
    ]
    whole = re.compile(pattern, re.IGNORECASE)
    return [words for words in dict.fromkeys(made) if words == words.strip() and whole.fullmatch(words)]


def _spoken(tree: Any, samples: Samples) -> list[str]:
    """The shortest and the longest, and both with each piece as else it may be."""
    pieces = [_piece(op, of, samples) for op, of in tree]
    found = []
    for base in ([piece[0] for piece in pieces], [piece[-1] for piece in pieces]):
        found.append("".join(base))
        found += ["".join([*base[:at], other, *base[at + 1 :]]) for at, piece in enumerate(pieces) for other in piece]
    return list(dict.fromkeys(found))


def _piece(op: Any, of: Any, samples: Samples) -> list[str]:
    """The ways one piece may be written, the shortest first."""
    match op:
        case kind.LITERAL:
            return [chr(of)]
        case kind.NOT_LITERAL | kind.ANY:
            return [samples.sign]
        case kind.IN:
            return _signs(of, samples)
        case kind.BRANCH:
            return list(dict.fromkeys(words for branch in of[1] for words in _spoken(branch, samples)))
        case kind.SUBPATTERN:
            return _spoken(of[3], samples)
        case kind.MAX_REPEAT | kind.MIN_REPEAT | kind.POSSESSIVE_REPEAT:
            least, most, what = of
            if most > MOST_REPEATED and _takes_any(what):
                once = [words for words in samples.words if least <= len(words) <= most] or [samples.sign * max(least, 1)]
            else:
                once = [words * max(least, 1) for words in _spoken(what, samples)]
            return [*([""] if least == 0 else []), *once]
        case kind.ATOMIC_GROUP:
            return _spoken(of, samples)
        case kind.AT | kind.ASSERT | kind.ASSERT_NOT:
            return [""]
    raise ValueError(f"no sentence is made of {op}")


def _takes_any(what: Any) -> bool:
    ((op, of), *more) = what
    return not more and (op in (kind.ANY, kind.NOT_LITERAL) or (op is kind.IN and _is_open(of)))


def _is_open(signs: Any) -> bool:
    """Whether a set of signs is all but some."""
    return any(op is kind.NEGATE or (op is kind.CATEGORY and of not in CLASSES) for op, of in signs)


def _signs(signs: Any, samples: Samples) -> list[str]:
    if _is_open(signs):
        return [samples.sign]
    named = {
        kind.LITERAL: lambda of: chr(of),
        kind.RANGE: lambda of: chr(min(of[0] + 2, of[1])),
        kind.CATEGORY: CLASSES.__getitem__,
    }
    return [named[op](of) for op, of in signs]
