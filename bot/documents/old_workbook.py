"""How far the sheets of an .xls or .ods reach, found before anything of them is laid out: a stray cell would fill the memory.

Sources: MS-CFB (compound files), MS-XLS 2.4 (cell records), OpenDocument 1.2 part 1, 9.1 (repeated rows and cells).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from bot.documents import faults
from bot.phrases import Refusal

TEXT_LIMIT = 100 * 1024 * 1024
"""Characters the cells of an .ods may have together once repeated ones are written out."""

_FREE = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places (MS-CFB 2.1)."""
_STREAMS = ("Workbook", "Book")
_BOF, _FILEPASS = 0x0809, 0x002F
_CELLS = frozenset((0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E, 0x0206, 0x0406))
_SEVERAL_CELLS = frozenset((0x00BD, 0x00BE))


# ── .xls ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def xls_extents(data: bytes) -> Iterator[tuple[int, int]]:
    """(rows, columns) each sheet of an .xls reaches to. Raises Refusal for a damaged one, or one with a password."""
    try:
        yield from _extents(_stream(data))
    except (struct.error, IndexError):
        raise Refusal(faults.BROKEN) from None


def _extents(book: bytes) -> Iterator[tuple[int, int]]:
    rows = columns = place = 0
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        body = place + 4
        if kind == _FILEPASS:
            raise Refusal(faults.PASSWORD)
        if kind == _BOF:
            yield rows, columns
            rows = columns = 0
        elif kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", book, body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind in _SEVERAL_CELLS and length >= 6:
            (row,) = struct.unpack_from("<H", book, body)
            (last,) = struct.unpack_from("<H", book, body + length - 2)
            rows, columns = max(rows, row + 1), max(columns, last + 1)
        place = body + length
    yield rows, columns


@dataclass(slots=True)
class _Compound:
    """A compound file: sectors, and the table that says which follows which."""

    data: bytes
    size: int
    following: list[int]

    def chain(self, first: int) -> bytes:
        """The bytes of a chain of sectors; a circle is cut off."""
        parts, sector, left = [], first, len(self.data) // self.size + 1
        while sector < _FREE and left:
            parts.append(self.data[(sector + 1) * self.size : (sector + 2) * self.size])
            sector, left = self.following[sector], left - 1
        return b"".join(parts)


def _stream(data: bytes) -> bytes:
    """The workbook's stream."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    tables = list(struct.unpack_from("<109I", data, 76))
    sector, left = struct.unpack_from("<I", data, 68)[0], len(data) // size + 1
    while sector < _FREE and left:
        more = struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
        tables += more[:-1]
        sector, left = more[-1], left - 1
    following: list[int] = []
    for table in tables:
        if table < _FREE:
            following += struct.unpack_from(f"<{size // 4}I", data, (table + 1) * size)
    file = _Compound(data, size, following)
    entries = _entries(file.chain(struct.unpack_from("<I", data, 48)[0]))
    first, length = next((entries[name] for name in _STREAMS if name in entries), (None, 0))
    if first is None:
        raise Refusal(faults.BROKEN)
    if length >= struct.unpack_from("<I", data, 56)[0]:
        return file.chain(first)[:length]
    small = 1 << min(struct.unpack_from("<H", data, 32)[0], 16)
    table = file.chain(struct.unpack_from("<I", data, 60)[0])
    inner = _Compound(
        b"\0" * small + file.chain(entries["Root Entry"][0]), small, list(struct.unpack(f"<{len(table) // 4}I", table))
    )
    return inner.chain(first)[:length]


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    """(first sector, bytes) of each stream by its name."""
    found = {}
    for place in range(0, len(directory) - 127, 128):
        (length,) = struct.unpack_from("<H", directory, place + 64)
        name = directory[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        found[name] = struct.unpack_from("<II", directory, place + 116)
    return found


# ── .ods ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Sheets:
    """Reads the content part of an .ods as it comes; a document type is refused, so no entity can be a bomb."""

    def __init__(self) -> None:
        self.extents: list[tuple[int, int]] = []
        self.characters = 0
        self.row = self.column = self.rows = self.columns = 0
        self.row_times = self.cell_times = 1
        self.filled = False
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.said

    def doctype(self, *_: object) -> None:
        raise Refusal(faults.BROKEN)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "table:table":
                self.row = self.rows = self.columns = 0
            case "table:table-row":
                self.row_times, self.column = _times(attributes, "table:number-rows-repeated"), 0
            case "table:table-cell" | "table:covered-table-cell":
                self.cell_times = _times(attributes, "table:number-columns-repeated")
                self.filled = "office:value-type" in attributes

    def said(self, words: str) -> None:
        if words.strip():
            self.filled = True
            self.characters += len(words) * self.row_times * self.cell_times
            if self.characters > TEXT_LIMIT:
                raise Refusal(faults.BOMB(limit=TEXT_LIMIT >> 20))

    def end(self, tag: str) -> None:
        match tag:
            case "table:table-cell" | "table:covered-table-cell":
                self.column += self.cell_times
                if self.filled:
                    self.rows, self.columns = self.row + self.row_times, max(self.columns, self.column)
                self.filled = False
            case "table:table-row":
                self.row += self.row_times
            case "table:table":
                self.extents.append((self.rows, self.columns))


def ods_extents(content_xml: bytes) -> list[tuple[int, int]]:
    """(rows, columns) each sheet of an .ods reaches to, repeated cells written out. Raises Refusal for one that is no XML."""
    reader = _Sheets()
    try:
        reader.parser.Parse(content_xml, True)
    except expat.ExpatError:
        raise Refusal(faults.BROKEN) from None
    return reader.extents


def _times(attributes: dict[str, str], name: str) -> int:
    said = attributes.get(name, "1")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 9 else 1
