"""What a sheet shows otherwise than it keeps it, to be checked by who sent it: dates, long numbers, rows hidden or struck out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.documents import faults
from bot.documents.parsed import Sink
from bot.documents.spreadsheet import Sheet

_LONG_NUMBER = re.compile(r"\d(?:\.\d+)?e\+\d{2}")


def note(
    sheet: Sheet, number: int, cells: Sequence[str], heads: Sequence[str], used: Iterable[int], sink: Sink[Any], name: str = ""
) -> None:
    """Notes it of one row, in the columns that are used; `name` is said with the row where there are several sheets."""
    for place in used:
        if (number, place) in sheet.dates:
            sink.note(faults.A_DATE(column=heads[place].strip(), cell=cells[place]), number, name)
        elif place < len(cells) and "e+" in cells[place] and _LONG_NUMBER.fullmatch(cells[place]):
            sink.note(faults.A_LONG_NUMBER(column=heads[place].strip(), cell=cells[place]), number, name)
    if number in sheet.hidden_rows:
        sink.note(faults.HIDDEN_ROW(), number, name)
    if number in sheet.struck_rows:
        sink.note(faults.STRUCK_ROW(), number, name)
