"""A workbook written row by row, every cell text whatever it looks like."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from handlers.quiz.bank.normalise import clean

WIDE, NARROW = 50, 14
"""Column widths in characters: for sentences, and for everything else."""

_ESCAPE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")


class Book:
    """Sheets are added whole and in order; `saved` gives the file."""

    def __init__(self) -> None:
        from openpyxl import Workbook

        self._book = Workbook(write_only=True)

    def add(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], wide: Iterable[str] = ()) -> None:
        """A sheet whose heads stay in view; the columns named in `wide` are wide."""
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        sheet = self._book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, head in enumerate(heads, 1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDE if head in set(wide) else NARROW
        sheet.append([_cell(sheet, head, Font(bold=True)) for head in heads])
        for cells in rows:
            sheet.append([_cell(sheet, cell) for cell in cells])

    def saved(self) -> bytes:
        file = io.BytesIO()
        self._book.save(file)
        return file.getvalue()


def _cell(sheet: Any, text: str, font: Any = None) -> Any:
    """A cell of text: what begins with = is no formula, and what looks like the format's own escape is kept as it is."""
    from openpyxl.cell import WriteOnlyCell

    if not text:
        return None
    cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", clean(text)))
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell
