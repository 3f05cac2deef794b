"""What was said, freed of what is only there to hide it: width, letters that look alike, invisible signs, spaces and ornaments, traditional forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

LONGEST = 4000
"""Characters of a message that are looked at."""
LOOK_ALIKES = dict(
    zip(
        "аАвВеЕкКмМнНоОрРсСтТуУхХіІјЈѕЅԁԛԝһӏ" + "αΑβΒεΕηΗιΙκΚμΜνΝοΟρΡτΤυΥχΧγωΖ" + "ɑɡıℓ〇○●◯零壹贰叁肆伍陆柒捌玖",
        "aabbeekkmmhhooppccttyyxxiijjssdqwhl" + "aabbeehhiikkmmvvoopPttuuxxywz".lower() + "agil0000" + "0123456789",
        strict=True,
    )
)
"""Cyrillic and Greek letters and signs that are read as Latin ones and digits; what is written on cheques is a digit too."""
INVISIBLE = (0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFEFF, 0xFFA0)
RANGES = (
    (0x300, 0x36F),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xE0000, 0xE01EF),
)
ORNAMENT = re.compile(r"[^\w,.。!?;:、\n]+|_")
"""What may stand between the letters of one word: spaces, dashes, stars, pictures. What ends a phrase parts words."""


def folded(words: str) -> str:
    """The words in one spelling, with what stands between them."""
    return _folded(words[:LONGEST])


def spelled_alike(lines: Sequence[str]) -> list[str]:
    """Lines of a list in that spelling, each as it was one of a message."""
    return _folded("\n".join(lines)).split("\n")


def _folded(words: str) -> str:
    if words.isascii():
        return words.lower()
    return unicodedata.normalize("NFKD", words).lower().translate(_table())


def compact(folded_words: str) -> str:
    """The same without what may stand between the letters of a word."""
    return ORNAMENT.sub("", folded_words)


@cache
def _table() -> dict[int, str | None]:
    """Read from OpenCC's own table when the first text comes."""
    table: dict[int, str | None] = {}
    for line in (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines():
        traditional, _, simple = line.partition("\t")
        if len(traditional) == 1 and simple:
            table[ord(traditional)] = simple.split(" ")[0]
    table |= {ord(odd): plain for odd, plain in LOOK_ALIKES.items()}
    table |= dict.fromkeys(INVISIBLE)
    for first, last in RANGES:
        table |= dict.fromkeys(range(first, last + 1))
    return table
