"""A .docx being written: headings, paragraphs, pictures and tables on A4, in the house's letters. Only tasks write one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

FONT = "Noto Sans CJK SC"
LETTERS, IN_TABLES = 10, 9
"""Points."""
PAGE, MARGIN = (21.0, 29.7), 2.0
"""Centimetres: A4."""
WIDE = 10.0
"""Centimetres of a picture."""
TABLE = "Light Grid Accent 1"
TEXT = "Body Text"
STYLES = ("Normal", TEXT, "Title", "Heading 1", "Caption")


class WordWriter:
    """A document of that title, made at a moment."""

    def __init__(self, title: str, at: datetime) -> None:
        from docx import Document
        from docx.shared import Cm, Pt

        self._paper = Document()
        for name in STYLES:
            _in_our_letters(self._paper.styles[name])
        self._paper.styles["Normal"].font.size = Pt(IN_TABLES)
        self._paper.styles[TEXT].font.size = Pt(LETTERS)
        page = self._paper.sections[0]
        page.page_width, page.page_height = Cm(PAGE[0]), Cm(PAGE[1])
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
        known = self._paper.core_properties
        known.title, known.created, known.modified = title, at.replace(tzinfo=None), at.replace(tzinfo=None)
        self._paper.add_heading(title, 0)

    def heading(self, words: str) -> None:
        """A part of it begins."""
        self._paper.add_heading(words, 1)

    def paragraph(self, words: str) -> None:
        self._paper.add_paragraph(words, style=TEXT)

    def picture(self, png: bytes, under: str) -> None:
        """A picture and, on the same page, what it is."""
        from docx.shared import Cm

        self._paper.add_picture(BytesIO(png), width=Cm(WIDE))
        self._paper.paragraphs[-1].paragraph_format.keep_with_next = True
        self._paper.add_paragraph(under, style="Caption")

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """Rows of one length, the first of them the heads, which stand on every page; the columns share its width so. No row is cut."""
        from docx.oxml import OxmlElement
        from docx.shared import Cm

        made = self._paper.add_table(rows=0, cols=len(widths), style=TABLE)
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Cm((PAGE[0] - 2 * MARGIN) * width / sum(widths))
        for place, row in enumerate(rows):
            line = made.add_row()
            properties = line._tr.get_or_add_trPr()  # what has no name of its own in python-docx
            properties.append(OxmlElement("w:cantSplit"))
            cells = line.cells
            for cell, words in zip(cells, row, strict=True):
                cell.text = words
            if place == 0:
                properties.append(OxmlElement("w:tblHeader"))
                for cell in cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True

    @property
    def content(self) -> bytes:
        """The file."""
        made = BytesIO()
        self._paper.save(made)
        return made.getvalue()


def _in_our_letters(style: Any) -> None:
    """A style's own fonts stand only where it names no theme's."""
    from docx.oxml.ns import qn

    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), FONT)
    for part in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{part}Theme"), None)
