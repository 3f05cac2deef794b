"""The table of what was wrong with a file: the faulty rows as they stood, each with its row and its sentence, to be mended and sent back."""

from __future__ import annotations

from typing import Any

from bot.documents.parsed import Parsed, Remark
from bot.documents.workbook import Workbook
from bot.phrases import Phrase

HEAD_ROW = Phrase(zh="原行号", en="row")
HEAD_FAULT = Phrase(zh="要改的地方", en="fault")
HEAD_SOURCE = Phrase(zh="原文", en="source")
SHEET_FAULTS = Phrase(zh="要改的行", en="faults")
ADDED = frozenset(word for head in (HEAD_ROW, HEAD_FAULT) for word in (head.zh, head.en))
"""The two columns in front, which whoever reads the table sent back passes over."""


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
