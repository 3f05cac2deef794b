"""Presentations as people make them, slide by slide, with sections, covers, notes, tables, pictures and hidden slides."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@dataclass(frozen=True)
class Shown:
    """A slide: its title, the lines of its text box, and what else is on it."""

    title: str
    lines: Sequence[str] = ()
    notes: str = ""
    section: str = ""
    is_cover: bool = False
    is_hidden: bool = False
    has_picture: bool = False
    table: Sequence[Sequence[str]] = ()


def presentation(slides: Sequence[Shown]) -> bytes:
    """A .pptx of them."""
    from pptx import Presentation
    from pptx.util import Inches

    made = Presentation()
    for one in slides:
        slide = made.slides.add_slide(made.slide_layouts[0 if one.is_cover else 1])
        slide.shapes.title.text = one.title
        slide.placeholders[1].text = "\n".join(one.lines)
        if one.notes:
            slide.notes_slide.notes_text_frame.text = one.notes
        if one.is_hidden:
            slide.element.set("show", "0")
        if one.has_picture:
            slide.shapes.add_picture(io.BytesIO(PIXEL), Inches(1), Inches(1))
        if one.table:
            cells = slide.shapes.add_table(len(one.table), len(one.table[0]), Inches(1), Inches(3), Inches(4), Inches(2)).table
            for number, row in enumerate(one.table):
                for place, words in enumerate(row):
                    cells.cell(number, place).text = words
    _put_into_sections(made, slides)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _put_into_sections(made: object, slides: Sequence[Shown]) -> None:
    """The list of sections as PowerPoint keeps it, in an extension of the presentation."""
    from lxml import etree  # type: ignore[import-untyped]

    if not any(one.section for one in slides):
        return
    ids = [one.slide_id for one in made.slides]  # type: ignore[attr-defined]
    listed = "".join(
        f'<p14:section name="{name}" id="{{0}}"><p14:sldIdLst>'
        + "".join(f'<p14:sldId id="{ids[place]}"/>' for place, _ in group)
        + "</p14:sldIdLst></p14:section>"
        for name, group in groupby(enumerate(slides), key=lambda one: one[1].section)
    )
    extension = (
        '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">'
        f'<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">{listed}</p14:sectionLst></p:ext></p:extLst>'
    )
    made.element.append(etree.fromstring(extension))  # type: ignore[attr-defined]
