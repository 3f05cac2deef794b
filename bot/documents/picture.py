"""Is this a picture people can see? PNG and JPEG are read to their last pixel or mark before anything keeps them."""

from __future__ import annotations

import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 50_000_000
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples a pixel by PNG's colour type."""
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG's markers of a frame (ITU-T T.81, table B.1)."""


def size(content: bytes) -> tuple[int, int]:
    """(width, height) in pixels. Raises ValueError where it is neither PNG nor JPEG, is cut off, damaged or beyond 50 megapixels."""
    if content.startswith(PNG):
        return _png(content)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    raise ValueError("neither PNG nor JPEG")


def _png(content: bytes) -> tuple[int, int]:
    at, pixels, header, ended = len(PNG), bytearray(), b"", False
    while at + 12 <= len(content) and not ended:
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        data, checksum = content[at + 8 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if len(checksum) < 4 or zlib.crc32(kind + data) != int.from_bytes(checksum, "big"):
            raise ValueError("damaged")
        header = data if kind == b"IHDR" else header
        pixels += data if kind == b"IDAT" else b""
        ended = kind == b"IEND"
        at += 12 + length
    if not ended or len(header) != 13:
        raise ValueError("cut off")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    _check(width, height)
    row = 1 + (width * depth * _CHANNELS.get(colour, 4) + 7) // 8
    unpacked = zlib.decompressobj()
    try:
        seen = len(unpacked.decompress(bytes(pixels), 2 * row * height))
    except zlib.error as damaged:
        raise ValueError("damaged") from damaged
    if not interlaced and seen != row * height:
        raise ValueError("cut off")
    return width, height


def _jpeg(content: bytes) -> tuple[int, int]:
    at, found = 2, (0, 0)
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9].ljust(4, b"\0"))
            found = width, height
        if marker == 0xDA:
            _check(*found)
            if b"\xff\xd9" not in content[at + length :]:
                raise ValueError("cut off")
            return found
        at += 2 + length
    raise ValueError("damaged")


def _check(width: int, height: int) -> None:
    if not (width and height) or width * height > MOST_PIXELS:
        raise ValueError("no size to show")
