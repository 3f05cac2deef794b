"""A workbook of plain sheets, as an export of polls and forms is: numbers are numbers, and words stay words even where they begin with =."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.feature import Line, Phrase, Said
from bot.parts import Choices


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its title, the heads of its columns (none for a column of words alone) and its rows."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]

    @classmethod
    def of_lines(cls, title: str, said: Sequence[str]) -> Sheet:
        """What the chat said, a line a row."""
        return cls(title, (), ([line] for text in said for line in text.split("\n")))


def bytes_of(sheets: Iterable[Sheet]) -> bytes:
    """The xlsx file. Tens of milliseconds: for tasks."""
    from openpyxl import Workbook

    made = Workbook(write_only=True)
    for sheet in sheets:
        page = made.create_sheet(sheet.title)
        for row in [sheet.heads] if sheet.heads else []:
            page.append(row)
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def texts(said: Iterable[Said], language: str, zone: Any) -> list[str]:
    """What a message says, part by part, without what can be pressed: so that the workbook says the same as the chat."""
    return [_text(part, language, zone) for part in said if isinstance(part, Line | Phrase | Choices)]


def _text(part: Line | Phrase | Choices, language: str, zone: Any) -> str:
    if isinstance(part, Choices):
        return part.plain()
    return (part if isinstance(part, Line) else part()).to(language, zone)


def _cell(page: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    return cell
