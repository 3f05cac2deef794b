"""A workbook (.xlsx, .ods or .xls) to sheets of text cells, bounded in memory and time whatever the file claims to be."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from bot.documents import faults
from bot.documents.cell_formats import Styles
from bot.documents.old_workbook import ods_extents, xls_extents
from bot.documents.script import scripted
from bot.documents.text import seen
from bot.documents.unpacking import PIECE, names, unpacked
from bot.phrases import Refusal

HEAD_ROWS = 10
"""How far down a table's heads may stand: above them people put titles and instructions."""
ROWS_LIMIT = 50_000 + HEAD_ROWS + 1
"""Rows taken of a sheet: one more than any kind of file may bring, so that it shows."""
CELLS_LIMIT = 3_000_000
"""Rows × columns of a sheet: calamine fills the whole rectangle up to the last cell written, a cell costs 32 bytes."""
PANIC = "PanicException"
"""What calamine raises where it trips over a file cut off in the wrong place: no Exception, and a class that cannot be imported."""

ODS_CONTENT = "content.xml"
_ZIP = b"PK\x03\x04"
_WANTED_OF_ODS = re.compile(r"(?:mimetype|content\.xml|styles\.xml|META-INF/manifest\.xml)$")
_WANTED = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/\.rels|xl/(?:[^/]+\.xml|_rels/[^/]+|worksheets/(?:_rels/)?[^/]+))$", re.IGNORECASE
)
_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]+)(\d+)"[^<>]*(?<!/)>')
"""A cell with something in it, by name: column and row."""
_NAMELESS = re.compile(rb"<(?:\w+:)?c(?=[\s>])(?![^<>]*\br=)[^<>]*(?<!/)>")
_ROW_OR_CELL = re.compile(rb'<(?:\w+:)?(row|c)\b(?:[^<>]*?\br="(\d+)")?')
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_NUMBERED = re.compile(rb'\br="(\d{1,9})"')
_IS_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^<>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')

Range = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: its first and last cell as (row, column) from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet: its rows as (row number, cells), empty rows left out; `dates` are the places stored as dates, as (row
    number, column from 0), `hidden_rows` the numbers of rows nobody sees, `struck_rows` of those struck out from end to end, `exact` the
    numbers that are shown otherwise (85.7%) as they are kept (0.85714), by the same places.
    """

    name: str
    rows: list[tuple[int, list[str]]]
    dates: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()
    exact: Mapping[tuple[int, int], str] = field(default_factory=dict)


def sheets(data: bytes) -> tuple[list[Sheet], list[str]]:
    """The visible sheets of an .xlsx, .ods or .xls, and the names of the hidden ones. Raises Refusal with the reason where the file
    cannot be opened."""
    if not data.startswith(_ZIP):
        _check_extents(xls_extents(data))
        return _read(io.BytesIO(data), _Outline())
    if ODS_CONTENT in names(data):
        return _read(unpacked(data, _WANTED_OF_ODS, _look_at_ods), _Outline())
    outline = _Outline()
    parts = unpacked(data, _WANTED, outline.look)
    return _read(parts, outline)


def _read(file: io.BytesIO, outline: _Outline) -> tuple[list[Sheet], list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    outline.parts = file.getvalue() if outline.styles.formats or outline.styles.struck else b""
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            hidden = [sheet.name for sheet in tables if sheet.visible != SheetVisibleEnum.Visible]
            visible = [sheet.name for sheet in tables if sheet.name not in hidden]
            seen_ = [_sheet(book.get_sheet_by_name(name), outline) for name in visible]
    except PasswordError:
        raise Refusal(faults.PASSWORD) from None
    except (CalamineError, ValueError, OSError):
        raise Refusal(faults.BROKEN) from None
    except BaseException as problem:
        if type(problem).__name__ == PANIC:
            raise Refusal(faults.BROKEN) from None
        raise
    return seen_, hidden


def _look_at_ods(name: str, content: bytes) -> bytes:
    """Refuses an .ods that would not fit, or has a password."""
    if name == ODS_CONTENT:
        _check_extents(ods_extents(content))
    elif b"encryption-data" in content:
        raise Refusal(faults.PASSWORD)
    return content


def _check_extents(extents: Iterable[tuple[int, int]]) -> None:
    for rows, columns in extents:
        if rows * columns > CELLS_LIMIT:
            raise Refusal(faults.SPRAWLING(rows=rows, columns=columns))


def _sheet(sheet: Any, outline: _Outline) -> Sheet:
    dates: set[tuple[int, int]] = set()
    rows = {}
    for number, cells in islice(_filled(sheet), ROWS_LIMIT):
        dates.update((number, place) for place, cell in enumerate(cells) if isinstance(cell, date))
        rows[number] = [_text(cell) for cell in cells]
    hidden, struck, exact = outline.hidden_rows(sheet.name), frozenset[int](), dict[tuple[int, int], str]()
    for piece in outline.pieces(sheet.name):
        struck |= outline.styles.struck_rows(piece)
        for number, place, text in outline.styles.shown(piece):
            if number in rows and place < len(rows[number]):
                exact[number, place], rows[number][place] = rows[number][place], text
    _spread_merged(rows, sheet.merged_cell_ranges or [])
    return Sheet(sheet.name, list(rows.items()), frozenset(dates), hidden & rows.keys(), struck & rows.keys(), exact)


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
            return seen(cell)
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
        case datetime() if cell.time() == datetime.min.time():
            return cell.date().isoformat()
        case _:
            return str(cell)


@dataclass(slots=True)
class _Outline:
    """What the parts say that calamine does not: which rows are hidden, and how cells look."""

    workbook: bytes = b""
    relations: bytes = b""
    hidden: dict[str, frozenset[int]] = field(default_factory=dict)
    """A sheet's part, `worksheets/sheet1.xml`, and its hidden rows."""
    styles: Styles = field(default_factory=Styles)
    named: dict[str, str] = field(default_factory=dict)
    """A sheet's part and its name in the archive."""
    parts: bytes = b""
    """The archive, where its styles have to be looked up."""

    def look(self, name: str, content: bytes) -> bytes:
        """Takes note of a part; gives it with what is raised or lowered in words. Raises Refusal for a sheet that would not fit."""
        match name.lower().removeprefix("xl/"):
            case "workbook.xml":
                self.workbook = content
            case "_rels/workbook.xml.rels":
                self.relations = content
            case "styles.xml":
                self.styles = Styles.read(content)
            case "sharedstrings.xml":
                return scripted(content)
            case part if part.startswith("worksheets/") and "/_rels/" not in part:
                _check_extent(content)
                self.named[part] = name
                if rows := _hidden_rows(content):
                    self.hidden[part] = rows
                return scripted(content)
        return content

    def hidden_rows(self, sheet: str) -> frozenset[int]:
        """The hidden rows of the sheet of that name."""
        return self.hidden.get(self._part(sheet), frozenset()) if self.hidden else frozenset()

    def pieces(self, sheet: str) -> Iterator[bytes]:
        """The part of the sheet of that name, some whole rows at a time, where a style changes how its cells look: the part may be fifty
        times as large as its file."""
        if not self.parts or (name := self.named.get(self._part(sheet))) is None:
            return
        with zipfile.ZipFile(io.BytesIO(self.parts)) as archive, archive.open(name) as part:
            rest = b""
            while more := part.read(PIECE):
                whole, end, rest = (rest + more).rpartition(b"row>")
                yield whole + end
            yield rest

    def _part(self, sheet: str) -> str:
        targets = {one.get("Id", ""): one.get("Target", "") for one in _attributes(_RELATION, self.relations)}
        ident = next((one.get("r:id", "") for one in _attributes(_SHEET, self.workbook) if one.get("name") == sheet), "")
        return targets.get(ident, "").lower().lstrip("/").removeprefix("xl/")


def _attributes(tag: re.Pattern[str], xml: bytes) -> Iterator[dict[str, str]]:
    for found in tag.finditer(xml.decode("utf-8", "replace")):
        yield {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found[1])}


def _hidden_rows(sheet_xml: bytes) -> frozenset[int]:
    if not _IS_HIDDEN.search(sheet_xml):
        return frozenset()
    number, hidden = 0, set()
    for found in _ROW.finditer(sheet_xml):
        numbered = _NUMBERED.search(found[1])
        number = int(numbered[1]) if numbered else number + 1
        if _IS_HIDDEN.search(found[1]):
            hidden.add(number)
    return frozenset(hidden)


def _check_extent(sheet_xml: bytes) -> None:
    """Refuses a sheet with a stray cell so far out that the rectangle up to it would not fit."""
    rows, columns = _named_extent(sheet_xml)
    if _NAMELESS.search(sheet_xml):
        counted = _counted_extent(sheet_xml)
        rows, columns = max(rows, counted[0]), max(columns, counted[1])
    _check_extents([(rows, columns)])


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
