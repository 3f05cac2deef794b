"""The table of what was wrong with a file: the faulty rows as they stood, each with its row and its sentence, to be mended and sent back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.documents.document import Document
from bot.documents.parsed import Parsed, Remark
from bot.documents.spreadsheet import Sheet
from bot.documents.workbook import Workbook
from bot.phrases import Phrase

HEAD_ROW = Phrase(zh="原行号", en="row")
HEAD_FAULT = Phrase(zh="要改的地方", en="fault")
HEAD_SOURCE = Phrase(zh="原文", en="source")
SHEET_FAULTS = Phrase(zh="要改的行", en="faults")
ADDED = frozenset(word for head in (HEAD_ROW, HEAD_FAULT) for word in (head.zh, head.en))
"""The two columns in front, which whoever reads the table sent back passes over."""


@dataclass(frozen=True, slots=True)
class FaultySource:
    """A faulty piece of a text as it stands in a table of faults sent back, and its row there."""

    text: str
    row: int


def sources(document: Document) -> list[FaultySource]:
    """The texts of a table of faults that has each as the text it was; none in any other table. Raises Refusal as the document does."""
    columns = [(sheet, place) for sheet in document.sheets for place in _places(sheet)]
    return [
        FaultySource(cells[column], number)
        for sheet, column in columns
        for number, cells in sheet.rows[1:]
        if len(cells) > column and cells[column].strip()
    ]


def _places(sheet: Sheet) -> list[int]:
    """The columns of a sheet with the texts."""
    heads = [head.strip() for head in sheet.rows[0][1]] if sheet.rows else []
    faults = {HEAD_FAULT.zh, HEAD_FAULT.en}
    return [place for place, head in enumerate(heads) if head in (HEAD_SOURCE.zh, HEAD_SOURCE.en) and faults & set(heads)]


def error_table(parsed: Parsed[Any], language: str) -> bytes:
    """The workbook, a sheet for each sheet with faults. A text's faults have their lines in one column."""
    book = Workbook()
    added, source = [HEAD_ROW().to(language), HEAD_FAULT().to(language)], HEAD_SOURCE().to(language)
    for sheet in dict.fromkeys(remark.sheet for remark in parsed.faults):
        rows = (_row(remark, language) for remark in parsed.faults if remark.sheet == sheet)
        heads = [*added, *(parsed.heads.get(sheet) or [source])]
        book.add(sheet or SHEET_FAULTS().to(language), heads, rows, wide=[added[1], source])
    return book.saved()


def _row(remark: Remark, language: str) -> list[str]:
    """Row 0 is the file as a whole."""
    return [str(remark.row or 0), remark.reason.to(language), *remark.source]
