"""A .pptx as people see it: its slides in order, each with its title, its lines, its tables and its notes.

To be called in a task: python-pptx is imported here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.documents import faults, office_parts
from bot.documents.text import seen
from bot.phrases import Refusal

P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
DEPTH_LIMIT = 8
"""How deep shapes may be grouped."""

_WANTED = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/\.rels|ppt/(?:presentation\.xml|_rels/presentation\.xml\.rels|(?:slides|notesSlides)/(?:_rels/)?[^/]+))$",
    re.IGNORECASE,
)
_RELATIONS = ("officeDocument", "slide", "notesSlide")


@dataclass(frozen=True, slots=True)
class SlideLine:
    """A line of a slide and how deep it is indented, from 0."""

    text: str
    depth: int = 0


@dataclass(slots=True)
class Slide:
    """What a slide shows. `is_cover` is a title slide by its layout; `has_more` are pictures, charts, sound and whatever else is no
    words."""

    number: int
    title: str = ""
    is_cover: bool = False
    is_hidden: bool = False
    blocks: list[list[SlideLine] | list[list[str]]] = field(default_factory=list)
    """Text boxes as lines, tables as rows of cells."""
    notes: str = ""
    has_more: bool = False
    section: str = ""
    """The section it belongs to; "" where the presentation has none."""


def slides(data: bytes) -> list[Slide]:
    """The slides of a .pptx. Raises Refusal where it cannot be opened."""
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    try:
        presentation = Presentation(office_parts.opened(data, _WANTED, _RELATIONS))
        sections = _sections(presentation.element)
        return [_slide(number, one, sections) for number, one in enumerate(presentation.slides, 1)]
    except (PythonPptxError, KeyError, ValueError, AttributeError, SyntaxError, IndexError, TypeError):  # what is none
        raise Refusal(faults.BROKEN) from None


def _sections(presentation: Any) -> dict[int, str]:
    """The section of each slide by the slide's id; none where all of them are in one."""
    found = list(presentation.iter(f"{P14}section"))
    if len(found) < 2:
        return {}
    return {
        int(one.get("id")): seen(section.get("name") or "").strip() for section in found for one in section.iter(f"{P14}sldId")
    }


def _slide(number: int, slide: Any, sections: dict[int, str]) -> Slide:
    made = Slide(number, is_hidden=slide.element.get("show") in ("0", "false"), section=sections.get(slide.slide_id, ""))
    title = slide.shapes.title
    if title is not None:
        made.title = " ".join(seen(title.text_frame.text).split())
        made.is_cover = "ctrTitle" in str(title.element.xpath("string(.//p:nvPr/p:ph/@type)"))
    for shape in _flat(slide.shapes, 0):
        if title is None or shape.shape_id != title.shape_id:
            _take(shape, made)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        made.notes = seen(frame.text).strip()
    return made


def _flat(shapes: Any, depth: int) -> Iterator[Any]:
    """The shapes as they are read, from the top down and from left to right, a group's own among them; what stands where its layout
    says comes first."""
    if depth > DEPTH_LIMIT:
        return
    for shape in sorted(shapes, key=lambda one: (one.element.y or 0, one.element.x or 0)):
        if hasattr(shape, "shapes"):
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _take(shape: Any, made: Slide) -> None:
    if shape.is_placeholder and shape.element.xpath("string(.//p:nvPr/p:ph/@type)") in ("sldNum", "dt", "ftr", "hdr"):
        return
    if getattr(shape, "has_table", False):
        made.blocks.append([[seen(cell.text).strip() for cell in row.cells] for row in shape.table.rows])
    elif shape.has_text_frame:
        lines = [SlideLine(seen(one.text).strip(), one.level) for one in shape.text_frame.paragraphs if one.text.strip()]
        made.blocks += [lines] if lines else []
    elif shape.element.tag.rpartition("}")[2] != "cxnSp":  # a connector is only a line
        made.has_more = True
