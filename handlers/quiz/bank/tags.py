"""Tags as files write them: a list in one cell, or one by one with the difficulty among them (难度:3)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handlers.quiz.bank.normalise import clean

_DIFFICULTY = re.compile(r"(?:难度|difficulty)[:：]\s*([1-5])", re.IGNORECASE)
_BETWEEN = re.compile(r"[;；|\n]")
_NOT_IN_A_TAG = re.compile(r" *[;；\[\]\\\n]+ *")


def listed(cell: str) -> tuple[str, ...]:
    """Tags parted by ; or ；, each once."""
    return tuple(dict.fromkeys(tag for part in _BETWEEN.split(cell) if (tag := clean(part))))


def sorted_out(said: Iterable[str]) -> tuple[tuple[str, ...], int | None]:
    """(tags, each once and without the signs a tag cannot have; difficulty or None)."""
    tags: dict[str, None] = {}
    difficulty = None
    for tag in said:
        if found := _DIFFICULTY.fullmatch(tag.strip()):
            difficulty = int(found[1])
        elif word := clean(_NOT_IN_A_TAG.sub(" ", tag)):
            tags[word] = None
    return tuple(tags), difficulty


def difficulty_tag(difficulty: int) -> str:
    """The tag `sorted_out` reads as this difficulty."""
    return f"难度:{difficulty}"


def of_category(path: str) -> tuple[str, ...]:
    """The last step of a Moodle category's path as a tag (in it // is a slash); Moodle's own tops are none."""
    last = re.split(r"(?<!/)/(?!/)", path.strip())[-1].replace("//", "/").strip()
    return () if not last or last.startswith("$") or last == "top" else (last,)
