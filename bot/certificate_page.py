"""A certificate on paper: one page as a picture (PNG) and as a document to be printed and kept (PDF/A, its words selectable).

Only tasks draw: a page takes about 60 ms of CPU.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bot.pictures import FONTS, glyphs, uncovered
from bot.qr_code import qr_drawing

TEMPLATE = Path(__file__).with_suffix(".typ")
SHARPNESS = 110
"""Pixels an inch of the picture; the document has no pixels but the code's."""
KEPT_AS = ["a-2u"]
"""PDF/A-2u: fit to be kept, every word selectable, and refused where a character has no glyph."""
MISSING = "〓"
"""What printers set for a character they have no type for."""
PNG_SIZE = slice(16, 24)


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """The words on the page, in the certificate's language. `page` is the address in the code, "" for none; `missing` says that the name
    has characters no font has."""

    language: str
    title: str
    camp: str
    attests: str
    name: str
    reason: str
    note: str
    missing: str
    number_is: str
    number: str
    check: str
    signature: str
    date: str
    page: str


class Drawn(NamedTuple):
    """The page: as a picture and its size in pixels, and as a document."""

    png: bytes
    size: tuple[int, int]
    pdf: bytes


def draw(words: CertificateWords, *, issued_at: datetime) -> Drawn:
    """The page. A name the house's fonts lack is set with the computer's; what those lack too as 〓, with a word about it."""
    last: Exception | None = None
    for is_ours, name in ((True, words.name), (False, words.name), (True, _replaced(words.name))):
        try:
            return _drawn(words, name, is_ours=is_ours, issued_at=issued_at)
        except Exception as problem:  # TypstError, whose class is not imported before something is drawn
            if "could not be displayed" not in str(problem):
                raise
            last = problem
    assert last is not None
    raise last


def _drawn(words: CertificateWords, name: str, *, is_ours: bool, issued_at: datetime) -> Drawn:
    given = {
        **asdict(words),
        "name": name,
        "full": words.name,
        "serif": glyphs().issuperset(name),
        "qr": qr_drawing(words.page) if words.page else "",
    }
    given["note"] = "\n".join(filter(None, (words.note, words.missing if name != words.name else "")))
    if words.language == "en":  # our fonts have the curly ones as wide as a Chinese character
        given |= {part: _straight(given[part]) for part in ("reason", "check", "note", "attests", "signature", "camp")}
    inputs = {"certificate": json.dumps({part: said for part, said in given.items() if part != "page"})}
    compiler = _compiler(is_ours=is_ours)
    pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=KEPT_AS, timestamp=int(issued_at.timestamp()))
    png = compiler.compile(format="png", ppi=SHARPNESS, sys_inputs=inputs)
    width, height = png[PNG_SIZE][:4], png[PNG_SIZE][4:]
    return Drawn(png, (int.from_bytes(width, "big"), int.from_bytes(height, "big")), pdf)


@cache
def _compiler(*, is_ours: bool) -> Any:
    import typst

    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(FONTS)], ignore_system_fonts=is_ours)


def _replaced(name: str) -> str:
    lacking = uncovered(name)
    return re.sub(f"[{re.escape(lacking)}]+", MISSING, name) if lacking else name


def _straight(said: str) -> str:
    return said.translate(str.maketrans("“”‘’", "\"\"''"))
