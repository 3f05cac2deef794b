"""A workbook written sheet by sheet: numbers are numbers, and words stay words even where they begin like a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.documents.text import seen

WIDE, NARROW = 50, 14
"""Column widths in characters: for sentences, and for everything else."""
LONGEST_CELL, LONGEST_TITLE = 32_767, 28
"""Characters: Excel's limits are 32,767 and 31, of which three are left for the number that tells two sheets of one name apart."""

_ESCAPE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\n\t]")


class Workbook:
    """Sheets are added whole and in order; `saved` gives the file. Tens of milliseconds and more: for tasks and the shell."""

    def __init__(self) -> None:
        from openpyxl import Workbook as Book

        self._book = Book(write_only=True)

    def add(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], wide: Iterable[str] = ()) -> None:
        """A sheet whose heads, if any, stay in view; the columns named in `wide` are wide."""
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        sheet = self._book.create_sheet(self._free_title(title))
        for number, head in enumerate(heads, 1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDE if head in set(wide) else NARROW
        if heads:
            sheet.freeze_panes = "A2"
            sheet.append([_cell(sheet, head, Font(bold=True)) for head in heads])
        for cells in rows:
            sheet.append([_cell(sheet, cell) for cell in cells])

    def add_lines(self, title: str, said: Iterable[str]) -> None:
        """A sheet of what was said, a line a row."""
        self.add(title, (), ([line] for text in said for line in text.split("\n")))

    def saved(self) -> bytes:
        file = io.BytesIO()
        self._book.save(file)
        return file.getvalue()

    def _free_title(self, title: str) -> str:
        """The title as a sheet may be called; the library numbers those it has already."""
        return _NOT_IN_A_TITLE.sub(" ", seen(title)).strip(" '")[:LONGEST_TITLE] or "Sheet"


def _cell(sheet: Any, value: Any, font: Any = None) -> Any:
    """Text is written as text: what begins with = is no formula, and what looks like the format's own escape is kept as it is."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    if not value:
        return None
    cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", seen(value))[:LONGEST_CELL])
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell
