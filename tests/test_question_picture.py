"""Pictures are read to the end before they are kept: whole ones have a size, damaged and cut ones have none."""

from __future__ import annotations

import struct
import zlib

import pytest

from bot.channels.tencent.cards import Media
from bot.documents.picture import size


def png(width: int, height: int) -> bytes:
    """A black picture of that size."""
    rows = zlib.compress((b"\0" + b"\0\0\0" * width) * height)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080002000301011100ffda0008010100003f00d2cf20ffd9")


def test_a_whole_picture_has_its_size() -> None:
    assert size(png(3, 2)) == (3, 2) and size(png(640, 480)) == (640, 480) and size(JPEG) == (3, 2)


@pytest.mark.parametrize("cut", range(0, len(png(3, 2)), 3))
def test_a_picture_cut_anywhere_is_none(cut: int) -> None:
    with pytest.raises(ValueError):
        size(png(3, 2)[:cut])


@pytest.mark.parametrize(
    "content", [b"", b"not a png at all\n", b"GIF89a", JPEG[:-2], JPEG[:12], png(0, 5), png(3, 2).replace(b"IDAT", b"IDAX")]
)
def test_what_nobody_can_open_is_none(content: bytes) -> None:
    with pytest.raises(ValueError):
        size(content)


def test_a_changed_byte_is_found() -> None:
    whole = png(30, 20)
    for at in range(8, len(whole)):
        with pytest.raises(ValueError):
            size(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])


def test_a_platform_that_takes_no_picture_gets_its_words() -> None:
    assert Media("image", "a.png", "picture.png", "柜台的样子").in_words == "（图片发不出来）柜台的样子"
    assert Media("image", "a.png", "picture.png", "the desk").in_words == "(The picture cannot be shown.) the desk"
    assert Media("file", "a.pdf", "a.pdf").in_words == ""
