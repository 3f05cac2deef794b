"""A picture that carries itself in the other palette: a PNG with a second one in a chunk of its own, which whoever does not know it passes over.

One file in the store, one key, one name: what is kept, copied, shared and deleted is the picture with its twin.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
AFTER_HEADER = 33
"""Where the second chunk begins: the signature and the header, which is always first and as long."""
CHUNKS = {"dark": b"daRK", "light": b"liGT"}
"""By the looks a twin is for. By its letters the chunk may be left out, is private, and does not survive a change of the picture."""


class TwinPlace(NamedTuple):
    """Where the twin stands in the file: its first byte and the one after its last."""

    start: int
    end: int


def embedded(picture: bytes, twin: bytes, look: str) -> bytes:
    """The picture with its twin for `dark` or `light` in it."""
    kind = CHUNKS[look]
    chunk = struct.pack(">I", len(twin)) + kind + twin + struct.pack(">I", zlib.crc32(kind + twin))
    return picture[:AFTER_HEADER] + chunk + picture[AFTER_HEADER:]


def twin_in(head: bytes, look: str) -> TwinPlace | None:
    """Where a PNG that begins so has its twin for these looks; None where it has none."""
    if not head.startswith(SIGNATURE) or head[AFTER_HEADER + 4 : AFTER_HEADER + 8] != CHUNKS.get(look):
        return None
    (length,) = struct.unpack(">I", head[AFTER_HEADER : AFTER_HEADER + 4])
    start = AFTER_HEADER + 8
    return TwinPlace(start, start + length)
