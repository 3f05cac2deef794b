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

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*(?:/>|>\s*</(?:\w+:)?Relationship>)")


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
        if not name.endswith(".rels"):
            return content
        return _RELATION.sub(lambda found: found[0] if read.search(found[0]) else b"", content)

    return unpacked(data, wanted, look)
