"""Which paragraphs of a Word file are headings, and of which level: by their outline level or their style, by name or by what it is based on.

Source: ECMA-376 part 1, 17.3.1.20 (outlineLvl) and 17.7.4 (styles).
"""

from __future__ import annotations

import re
from typing import Any

from bot.documents.word_numbering import STYLES_DEEP, W

TITLE = 0
"""The level of the document's own title; headings have 1 (the highest) to 9."""

_HEADING = re.compile(r"(?:heading|标题|標題|überschrift)\s*([1-9])")
_TITLES = ("title", "标题", "標題")
_BODY_TEXT = 9
"""The outline level of words that are no heading."""


class Headings:
    """Looks each style up once."""

    def __init__(self, styles: Any) -> None:
        self._styles = {} if styles is None else {_get(style, "styleId"): style for style in styles.iter(f"{W}style")}
        self._known: dict[str, int | None] = {}

    def level(self, paragraph: Any) -> int | None:
        """0 for the document's title, 1 to 9 for a heading, None for other words."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = _outline(properties)
        if own is not None:
            return own + 1 if own < _BODY_TEXT else None
        style = properties.find(f"{W}pStyle")
        return None if style is None else self._of_style(_get(style, "val"))

    def _of_style(self, name: str) -> int | None:
        if name not in self._known:
            self._known[name] = self._followed(name)
        return self._known[name]

    def _followed(self, name: str) -> int | None:
        for _ in range(STYLES_DEEP):
            style = self._styles.get(name)
            if style is None:
                return None
            named = style.find(f"{W}name")
            called = "" if named is None else _get(named, "val").strip().casefold()
            if called in _TITLES:
                return TITLE
            if found := _HEADING.fullmatch(called):
                return int(found[1])
            properties = style.find(f"{W}pPr")
            if properties is not None and (own := _outline(properties)) is not None:
                return own + 1 if own < _BODY_TEXT else None
            based = style.find(f"{W}basedOn")
            if based is None:
                return None
            name = _get(based, "val")
        return None


def _outline(properties: Any) -> int | None:
    said = properties.find(f"{W}outlineLvl")
    value = "" if said is None else _get(said, "val")
    return int(value) if value.isascii() and value.isdigit() and len(value) == 1 else None


def _get(element: Any, name: str) -> str:
    return str(element.get(f"{W}{name}") or "")
