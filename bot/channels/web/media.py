"""What a browser may play of the files people send, and the part of one it asks for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import BinaryIO, NamedTuple

CHUNK = 64 * 1024
SIGNATURES = {
    b"\x1aE\xdf\xa3": "video/webm",
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"\xff\xf2": "audio/mpeg",
    b"\xff\xf1": "audio/aac",
    b"\xff\xf9": "audio/aac",
    b"fLaC": "audio/flac",
}
ASKED = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Span(NamedTuple):
    """Bytes of a file, the first and the one after the last."""

    start: int
    end: int


def media_type(head: bytes) -> str | None:
    """The type of what can be played, by its first bytes; None for everything else."""
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:11] == b"M4A" else "video/mp4"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    return next((kind for signature, kind in SIGNATURES.items() if head.startswith(signature)), None)


def span(asked: str, size: int) -> Span | None:
    """What `Range` asks for: one span. None where it asks for nothing we know, which is the whole; raises ValueError for a part there is not."""
    found = ASKED.fullmatch(asked.replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= size or (last and first and int(last) < start) or start >= end:
        raise ValueError(asked)
    return Span(start, end)


async def read(stream: BinaryIO, part: Span) -> AsyncIterator[bytes]:
    """An open file's part in pieces, read off the loop; closed at the end."""
    try:
        await asyncio.to_thread(stream.seek, part.start)
        left = part.end - part.start
        while left > 0 and (piece := await asyncio.to_thread(stream.read, min(CHUNK, left))):
            left -= len(piece)
            yield piece
    finally:
        stream.close()
