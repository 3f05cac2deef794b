"""Tables with named columns: which sheet has the heads, what each row says under them, what was passed over."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.documents import faults, sheet_looks
from bot.documents.document import Document
from bot.documents.error_table import ADDED
from bot.documents.parsed import Sink
from bot.documents.spreadsheet import HEAD_ROWS, Sheet


@dataclass(frozen=True, slots=True)
class HeadedTable:
    """A sheet and its heads: their row, and what each column means ("" where nobody knows)."""

    sheet: Sheet
    top: int
    heads: tuple[str, ...]
    columns: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, dict[str, str], tuple[str, ...]]]:
        """(row number, cells by column, cells as they stand) of each row that says anything in a known column."""
        for number, cells in self.sheet.rows:
            if number > self.top and (given := self._given(cells)):
                yield number, given, tuple(cells)

    def _given(self, cells: list[str]) -> dict[str, str]:
        named = zip(self.columns, cells, strict=False)
        return {column: said for column, cell in named if column and (said := cell.strip())}

    @property
    def share_known(self) -> Fraction:
        """How much of the heads is known: the surest sign of what a table holds."""
        named = [
            column for head, column in zip(self.heads, self.columns, strict=True) if head.strip() and folded(head) not in ADDED
        ]
        return Fraction(sum(map(bool, named)), len(named) or 1)


def find(document: Document, column_of: Callable[[str], str], is_head: Callable[[Set[str]], bool]) -> HeadedTable | None:
    """The first sheet with a row of heads near its top; `column_of` gives what a folded head means or "", `is_head` whether columns
    are enough to be heads. Raises Refusal as the document does."""
    for sheet in document.sheets:
        for number, cells in sheet.rows[:HEAD_ROWS]:
            columns = _first_of_each(column_of(folded(cell)) for cell in cells)
            if is_head(set(columns)):
                return HeadedTable(sheet, number, tuple(cells), tuple(columns))
    return None


def note_passed_over(document: Document, table: HeadedTable, sink: Sink[Any]) -> None:
    """Notes columns nobody knows, what the sheet shows otherwise than it keeps it, rows nobody sees, and sheets that were not read."""
    for head, column in zip(table.heads, table.columns, strict=True):
        if head.strip() and not column and folded(head) not in ADDED:
            sink.note(faults.IGNORED_COLUMN(column=head.strip()), table.top)
    used = [place for place, column in enumerate(table.columns) if column]
    for number, cells in table.sheet.rows:
        if number > table.top:
            sheet_looks.note(table.sheet, number, cells, table.heads, used, sink)
    for name in document.hidden_sheets:
        sink.note(faults.IGNORED_SHEET(sheet=name, reason=faults.HIDDEN))


def folded(head: str) -> str:
    """A head as it is compared: width, case and space around it do not matter."""
    return unicodedata.normalize("NFKC", head).strip().casefold()


def _first_of_each(columns: Iterable[str]) -> list[str]:
    """The columns, a second one of a name as if nobody knew it."""
    known: set[str] = set()
    return ["" if column in known or known.add(column) else column for column in columns]  # type: ignore[func-returns-value]
