"""Records as tables: whatever stands in a cell, it is no formula in either kind of file; numbers are numbers and days are days."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from bot.documents.delimited import rows as read
from bot.documents.text import seen
from bot.file_kind import CSV, XLSX
from handlers.records.tables import written

BEGINNINGS = some.sampled_from(
    ["", "=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", " =", "'=", "=1+1", '=HYPERLINK("x")', "'"]
)
TEXT = some.builds(
    "{}{}".format,
    BEGINNINGS,
    some.text(some.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12),
)
REST = some.tuples(
    TEXT, some.integers(0, 10**9), some.none() | some.floats(0, 100), some.dates(date(2000, 1, 1), date(2099, 1, 1))
)
HEADS = ["姓名", "答题", "成绩", "入营"]


@pytest.mark.long
@given(some.lists(REST, min_size=1, max_size=4))
def test_a_workbook_has_typed_cells_and_no_formula(rows: list[tuple[Any, ...]]) -> None:
    book = load_workbook(io.BytesIO(written(XLSX, "学习档案", HEADS, rows, ())))
    _, *found = list(book.active.iter_rows())
    assert len(found) == len(rows)
    for (name, count, grade, day), row in zip(found, rows, strict=True):
        assert (name.value or "") == seen(row[0]) and (name.value is None or name.data_type == "s")
        assert count.data_type == "n" and count.value == row[1]
        assert grade.value is None if row[2] is None else grade.data_type == "n" and abs(grade.value - row[2]) < 1e-9
        assert day.is_date and day.value.date() == row[3]


@given(some.lists(REST, min_size=1, max_size=4))
def test_text_has_no_cell_that_is_reckoned_with_and_reads_back(rows: list[tuple[Any, ...]]) -> None:
    content = written(CSV, "学习档案", HEADS, rows, ())
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads it as what it is"
    text = content.decode("utf-8-sig")
    for cells in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        assert not cells[0].lstrip().startswith(tuple("=+-@＝＋－＠")), cells[0]
    for (_, cells), row in zip(read(text)[1:], rows, strict=True):
        assert cells[0].strip() == seen(row[0]).strip() and cells[1] == str(row[1]) and cells[3] == row[3].isoformat()
