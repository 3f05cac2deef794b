"""A .docx being written: headings, paragraphs, pictures and tables, in the house's letters. Only tasks write one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

FONT = "Noto Sans CJK SC"
LETTERS = 10
"""Points."""
WIDE = 4.0
"""Inches of a picture."""
TABLE = "Light Grid Accent 1"


class WordWriter:
    """A document of that title, made at a moment."""

    def __init__(self, title: str, at: datetime) -> None:
        from docx import Document
        from docx.oxml.ns import qn
        from docx.shared import Pt

        self._paper = Document()
        style = self._paper.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(LETTERS)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        known = self._paper.core_properties
        known.title, known.created, known.modified = title, at.replace(tzinfo=None), at.replace(tzinfo=None)
        self._paper.add_heading(title, 0)

    def heading(self, words: str) -> None:
        """A part of it begins."""
        self._paper.add_heading(words, 1)

    def paragraph(self, words: str) -> None:
        self._paper.add_paragraph(words)

    def picture(self, png: bytes, under: str) -> None:
        """A picture and what it is."""
        from docx.shared import Inches

        self._paper.add_picture(BytesIO(png), width=Inches(WIDE))
        self.paragraph(under)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows of one length, the first of them the heads."""
        made = self._paper.add_table(rows=0, cols=len(rows[0]), style=TABLE)
        for row in rows:
            for cell, words in zip(made.add_row().cells, row, strict=True):
                cell.text = words

    @property
    def content(self) -> bytes:
        """The file."""
        made = BytesIO()
        self._paper.save(made)
        return made.getvalue()
