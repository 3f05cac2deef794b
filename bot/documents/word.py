"""A .docx as people see it: its lines in order, with automatic numbers and marks, and its tables as rows of cells.

To be called in a task: python-docx is imported here and nowhere else. What was deleted with changes tracked, or is hidden, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.documents import faults, office_parts
from bot.documents.script import script
from bot.documents.text import seen
from bot.documents.text_line import TextLine, TextMark
from bot.documents.word_headings import Headings
from bot.documents.word_numbering import Numbering, W
from bot.phrases import Refusal

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RAISED = 4
"""Half points a run has to stand above or below its line to be a power or an index."""
DEPTH_LIMIT = 12
"""How deep tables and content controls may lie in each other."""

_WANTED = re.compile(r"(?:\[Content_Types\]\.xml|_rels/\.rels|word/(?:[^/]+\.xml|_rels/[^/]+\.rels))$", re.IGNORECASE)
_RELATIONS = ("officeDocument", "styles", "numbering")
_AROUND_RUNS = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "sdtContent")
)
_PICTURES = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_SIGNS = {"fc": "✓", "fe": "☑", "52": "☑", "fb": "✗", "fd": "☒", "54": "☒", "d6": "√", "b4": "×"}
"""Wingdings and Symbol: what trainers tick right and wrong with, by the last two digits of the character."""


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table: its number in the file, the paragraph it begins after, and its rows from 1 as (row, cells), a merged cell's words in
    all of it."""

    number: int
    line: int
    rows: list[tuple[int, list[str]]]


@dataclass(slots=True)
class WordContent:
    """What a file holds, in its order, and whether it shows pictures that are not read."""

    blocks: list[TextLine | WordTable] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    """The lines with a picture, sound or embedded file."""
    hidden: list[int] = field(default_factory=list)
    """The lines with hidden words, which were left out."""


def content(data: bytes) -> WordContent:
    """What a .docx holds. Raises Refusal where it cannot be opened."""
    from docx import Document
    from docx.exceptions import PythonDocxError

    try:
        document = Document(office_parts.opened(data, _WANTED, _RELATIONS))
        styles = document.styles.element
        reader = _WordReader(Numbering(_numbering(document.part), styles), Headings(styles))
        body = document.element.body
    except (
        PythonDocxError,
        KeyError,
        ValueError,
        AttributeError,
        SyntaxError,
    ):  # what python-docx and lxml raise for what is none
        raise Refusal(faults.BROKEN) from None
    reader.read(body, 0)
    return reader.content


def _numbering(part: Any) -> Any:
    """The numbering part's element; None where a file has no lists."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    try:
        return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return None


@dataclass(slots=True)
class _Piece:
    """Words of one run and how they stand out."""

    words: str
    marks: frozenset[TextMark]


class _WordReader:
    """Walks the document once."""

    def __init__(self, numbering: Numbering, headings: Headings) -> None:
        self.numbering, self.headings = numbering, headings
        self.content = WordContent()
        self.number = self.tables = 0

    def read(self, body: Any, depth: int) -> None:
        """The paragraphs and tables of a body, a cell or a content control."""
        if depth > DEPTH_LIMIT:
            return
        for element in body:
            if element.tag == f"{W}p":
                self.content.blocks += self.paragraph(element)
            elif element.tag == f"{W}tbl":
                self.table(element, depth + 1)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
                self.read(element, depth + 1)

    def paragraph(self, paragraph: Any) -> list[TextLine]:
        """The lines of a paragraph, its number before the first; a soft break ends a line, not a paragraph."""
        self.number += 1
        label, heading = self.numbering.label(paragraph), self.headings.level(paragraph)
        is_bullet = not label and self.numbering.is_bullet(paragraph)
        pieces = [_Piece(label, frozenset()), *self._pieces(paragraph, 0)]
        return [TextLine(self.number, text, marks, heading, is_bullet) for text, marks in _lines(pieces)]

    def _pieces(self, element: Any, depth: int) -> Iterator[_Piece]:
        """The words of the runs in an element."""
        for child in element:
            if child.tag == f"{W}r":
                yield self._run(child)
            elif child.tag == f"{W}sdt" or (child.tag in _AROUND_RUNS and depth < DEPTH_LIMIT):
                yield from self._pieces(child, depth + 1)
            elif child.tag in (f"{M}oMath", f"{M}oMathPara"):
                yield _Piece(_formula(child, 0), frozenset())

    def _run(self, run: Any) -> _Piece:
        properties = run.find(f"{W}rPr")
        marks, raised, unseen = _look(properties) if properties is not None else (frozenset[TextMark](), None, False)
        words = "".join(self._said(child) for child in run)
        if unseen:
            if words.strip():
                self.content.hidden.append(self.number)
            return _Piece("", frozenset())
        return _Piece(words if raised is None else script(words, raised=raised), marks)

    def _said(self, child: Any) -> str:
        """What one element of a run says."""
        tag = child.tag
        if tag == f"{W}t":
            return seen(child.text or "")
        if tag in (f"{W}br", f"{W}cr"):
            return "\n"
        if tag in (f"{W}tab", f"{W}ptab"):
            return "\t"
        if tag == f"{W}noBreakHyphen":
            return "-"
        if tag == f"{W}sym":
            return _SIGNS.get(str(child.get(f"{W}char") or "").lower()[-2:], "")
        if tag in _PICTURES or tag == f"{MC}AlternateContent":
            self.content.pictures.append(self.number)
        return ""

    # tables

    def table(self, table: Any, depth: int) -> None:
        """A table's rows, and its number."""
        self.tables += 1
        number, line = self.tables, self.number + 1
        rows: list[tuple[int, list[str]]] = []
        for row in table.iter(f"{W}tr"):
            if _outer(row, table):
                rows.append((len(rows) + 1, self._cells(row, rows[-1][1] if rows else [], depth)))
        self.content.blocks.append(WordTable(number, line, rows))

    def _cells(self, row: Any, above: Sequence[str], depth: int) -> list[str]:
        cells: list[str] = []
        for cell in row.iter(f"{W}tc"):
            if not _outer(cell, row):
                continue
            words = self._cell(cell, depth)
            properties = cell.find(f"{W}tcPr")
            merged = properties.find(f"{W}vMerge") if properties is not None else None
            if merged is not None and merged.get(f"{W}val") in (None, "continue") and len(cells) < len(above):
                words = above[len(cells)]
            span = properties.find(f"{W}gridSpan") if properties is not None else None
            width = str(span.get(f"{W}val") or "1") if span is not None else "1"
            cells += [words] * (min(int(width), 63) if width.isdigit() else 1)
        return cells

    def _cell(self, cell: Any, depth: int) -> str:
        """The lines of a cell; a table in a cell is read as a table of its own."""
        lines: list[str] = []
        for element in cell:
            if element.tag == f"{W}p":
                lines += [line.text for line in self.paragraph(element)]
            elif element.tag == f"{W}tbl" and depth < DEPTH_LIMIT:
                self.table(element, depth + 1)
            elif element.tag == f"{W}sdt":
                inside = element.find(f"{W}sdtContent")
                lines += [] if inside is None else [self._cell(inside, depth + 1)]
        return "\n".join(line for line in lines if line.strip())


def _outer(inner: Any, outer: Any) -> bool:
    """Whether an element lies in `outer` itself, not in a table inside it."""
    parent = inner.getparent()
    while parent is not outer and parent is not None and parent.tag != f"{W}tbl":
        parent = parent.getparent()
    return parent is outer


def _lines(pieces: Sequence[_Piece]) -> Iterator[tuple[str, tuple[tuple[int, int, TextMark], ...]]]:
    """(text, marks) of each line in the pieces of a paragraph."""
    text = ""
    marks: list[tuple[int, int, TextMark]] = []
    for piece in pieces:
        for place, words in enumerate(piece.words.split("\n")):
            if place:
                yield text, tuple(marks)
                text, marks = "", []
            if words.strip():
                marks += [(len(text), len(text) + len(words), mark) for mark in piece.marks]
            text += words
    yield text, tuple(marks)


def _look(properties: Any) -> tuple[frozenset[TextMark], bool | None, bool]:
    """(marks, raised or lowered or neither, hidden) of a run's properties."""
    marks, raised, unseen = set(), None, False
    for one in properties:
        value = str(one.get(f"{W}val") or "")
        on = value not in ("0", "false", "none", "off", "auto")
        match one.tag.removeprefix(W):
            case "b" if on:
                marks.add(TextMark.BOLD)
            case "color" if _is_red(value):
                marks.add(TextMark.RED)
            case "u" if on:
                marks.add(TextMark.UNDERLINED)
            case "highlight" if on:
                marks.add(TextMark.HIGHLIGHTED)
            case "strike" | "dstrike" if on:
                marks.add(TextMark.STRUCK)
            case "vertAlign" if value in ("superscript", "subscript"):
                raised = value == "superscript"
            case "position" if abs(_int(value)) >= RAISED:  # how LibreOffice writes what it raises
                raised = _int(value) > 0
            case "vanish" if on:
                unseen = True
    return frozenset(marks), raised, unseen


def _int(value: str) -> int:
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 5 else 0


def _is_red(value: str) -> bool:
    """Whether a colour RRGGBB is a red: much red, little of the others."""
    try:
        red, green, blue = (int(value[place : place + 2], 16) for place in (0, 2, 4))
    except ValueError:
        return False
    return len(value) == 6 and red >= 0xB0 and green <= 0x60 and blue <= 0x60


def _formula(element: Any, depth: int) -> str:
    """A formula's words: powers and indices as signs or ^{…}, a fraction as a/b, a root as √(…)."""
    if depth > DEPTH_LIMIT:
        return ""
    match element.tag.removeprefix(M):
        case "t":
            return element.text or ""
        case "sSup" | "sSub":
            base, raised = _part(element, "e", depth), element.tag == f"{M}sSup"
            return base + script(_part(element, "sup" if raised else "sub", depth), raised=raised)
        case "f":
            return f"{_part(element, 'num', depth)}/{_part(element, 'den', depth)}"
        case "rad":
            return f"√({_part(element, 'e', depth)})"
        case _:
            return "".join(_formula(child, depth + 1) for child in element)


def _part(element: Any, name: str, depth: int) -> str:
    inside = element.find(f"{M}{name}")
    return "" if inside is None else _formula(inside, depth + 1)
