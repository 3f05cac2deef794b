"""Buttons where there are none: a numbered list to read, and what each number stands for when it is typed back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from bot.channels.tencent.cards import tongue
from bot.parts import Buttons, Choices, Mention, Part, Text, plain
from bot.phrases import Phrase

NUMBER = Phrase(zh="回复数字：", en="Reply with a number:")
LETTER = Phrase(zh="回复字母作答。", en="Reply with a letter.")
LONGEST = 2
"""Characters of what is typed to choose: two letters or digits at most."""


def choices(parts: Iterable[Part]) -> dict[str, str]:
    """What is typed → what it says."""
    found: dict[str, str] = {}
    for part in parts:
        match part:
            case Choices(options):
                found |= {option.letter.upper(): option.says for option in options if option.says}
            case Buttons(rows):
                buttons = [button for row in rows for button in row]
                found |= {str(number): button.says for number, button in enumerate(buttons, _next(found))}
    return found


def words(part: Part, parts: Sequence[Part]) -> list[Text | Mention]:
    """A part as it is read; its place among the others decides its numbers."""
    match part:
        case Text() | Mention():
            return [part]
        case Choices(options) if any(option.says for option in options):
            lines = [f"{option.label}. {option.words}" for option in options]
            return [Text.of("\n".join(["", *lines, LETTER().to(_tongue(parts))]))]
        case Buttons(rows):
            before = choices(parts[: parts.index(part)])
            buttons = [button for row in rows for button in row]
            lines = [f"{number}. {button.label}" for number, button in enumerate(buttons, _next(before))]
            return [Text.of("\n".join(["", NUMBER().to(_tongue(parts)), *lines]))]
    return [Text.of(f"\n{part.plain()}")]


def typed(text: str) -> str:
    """What was typed as a menu knows it: "１" and " a " are "1" and "A"; "" for what chooses nothing."""
    word = unicodedata.normalize("NFKC", text).strip().rstrip(".。、").upper()
    return word if 0 < len(word) <= LONGEST and word.isalnum() else ""


def _next(found: dict[str, str]) -> int:
    return sum(key.isdecimal() for key in found) + 1


def _tongue(parts: Sequence[Part]) -> str:
    return tongue(plain(parts))
