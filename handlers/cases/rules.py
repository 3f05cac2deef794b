"""How a case's parts are found in what somebody writes, and which is missing. Pure: words in, parts out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from bot.names import folded

NAMES: tuple[tuple[str, ...], ...] = (
    ("S", "情境", "情景", "背景", "Situation"),
    ("T", "任务", "目标", "Task"),
    ("A", "行动", "做法", "Action"),
    ("R", "结果", "成果", "Result"),
)
"""What people write before each of the four parts."""
PLACES = {name.casefold(): place for place, names in enumerate(NAMES) for name in names}
_LABEL = re.compile(
    rf"(?:^|(?<=[\s。；;，,.]))(?P<name>{'|'.join(re.escape(name) for name in sorted(PLACES, key=len, reverse=True))})"
    r"\s*(?:[（(]?(?:情境|任务|行动|结果)[）)]?)?\s*[:：]\s*",
    re.IGNORECASE,
)
LONGEST, LONGEST_TITLE = 500, 20


def labelled(words: str) -> tuple[str, dict[int, str]]:
    """What stands before the first label, and what stands behind each, by the part's place: S：… T：…"""
    found = list(_LABEL.finditer(words))
    if not found:
        return words.strip(), {}
    ends = [one.start() for one in found[1:]] + [len(words)]
    parts: dict[int, str] = {}
    for one, end in zip(found, ends, strict=True):
        said = words[one.end() : end].strip().rstrip("；;，,")
        if says_something(said):
            parts[PLACES[one["name"].casefold()]] = said
    return words[: found[0].start()].strip(), parts


def says_something(words: str) -> bool:
    """Whether there is anything to read in it."""
    return any(unicodedata.category(letter)[0] in "LN" for letter in words)


def missing(parts: Mapping[int, str]) -> int | None:
    """The first part that is not there; None where all are."""
    return next((place for place in range(len(NAMES)) if place not in parts), None)


def title(given: str, situation: str) -> str:
    """What a case is called: as its author says, else by the beginning of its situation."""
    line = " ".join((given or situation).split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def words(*said: str) -> str:
    """All of it in the one spelling it is found by."""
    return folded("\n".join(said))
