"""Records as tables: numbers are numbers and days are days in a workbook, and no cell of either kind of file is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.documents import delimited
from bot.documents.workbook import Workbook
from bot.file_kind import XLSX, FileFormat


def written(format: FileFormat, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], wide: Iterable[str]) -> bytes:
    """A table as a workbook or as text."""
    if format is not XLSX:
        return delimited.written([heads, *([_text(cell) for cell in row] for row in rows)])
    book = Workbook()
    book.add(title, heads, rows, wide)
    return book.saved()


def _text(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)
