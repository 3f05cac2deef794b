"""QR codes: an address as a picture for a phone's camera. Drawn in tasks alone."""

from __future__ import annotations

from io import BytesIO

SCALE, BORDER, INK = 8, 4, "#1C1917"
"""Pixels of a dot, and dots of white around them: fewer and some cameras do not find it."""


def qr_code(address: str) -> tuple[bytes, int]:
    """A PNG that says the address, and how many pixels it is wide and high."""
    import segno

    code, out = segno.make(address, error="m", micro=False), BytesIO()
    code.save(out, kind="png", scale=SCALE, border=BORDER)
    return out.getvalue(), int(code.symbol_size(SCALE, BORDER)[0])


def qr_drawing(address: str) -> str:
    """The same as SVG with nothing around it: sharp at any size, to stand on a page that has room of its own."""
    import segno

    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, dark=INK, xmldecl=False, omitsize=True)
    return out.getvalue().decode()
