"""Superscripts and subscripts as plain text: 10², H₂O, and ^{…} or _{…} for what has no sign of its own."""

from __future__ import annotations

import re
from html import escape, unescape

RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
_RUN = re.compile(rb"<((?:\w+:)?)r>((?:(?!</\1r>).)*?vertAlign(?:(?!</\1r>).)*)</\1r>", re.DOTALL)
_RAISES = re.compile(rb'vertAlign\s+val="superscript"')
_LOWERS = re.compile(rb'vertAlign\s+val="subscript"')
_WORDS = re.compile(rb"(<(?:\w+:)?t\b[^<>]*>)([^<]*)(?=</)")


def script(text: str, *, raised: bool) -> str:
    """A superscript or subscript: 2 is ² or ₂, what has no sign of its own ^{…} or _{…}."""
    signs = RAISED if raised else LOWERED
    if not text.strip():
        return text
    if all(sign in signs for sign in text):
        return "".join(signs[sign] for sign in text)
    return f"{'^' if raised else '_'}{{{text}}}"


def scripted(xml: bytes) -> bytes:
    """A part of a workbook in which every run that is raised or lowered says so in its words."""
    return _RUN.sub(_scripted_run, xml) if b"vertAlign" in xml else xml


def _scripted_run(found: re.Match[bytes]) -> bytes:
    run = found[0]
    raised = _RAISES.search(run) is not None
    if not raised and _LOWERS.search(run) is None:
        return run
    return _WORDS.sub(lambda words: words[1] + _plain(words[2], raised), run)


def _plain(words: bytes, raised: bool) -> bytes:
    said = unescape(words.decode("utf-8", "replace"))
    return escape(script(said, raised=raised), quote=False).encode()
