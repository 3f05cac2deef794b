"""What a message says as plain lines, so that a workbook says the same as the chat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.fact_rows import FactRows
from bot.feature import Line, Phrase, Said
from bot.parts import Choices


def texts(said: Iterable[Said], language: str, zone: Any) -> list[str]:
    """What a message says, part by part, without what can be pressed."""
    return [_text(part, language, zone) for part in said if isinstance(part, Line | Phrase | Choices | FactRows)]


def _text(part: Line | Phrase | Choices | FactRows, language: str, zone: Any) -> str:
    if isinstance(part, Choices):
        return part.plain()
    if isinstance(part, FactRows):
        return part.to(language, zone).plain()
    return (part if isinstance(part, Line) else part()).to(language, zone)
