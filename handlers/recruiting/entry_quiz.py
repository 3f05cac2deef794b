"""A question of the entry quiz: its options as letters, what letters somebody means, and whether they are right. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from bot.feature import Phrase, Refusal

LETTERS = "ABCDEFGH"
TRUE, FALSE = Phrase(zh="对", en="True"), Phrase(zh="错", en="False")
SPOKEN = {
    "A": ("对", "是", "正确", "true", "yes", "√"),
    "B": ("错", "否", "不对", "错误", "false", "no", "×"),
}
NOT_ONE = Phrase(zh="请回一个字母，A–{last}。", en="Please answer with one letter, A–{last}.")
NOT_SOME = Phrase(
    zh="请回字母，可以几个一起，如 {example}。", en="Please answer with letters, several at once, like {example}."
)


def options(kind: str, texts: Sequence[str], language: str) -> list[str]:
    """What can be chosen."""
    return [TRUE().to(language), FALSE().to(language)] if kind == "true_false" else list(texts)


def letters(kind: str, texts: Sequence[str], said: str) -> str:
    """The letters somebody means, in order. Raises Refusal."""
    plain = unicodedata.normalize("NFKC", said).strip()
    count = 2 if kind == "true_false" else len(texts)
    if kind == "true_false":
        found = next((letter for letter, words in SPOKEN.items() if plain.casefold().rstrip("。.") in words), None)
        if found:
            return found
    named = [LETTERS[place] for place, text in enumerate(texts[: len(LETTERS)]) if text.strip().casefold() == plain.casefold()]
    picked = "".join(named) or re.sub(r"[\s,、.。]+|^选", "", plain).upper()
    if not picked or any(letter not in LETTERS[:count] for letter in picked) or (kind != "multiple" and len(picked) > 1):
        raise Refusal(NOT_SOME(example=f"A{LETTERS[count - 1]}") if kind == "multiple" else NOT_ONE(last=LETTERS[count - 1]))
    return "".join(sorted(set(picked)))


def is_right(kind: str, answer: Sequence[Any], chosen: str) -> bool:
    """Whether these letters are all that is right, by the key as the bank keeps it."""
    if kind == "true_false":
        return chosen == ("A" if answer[0] else "B")
    weights = [Fraction(weight) for weight, _ in answer]
    right = {
        letter for letter, weight in zip(LETTERS, weights, strict=False) if (weight > 0 if kind == "multiple" else weight == 1)
    }
    return set(chosen) == right
