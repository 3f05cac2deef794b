"""What a score cannot see: a difference that turns a question into another. A doubt caps a match at "maybe"; a lookalike is not suggested unasked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import log

from storage.search.candidates import Weights
from storage.search.tokens import Tokens

SHORTEST = 4
"""Letters a question must have to be answered outright."""
FREQUENT = 50
"""A token in more than one of so many wordings (and in more than five) is frequent."""

TELLING = -log(0.015)
"""The weight from which a word says what is asked: it stands in fewer than 15 of 1,000 questions (fitted, see tests/bench/qa)."""

_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_ORDINAL = re.compile(r"[上中下][册半卷集篇旬]|第[一二三四五六七八九十百两]+|[一二三四五六七八九十]年级|[初高][一二三]")
_COUNT = re.compile(r"([一二三四五六七八九十百两]+)个?(?:小时|分钟|星期|季度|[天周年月号级期轮层楼岁])")
_WORD = re.compile(r"[a-z]+")
_NOT = re.compile(r"[不没勿]|未(?!来)|无[法需]|禁止|\b(?:not?|never|without|dont|doesnt|didnt|cannot|cant|wont|isnt|arent)\b")
_NEUTRAL = re.compile(r"(.)[不没]\1|有没有|没有?关系|不(?:同|错|仅|但|管|锈钢|小心|知[道晓]?|好意思)|差不多|对不起|[不没]$")
_AS_LONG = 2
"""A text more than so many times as long tells a story: its numbers and negations are the story's."""


def doubt(asked: str, found: str, shared: Iterable[str], known: Weights) -> str | None:
    """Why the wording found may be about something else, both spelled by `normal`: the first reason's name, or None."""
    if _are_alike_long(asked, found):
        if _numbers(asked) != _numbers(found):
            return "numbers"
        if _negated(asked) != _negated(found):
            return "negation"
    if (words := _words(asked)) - (others := _words(found)) and others - words:
        return "words"
    if len(asked.replace(" ", "")) < SHORTEST:
        return "short"
    if all(_is_frequent(token, known) for token in shared):
        return "frequent"
    return None


def is_lookalike(asked: str, found: str, only_asked: Iterable[str], only_found: Iterable[str], known: Weights) -> bool:
    """Whether each names what the other does not: a word, or a number; or only one of them says no. Such a pair shares its subject
    (试用期 请年假 / 试用期 转正), and is shown to who searches, who sees the difference at a glance."""
    if _says_much(only_asked, known) and _says_much(only_found, known):
        return True
    if not _are_alike_long(asked, found):
        return False
    numbers, others = (_numbers(norm) | set(_COUNT.findall(norm)) for norm in (asked, found))
    return bool(numbers - others and others - numbers) or _negated(asked) != _negated(found)


def _says_much(singles: Iterable[str], known: Weights) -> bool:
    return any(known.of(single) >= TELLING for single in singles)


def shared(one: Tokens, other: Tokens) -> frozenset[str]:
    return (one.pairs & other.pairs) | (one.singles & other.singles)


def _are_alike_long(norm: str, other: str) -> bool:
    return max(len(norm), len(other)) <= _AS_LONG * min(len(norm), len(other))


def _numbers(norm: str) -> set[str]:
    return {*_NUMBER.findall(norm), *_ORDINAL.findall(norm)}


def _negated(norm: str) -> bool:
    return _NOT.search(_NEUTRAL.sub(" ", norm)) is not None


def _words(norm: str) -> set[str]:
    return set(_WORD.findall(norm))


def _is_frequent(token: str, known: Weights) -> bool:
    return known.df.get(token, 0) > max(5, known.wordings / FREQUENT)
