"""An .xlsx file to sheets of text cells, bounded in memory and time whatever the file claims to be."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from bot.phrases import Phrase, Refusal
from handlers.quiz.bank.reading import faults
from handlers.quiz.bank.reading.outcome import HEAD_ROWS, QUESTIONS_LIMIT

UNPACKED_LIMIT = 100 * 1024 * 1024
"""Bytes a workbook may unpack to: 20,000 rows take about 15 MB."""
PARTS_LIMIT = 500
PIECE = 1 << 20
"""Bytes unpacked at a time."""
CELLS_LIMIT = 3_000_000
"""Rows × columns of a sheet: calamine fills the whole rectangle up to the last cell written, a cell costs 32 bytes."""
ROWS_LIMIT = QUESTIONS_LIMIT + HEAD_ROWS + 1
"""Rows taken of a sheet: one more than can be read, so that it shows."""

_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError)
"""What a damaged archive may raise while it is read."""
WORKBOOK = "xl/workbook.xml"
_NEEDED = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/\.rels|xl/(?:[^/]+\.xml|_rels/[^/]+|worksheets/(?:_rels/)?[^/]+))$", re.IGNORECASE
)
_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]+)(\d+)"[^<>]*(?<!/)>')
"""A cell with something in it, by name: column and row."""
_NAMELESS = re.compile(rb"<(?:\w+:)?c(?=[\s>])(?![^<>]*\br=)[^<>]*(?<!/)>")
_ROW_OR_CELL = re.compile(rb'<(?:\w+:)?(row|c)\b(?:[^<>]*?\br="(\d+)")?')

Range = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: its first and last cell as (row, column) from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet: its rows as (row number, cells), empty rows left out; `dates` are the places stored as dates."""

    name: str
    rows: list[tuple[int, list[str]]]
    dates: frozenset[tuple[int, int]]


def sheets(data: bytes) -> tuple[list[Sheet], list[str]]:
    """The visible sheets, and the names of the hidden ones. Raises Refusal with the reason where the file cannot be opened."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    parts = unpacked(data)
    try:
        with CalamineWorkbook.from_filelike(parts) as book:
            tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            hidden = [sheet.name for sheet in tables if sheet.visible != SheetVisibleEnum.Visible]
            seen = [_sheet(book.get_sheet_by_name(sheet.name)) for sheet in tables if sheet.name not in hidden]
    except PasswordError:
        raise Refusal(faults.PASSWORD) from None
    except (CalamineError, ValueError, OSError):
        raise Refusal(faults.BROKEN) from None
    return seen, hidden


def _sheet(sheet: Any) -> Sheet:
    dates: set[tuple[int, int]] = set()
    rows = {}
    for number, cells in islice(_filled(sheet), ROWS_LIMIT):
        dates.update((number, place) for place, cell in enumerate(cells) if isinstance(cell, date))
        rows[number] = [_text(cell) for cell in cells]
    _spread_merged(rows, sheet.merged_cell_ranges or [])
    return Sheet(sheet.name, list(rows.items()), frozenset(dates))


def _filled(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows with anything in them, numbered as people see them."""
    return ((number, cells) for number, cells in enumerate(sheet.iter_rows(), 1) if any(cell != "" for cell in cells))


def _spread_merged(rows: dict[int, list[str]], ranges: list[Range]) -> None:
    """What stands in the first cell of a merged range stands in all of its cells that fall into rows with words."""
    for number, left, right, words in islice(_covered(rows, ranges), CELLS_LIMIT):
        cells = rows[number]
        for place in range(left, min(right + 1, len(cells))):
            cells[place] = cells[place] or words


def _covered(rows: dict[int, list[str]], ranges: list[Range]) -> Iterator[tuple[int, int, int, str]]:
    """(row, left, right, words) of every row with words under a merged cell."""
    last = max(rows, default=0)
    for (top, left), (bottom, right) in ranges:
        first = rows.get(top + 1, [])
        words = first[left] if left < len(first) else ""
        for number in range(top + 1, min(bottom + 1, last) + 1):
            if words and number in rows:
                yield number, left, right, words


def _text(cell: Any) -> str:
    """A cell as people see it: whole numbers without a point, sums without the noise of binary fractions."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
        case datetime() if cell.time() == datetime.min.time():
            return cell.date().isoformat()
        case _:
            return str(cell)


def unpacked(data: bytes) -> io.BytesIO:
    """The workbook's parts in an archive of our own, whose sizes were counted and not believed. Raises Refusal.

    What the directory of the archive says is checked first, so that a bomb is refused unopened; then every part that is
    read at all is unpacked once within its stated size, so that one that lied is found out before calamine sees it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if _NEEDED.match(part.filename)]
            if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise Refusal(faults.BOMB(limit=UNPACKED_LIMIT >> 20))
            if any(part.flag_bits & 1 for part in parts):
                raise Refusal(faults.PASSWORD)
            if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
                raise Refusal(faults.BROKEN)
            return _copied(archive, parts)
    except _UNREADABLE:
        raise Refusal(faults.BROKEN) from None


def _copied(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> io.BytesIO:
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as ours:  # packed again: half the memory
        for part in parts:
            with archive.open(part) as packed:  # a piece at a time: asked for everything, it unpacks everything first
                content = b"".join(iter(lambda: packed.read(PIECE), b""))
            if part.filename.lower().startswith("xl/worksheets/"):
                _check_extent(content)
            ours.writestr(part.filename, content)
    copy.seek(0)
    return copy


def _check_extent(sheet_xml: bytes) -> None:
    """Refuses a sheet with a stray cell so far out that the rectangle up to it would not fit."""
    rows, columns = _named_extent(sheet_xml)
    if _NAMELESS.search(sheet_xml):
        counted = _counted_extent(sheet_xml)
        rows, columns = max(rows, counted[0]), max(columns, counted[1])
    if rows * columns > CELLS_LIMIT:
        raise Refusal(faults.SPRAWLING(rows=rows, columns=columns))


def _named_extent(sheet_xml: bytes) -> tuple[int, int]:
    """The last row and column of a cell with something in it, by the cells' names."""
    rows, width, column = 0, 0, b"A"
    for found in _CELL.finditer(sheet_xml):
        name = found[1]
        if len(name) > width or (len(name) == width and name > column):
            width, column = len(name), name
        rows = max(rows, int(found[2][:9]))
    return rows, _column(column[:9])


def _counted_extent(sheet_xml: bytes) -> tuple[int, int]:
    """The same where cells have no names, which is allowed: a cell is the next of its row."""
    rows = columns = number = place = 0
    for found in _ROW_OR_CELL.finditer(sheet_xml):
        if found[1] == b"c":
            place += 1
            rows, columns = max(rows, number), max(columns, place)
        else:
            number, place = int((found[2] or b"0")[:9]) or number + 1, 0
    return rows, columns


def _column(name: bytes) -> int:
    """A column's number: A is 1, AA 27."""
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number


def what(data: bytes) -> Phrase | None:
    """What an archive is if it is no workbook; None where it is one. Raises Refusal where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except _UNREADABLE:
        raise Refusal(faults.BROKEN) from None
    if WORKBOOK in names:
        return None
    if "mimetype" in names:
        raise Refusal(faults.OTHER_TABLE)
    kinds = {"word/document.xml": faults.WORD, "ppt/presentation.xml": faults.SLIDES}
    return next((kind for name, kind in kinds.items() if name in names), faults.ARCHIVE)
