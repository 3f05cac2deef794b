"""Buttons where there are none: a numbered list to read, and what each number, or the button's own words, stand for when typed back."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import count

from bot.channels.tencent.cards import tongue
from bot.parts import Button, Buttons, Choices, Mention, Part, Text, plain
from bot.phrases import Phrase

NUMBER = Phrase(zh="回复数字：", en="Reply with a number:")
LETTER = Phrase(zh="回复字母作答。", en="Reply with a letter.")
LONGEST = 24
"""Characters of what is typed to choose at most: a number, a letter, or what the button says."""
_EDGES = frozenset(" .。、，！!~“”\"'「」")
_SIGNS = {"So", "Sk", "Mn", "Me", "Cf"}
"""Categories of Unicode an emoji is made of: "👍 有用" is typed as 有用."""


def choices(parts: Sequence[Part]) -> dict[str, str]:
    """What is typed → what it says: letters and numbers, and the words of a button no other has. A button that is a number is chosen by
    that number: of a scale from 0 to 10 the 8 is an 8."""
    found: dict[str, str] = {}
    worded: dict[str, set[str]] = {}
    for part in parts:
        match part:
            case Choices(options):
                found |= {option.letter.upper(): option.says for option in options if option.says}
    for number, button in numbered(parts):
        found[number] = button.says
        worded.setdefault(typed(button.label), set()).add(button.says)
    return {words: says.pop() for words, says in worded.items() if words and len(says) == 1} | found


def numbered(parts: Sequence[Part]) -> list[tuple[str, Button]]:
    """Every button with the number it is chosen by."""
    buttons = [button for part in parts if isinstance(part, Buttons) for row in part.rows for button in row]
    own = [number if (number := typed(button.label)).isdecimal() else "" for button in buttons]
    free = (number for number in map(str, count(1)) if number not in own)
    return [(number or next(free), button) for number, button in zip(own, buttons, strict=True)]


def words(part: Part, parts: Sequence[Part]) -> list[Text | Mention]:
    """A part as it is read; its place among the others decides its numbers."""
    match part:
        case Text() | Mention():
            return [part]
        case Choices(options) if any(option.says for option in options):
            lines = [f"{option.label}. {option.words}" for option in options]
            return [Text.of("\n".join(["", *lines, LETTER().to(_tongue(parts))]))]
        case Buttons(rows):
            here = [id(button) for row in rows for button in row]
            mine = [(number, button.label) for number, button in numbered(parts) if id(button) in here]
            scale = " ".join(number for number, label in mine if number == typed(label))
            lines = [f"{number}. {label}" for number, label in mine if number != typed(label)]
            asks = NUMBER().to(_tongue(parts))
            return [Text.of("\n".join(["", f"{asks}{scale}" if scale else asks, *lines]))]
    return [Text.of(f"\n{part.plain()}")]


def typed(text: str) -> str:
    """What was typed as a menu knows it: "１" and " a " are "1" and "A", “完成” is 完成; "" for what is too long to choose anything."""
    word = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).upper()
    first = next((at for at, sign in enumerate(word) if not _is_edge(sign)), len(word))
    word = word[first : len(word) - next((at for at, sign in enumerate(reversed(word)) if not _is_edge(sign)), 0)]
    return word if len(word) <= LONGEST and any(sign.isalnum() for sign in word) else ""


def _is_edge(sign: str) -> bool:
    return sign.isspace() or sign in _EDGES or unicodedata.category(sign) in _SIGNS


def _tongue(parts: Sequence[Part]) -> str:
    return tongue(plain(parts))
