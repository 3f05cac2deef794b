"""Tables as text: cells parted by commas, semicolons or tabs, read with their rows' numbers and written so that no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from bot.documents import faults
from bot.documents.spreadsheet import HEAD_ROWS, ROWS_LIMIT
from bot.documents.text import seen
from bot.phrases import Refusal

_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")
"""What a spreadsheet would reckon with, or the same with apostrophes before it (OWASP, CSV injection)."""
_GUARD = re.compile(r"'(?='*\s*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"-?[\d,]*\.?\d+%?")


def rows(text: str) -> list[tuple[int, list[str]]]:
    """(row number, cells) as a spreadsheet program numbers them, empty rows left out; a cell of several lines is one row. Raises Refusal."""
    top = "\n".join(text.split("\n", HEAD_ROWS)[:HEAD_ROWS])
    separator = max(",;\t", key=top.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator if separator in top else "，")
    limit = csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    try:
        filled = (
            (number, list(map(_unguarded, cells))) for number, cells in enumerate(reader, 1) if any(map(str.strip, cells))
        )
        return list(islice(filled, ROWS_LIMIT))
    except csv.Error:
        raise Refusal(faults.BROKEN) from None
    finally:
        csv.field_size_limit(limit)


def is_unclosed(text: str, last_row: Sequence[str]) -> bool:
    """Whether a quotation mark opened a cell that swallowed the rest of the text."""
    return text.count('"') % 2 == 1 and any("\n" in cell for cell in last_row)


def written(table: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheet programs show Chinese. Cells that would be formulas get an apostrophe, which
    reading takes off again; control characters are left out."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_guarded(seen(cell)) for cell in cells] for cells in table)
    return text.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _unguarded(cell: str) -> str:
    return seen(cell[1:] if _GUARD.match(cell) else cell)
