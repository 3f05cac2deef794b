"""The parts of an Office file for a library that makes a tree of each: counted, without entities, without relations to what is not read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from bot.documents import faults
from bot.documents.unpacking import unpacked
from bot.phrases import Refusal

TREES_LIMIT = 24 * 1024 * 1024
"""Bytes of all parts together: as trees they take some six times as much. A bank of 2,500 questions has about 4 MB."""
PROLOGUE = 4096

TYPES = "[Content_Types].xml"
OFFICE = b"application/vnd.openxmlformats-officedocument."
MAIN = {
    b"word": OFFICE + b"wordprocessingml.document.main+xml",
    b"powerpoint": OFFICE + b"presentationml.presentation.main+xml",
}

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*(?:/>|>\s*</(?:\w+:)?Relationship>)")


_OTHER_MAIN = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.(wordprocessing|presentation)ml\.(?:template|slideshow)"
    rb"|ms-(word|powerpoint)\.\w+\.macroEnabled(?:Template)?)\.main\+xml"
)
"""Templates, slide shows and files with macros: the same parts under another name, which the libraries do not know (ECMA-376 part 1,
annex A; MS-OFFMACRO)."""


def opened(data: bytes, wanted: re.Pattern[str], relations: Iterable[str]) -> io.BytesIO:
    """The parts whose names match `wanted`, with the relations whose type ends with one of `relations`. Raises Refusal."""
    read = re.compile(rf"""Type=["'][^"']*/(?:{"|".join(relations)})["']""".encode())
    size = 0

    def look(name: str, content: bytes) -> bytes:
        nonlocal size
        size += len(content)
        if b"<!DOCTYPE" in content[:PROLOGUE]:
            raise Refusal(faults.BROKEN)
        if size > TREES_LIMIT:
            raise Refusal(faults.BOMB(limit=TREES_LIMIT >> 20))
        if name == TYPES:
            return _OTHER_MAIN.sub(_main, content)
        if not name.endswith(".rels"):
            return content
        return _RELATION.sub(lambda found: found[0] if read.search(found[0]) else b"", content)

    return unpacked(data, wanted, look)


def _main(found: re.Match[bytes]) -> bytes:
    return MAIN[{b"wordprocessing": b"word", b"presentation": b"powerpoint"}.get(found[1]) or found[2]]
