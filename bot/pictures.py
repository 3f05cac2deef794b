"""Pictures: cards in one house style, set as SVG and drawn to PNG. Only tasks draw: one card takes about 60 ms of CPU.

A card is written from top to bottom, as wide as a phone: `Drawing` puts each block under the last one. Words it has no
glyph for raise `NoGlyph`, and whoever asked sends the text version instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

FONTS = Path(__file__).parent / "fonts"
FACES = ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf")
FACE = "Noto Sans CJK SC"
WIDTH = 400
"""Points: a phone's width, less a little."""
MARGIN = 24
SHARPNESS = 2
"""Pixels a point."""


class NoGlyph(Exception):
    """Words that cannot be drawn: none of our fonts has these characters."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The house's colours, as the web chat has them."""

    paper: str
    ink: str
    soft: str
    line: str
    accent: str
    tint: str
    good: str
    bad: str


LIGHT = Palette("#FAFAF7", "#1C1917", "#57534E", "#E7E5DF", "#0F766E", "#DDEEEA", "#15803D", "#B45309")
DARK = Palette("#141413", "#EDEBE6", "#A8A29E", "#2B2A28", "#2DD4BF", "#17332F", "#4ADE80", "#FBBF24")

Tone = Literal["ink", "soft", "accent", "good", "bad"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One column: what stands under it, `part` of `whole` (whole 0 is a day without any), and what stands above it."""

    label: str
    part: int
    whole: int
    value: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of several beside each other."""

    value: str
    label: str


class Drawing:
    """A card being written. Lengths are points."""

    def __init__(self, palette: Palette = LIGHT) -> None:
        self.palette = palette
        self.y = float(MARGIN)
        self._marks: list[str] = []

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────

    def heading(self, title: str, under: str) -> None:
        """What the card is about, and of when."""
        for line in wrapped(title, WIDTH - 2 * MARGIN, 20)[:2]:
            self.y += 26
            self._text(MARGIN, self.y, line, 20)
        self.y += 20
        self._text(MARGIN, self.y, under, 13, "soft")
        self.y += 22

    def figure(self, value: str, label: str, verdict: str = "", tone: Tone = "accent") -> None:
        """The one number the card is for, and the verdict on it."""
        self.y += 42
        self._text(MARGIN, self.y, value, 46, tone, bold=True)
        if verdict:
            self._pill(WIDTH - MARGIN, self.y - 15, verdict, tone)
        self.y += 22
        self._text(MARGIN, self.y, label, 13, "soft")
        self.y += 20

    def bars(self, bars: Sequence[Bar], gate: int | None = None) -> None:
        """Columns of parts of a whole, with the line they should reach (`gate`, in percent)."""
        height, top = 92.0, self.y + 16
        step = (WIDTH - 2 * MARGIN) / max(len(bars), 1)
        width = min(36.0, step * 0.62)
        for number, bar in enumerate(bars):
            middle = MARGIN + step * (number + 0.5)
            self._column(bar, middle, top, width, height, gate)
        if gate is not None:
            at = top + height * (1 - gate / 100)
            self._mark(f'<path d="M{MARGIN} {at:.1f}H{WIDTH - MARGIN}" stroke="{self.palette.soft}" stroke-dasharray="3 4"/>')
            self._text(WIDTH - MARGIN, at - 4, f"{gate}%", 10, "soft", "end")
        self.y = top + height + 34

    def tiles(self, tiles: Sequence[Tile], across: int = 3) -> None:
        """Small figures side by side, `across` to a row."""
        gap = 8.0
        width = (WIDTH - 2 * MARGIN - gap * (across - 1)) / across
        for start in range(0, len(tiles), across):
            for column, tile in enumerate(tiles[start : start + across]):
                x = MARGIN + column * (width + gap)
                self._box(x, self.y, width, 62, self.palette.tint)
                size = min(21.0, (width - 16) / span(tile.value, 1))
                self._text(x + width / 2, self.y + 29, tile.value, round(size, 1), "ink", "middle", bold=True)
                self._text(x + width / 2, self.y + 49, shortened(tile.label, width - 12, 11.5), 11.5, "soft", "middle")
            self.y += 70
        self.y += 6

    def lines(self, pairs: Sequence[tuple[str, str]]) -> None:
        """A name on the left and its value on the right, a row each."""
        for name, value in pairs:
            self.y += 22
            room = WIDTH - 2 * MARGIN - span(value, 14) - 12
            self._text(MARGIN, self.y, shortened(name, room, 14), 14, "soft")
            self._text(WIDTH - MARGIN, self.y, value, 14, "ink", "end", bold=True)
            self.y += 8
            self._mark(f'<path d="M{MARGIN} {self.y:.1f}H{WIDTH - MARGIN}" stroke="{self.palette.line}"/>')
        self.y += 12

    def quote(self, words: str, by: str = "") -> None:
        """A sentence meant for the reader, in a tinted box."""
        lines = wrapped(words, WIDTH - 2 * MARGIN - 32, 15)
        height = 24 + 23 * len(lines) + (20 if by else 0)
        self._box(MARGIN, self.y, WIDTH - 2 * MARGIN, height, self.palette.tint)
        self._mark(f'<rect x="{MARGIN}" y="{self.y + 14:.1f}" width="3" height="{height - 28}" fill="{self.palette.accent}"/>')
        at = self.y + 28
        for line in lines:
            self._text(MARGIN + 16, at, line, 15)
            at += 23
        if by:
            self._text(MARGIN + 16, at, by, 12, "soft")
        self.y += height + 14

    def foot(self, words: str) -> None:
        """What one should know to read the card right."""
        for line in wrapped(words, WIDTH - 2 * MARGIN, 11):
            self.y += 15
            self._text(MARGIN, self.y, line, 11, "soft")
        self.y += 6

    def png(self) -> bytes:
        """The card, drawn. Its size in pixels is `size`."""
        import resvg_py

        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=self.svg(),
                skip_system_fonts=True,
                font_files=[str(FONTS / name) for name in FACES],
                font_family=FACE,
                width=self.size[0],
            )
        )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return WIDTH * SHARPNESS, self._height * SHARPNESS

    def svg(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self._height}" font-family="{FACE}">'
            f'<rect width="100%" height="100%" fill="{self.palette.paper}"/>{"".join(self._marks)}</svg>'
        )

    # ── marks ────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _height(self) -> int:
        return round(self.y + MARGIN - 8)

    def _mark(self, svg: str) -> None:
        self._marks.append(svg)

    def _text(
        self, x: float, y: float, words: str, size: float, tone: Tone = "ink", anchor: Anchor = "start", *, bold: bool = False
    ) -> None:
        if missing := uncovered(words):
            raise NoGlyph(missing)
        weight = ' font-weight="700"' if bold else ""
        fill = getattr(self.palette, tone)
        self._mark(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
        )

    def _box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self._mark(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="10" fill="{fill}"/>')

    def _pill(self, right: float, middle: float, words: str, tone: Tone) -> None:
        width = span(words, 13) + 24
        fill = getattr(self.palette, tone)
        self._mark(
            f'<rect x="{right - width:.1f}" y="{middle - 14:.1f}" width="{width:.1f}" height="28" rx="14" fill="none" stroke="{fill}" stroke-width="1.5"/>'
        )
        self._text(right - width / 2, middle + 4.5, words, 13, tone, "middle")

    def _column(self, bar: Bar, middle: float, top: float, width: float, height: float, gate: int | None) -> None:
        palette, x = self.palette, middle - width / 2
        self._text(middle, top + height + 18, bar.label, 12, "soft", "middle")
        if not bar.whole:
            self._mark(f'<path d="M{x:.1f} {top + height:.1f}h{width:.1f}" stroke="{palette.line}" stroke-width="2"/>')
            return
        filled = height * min(bar.part / bar.whole, 1)
        reached = gate is None or bar.part * 100 >= gate * bar.whole
        self._mark(
            f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height}" rx="6" fill="{palette.line}"/>'
            f'<rect x="{x:.1f}" y="{top + height - filled:.1f}" width="{width:.1f}" height="{filled:.1f}" rx="{min(6.0, filled / 2):.1f}"'
            f' fill="{palette.accent if reached else palette.bad}"/>'
        )
        self._text(middle, top - 6, bar.value, 11, "ink", "middle")


# ── words on a card ──────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def glyphs() -> frozenset[str]:
    """Every character our fonts have; none at all where a font is missing."""
    if not all((FONTS / name).exists() for name in (*FACES, "glyphs.txt")):
        return frozenset()
    return frozenset((FONTS / "glyphs.txt").read_text("utf-8"))


def uncovered(words: str) -> str:
    """The characters of the words no font of ours has, each once."""
    return "".join(dict.fromkeys(character for character in words if character not in glyphs()))


def span(words: str, size: float) -> float:
    """Points the words take, to within a few percent: Chinese is square, the rest a little over half as wide."""
    return size * sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.57 for character in words)


def shortened(words: str, room: float, size: float) -> str:
    """The words, or as many of them as fit with an ellipsis."""
    if span(words, size) <= room:
        return words
    while words and span(words + "…", size) > room:
        words = words[:-1]
    return words + "…"


def wrapped(words: str, room: float, size: float) -> list[str]:
    """The words in lines that fit: Chinese breaks anywhere but before a closing mark, the rest between words."""
    lines = [""]
    for piece in _pieces(words):
        if lines[-1] and span(lines[-1] + piece.rstrip(), size) > room and piece not in CLOSING:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    return lines


CLOSING = frozenset("，。！？；：、）》”’…")


def _pieces(words: str) -> list[str]:
    """Unbreakable pieces: a wide character each, other words with the space behind them."""
    pieces = [""]
    for character in words:
        wide = unicodedata.east_asian_width(character) in "WF"
        if wide or (pieces[-1] and (pieces[-1][-1] == " " or unicodedata.east_asian_width(pieces[-1][-1]) in "WF")):
            pieces.append("")
        pieces[-1] += character
    return [piece for piece in pieces if piece]
