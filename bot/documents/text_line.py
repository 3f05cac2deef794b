"""A line of a text or of a Word file, and how its words stand out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TextMark(StrEnum):
    """How words stand out in a Word file."""

    RED = "red"
    BOLD = "bold"
    UNDERLINED = "underlined"
    HIGHLIGHTED = "highlighted"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a text, or of a Word file with its automatic number before it; `marks` are (first, past the last, mark). In a Word
    file it may be a heading (its level: 0 the document's title, then 1 to 9) or an item of a list without numbers."""

    number: int
    text: str
    marks: tuple[tuple[int, int, TextMark], ...] = ()
    heading: int | None = None
    is_bullet: bool = False
