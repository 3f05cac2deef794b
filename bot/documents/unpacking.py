"""Archives opened within bounds: how much they unpack to is counted, not believed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from bot.documents import faults
from bot.phrases import Refusal

UNPACKED_LIMIT = 100 * 1024 * 1024
"""Bytes an archive may unpack to: a workbook of 20,000 rows takes about 15 MB."""
PARTS_LIMIT = 500
PIECE = 1 << 20
"""Bytes unpacked at a time."""

_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError)
"""What a damaged archive may raise while it is read."""


def names(data: bytes) -> set[str]:
    """The names of an archive's parts. Raises Refusal where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except _UNREADABLE:
        raise Refusal(faults.BROKEN) from None


def beginning(data: bytes, name: str, length: int) -> bytes:
    """The first bytes of a part. Raises Refusal where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as part:
            return part.read(length)
    except (*_UNREADABLE, KeyError, NotImplementedError):
        raise Refusal(faults.BROKEN) from None


def unpacked(data: bytes, wanted: re.Pattern[str], look: Callable[[str, bytes], bytes]) -> io.BytesIO:
    """The parts whose names match `wanted` in an archive of our own, whose sizes were counted and not believed. Raises Refusal.

    What the directory of the archive says is checked first, so that a bomb is refused unopened; then every part that is
    read at all is unpacked once within its stated size, so that one that lied is found out before a library sees it. `look` is
    given each part's name and content, gives the content to keep, and may raise Refusal too.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if wanted.match(part.filename)]
            if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise Refusal(faults.BOMB(limit=UNPACKED_LIMIT >> 20))
            if any(part.flag_bits & 1 for part in parts):
                raise Refusal(faults.PASSWORD)
            if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
                raise Refusal(faults.BROKEN)
            return _copied(archive, parts, look)
    except _UNREADABLE:
        raise Refusal(faults.BROKEN) from None


def _copied(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], look: Callable[[str, bytes], bytes]) -> io.BytesIO:
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as ours:  # packed again: half the memory
        for part in parts:
            with archive.open(part) as packed:  # a piece at a time: asked for everything, it unpacks everything first
                content = b"".join(iter(lambda: packed.read(PIECE), b""))
            ours.writestr(part.filename, look(part.filename, content))
    copy.seek(0)
    return copy
