"""Pictures: cards in one house style, set as SVG and drawn to PNG. Only tasks draw: one card takes about 60 ms of CPU.

A card is written from top to bottom, as wide as a phone: `Drawing` puts each block under the last one. Words it has no
glyph for raise `NoGlyph`, and whoever asked sends the text version instead.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from bot.picture_twin import embedded

FONTS = Path(__file__).parent / "fonts"
FACES = ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf")
RARE = "NotoSansSC-Rare.otf"
"""What is not in everyday use: half of it stands in names. Loaded only for words that need it."""
FACE = "Noto Sans CJK SC"
STEP_AT = {1: 1, 2: 0, 3: 2}
STEP_RISE = {1: 132.0, 2: 100.0, 3: 74.0}
"""Where each step of a podium stands, from the left, and how high it is."""
WIDTH = 400
"""Points: a phone's width, less a little."""
MARGIN = 24
SHARPNESS = 2
"""Pixels a point."""
SMALL = 15.0
"""The smallest letters: 12 pixels where a phone shows the card 320 wide, in a bubble of the chat."""


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

Tone = Literal["ink", "soft", "accent", "good", "bad", "paper"]
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


@dataclass(frozen=True, slots=True)
class PodiumStep:
    """A step of a podium: the place, who stands on it, and their score."""

    place: int
    names: tuple[str, ...]
    score: str


@dataclass(frozen=True, slots=True)
class RadarAxis:
    """One axis of a radar: its name, what stands under it, and the parts of 1 reached then and now; None where that is not known."""

    label: str
    value: str
    then: Fraction | None
    now: Fraction | None


class Drawing:
    """A card being written. Lengths are points."""

    def __init__(self, palette: Palette = LIGHT) -> None:
        self.palette = palette
        self.y = float(MARGIN)
        self._marks: list[str] = []
        self._rare = False

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────

    def heading(self, title: str, under: str) -> None:
        """What the card is about, and of when."""
        for line in wrapped(title, WIDTH - 2 * MARGIN, 20)[:2]:
            self.y += 26
            self._text(MARGIN, self.y, line, 20)
        for line in wrapped(under, WIDTH - 2 * MARGIN, SMALL):
            self.y += 21
            self._text(MARGIN, self.y, line, SMALL, "soft")
        self.y += 22

    def figure(self, value: str, label: str, verdict: str = "", tone: Tone = "accent") -> None:
        """The one number the card is for, and the verdict on it."""
        self.y += 42
        self._text(MARGIN, self.y, value, 46, tone, bold=True)
        if verdict:
            self._pill(WIDTH - MARGIN, self.y - 15, verdict, tone)
        for line in wrapped(label, WIDTH - 2 * MARGIN, SMALL):
            self.y += 22
            self._text(MARGIN, self.y, line, SMALL, "soft")
        self.y += 20

    def bars(self, bars: Sequence[Bar], gate: int | None = None) -> None:
        """Columns of parts of a whole, with the line they should reach (`gate`, in percent)."""
        height, top = 92.0, self.y + 20
        beside = 0.0 if gate is None else span(f"{gate}%", SMALL) + 4
        step = (WIDTH - 2 * MARGIN - beside) / max(len(bars), 1)
        width = min(36.0, step * 0.62)
        for number, bar in enumerate(bars):
            middle = MARGIN + step * (number + 0.5)
            self._column(bar, middle, top, width, height, gate)
        if gate is not None:
            at = top + height * (1 - gate / 100)
            self._mark(f'<path d="M{MARGIN} {at:.1f}H{WIDTH - MARGIN}" stroke="{self.palette.soft}" stroke-dasharray="3 4"/>')
            self._text(WIDTH - MARGIN, at - 5, f"{gate}%", SMALL, "soft", "end")
        self.y = top + height + 22 * max((len(bar.label.split()) for bar in bars), default=1) + 16

    def tiles(self, tiles: Sequence[Tile], across: int = 3) -> None:
        """Small figures side by side, `across` to a row."""
        gap = 8.0
        width = (WIDTH - 2 * MARGIN - gap * (across - 1)) / across
        for start in range(0, len(tiles), across):
            for column, tile in enumerate(tiles[start : start + across]):
                x = MARGIN + column * (width + gap)
                self._box(x, self.y, width, 68, self.palette.tint)
                size = max(SMALL, min(22.0, (width - 16) / span(tile.value, 1)))
                self._text(x + width / 2, self.y + 31, tile.value, round(size, 1), "ink", "middle", bold=True)
                self._text(x + width / 2, self.y + 54, shortened(tile.label, width - 12, SMALL), SMALL, "soft", "middle")
            self.y += 76
        self.y += 6

    def lines(self, pairs: Sequence[tuple[str, str]]) -> None:
        """A name on the left and its value on the right, a row each."""
        for name, value in pairs:
            self.y += 24
            room = WIDTH - 2 * MARGIN - span(value, SMALL) - 12
            self._text(MARGIN, self.y, shortened(name, room, SMALL), SMALL, "soft")
            self._text(WIDTH - MARGIN, self.y, value, SMALL, "ink", "end", bold=True)
            self.y += 8
            self._mark(f'<path d="M{MARGIN} {self.y:.1f}H{WIDTH - MARGIN}" stroke="{self.palette.line}"/>')
        self.y += 12

    def podium(self, steps: Sequence[PodiumStep]) -> None:
        """The first in the middle and highest, the second on the left, the third on the right; a place nobody has is left out."""
        width, top = (WIDTH - 2 * MARGIN) / 3, self.y + 14 + 22 * max((len(step.names) for step in steps), default=1)
        for step in steps:
            x, rise = MARGIN + width * STEP_AT[step.place], STEP_RISE[step.place]
            y, height = top + 132 - rise, rise
            for number, name in enumerate(reversed(step.names)):
                self._text(x + width / 2, y - 10 - 22 * number, shortened(name, width - 6, 16), 16, "ink", "middle")
            is_first = step.place == 1
            self._box(x + 3, y, width - 6, height, self.palette.accent if is_first else self.palette.tint)
            self._text(x + width / 2, y + 34, str(step.place), 28, "paper" if is_first else "accent", "middle", bold=True)
            self._text(x + width / 2, y + 57, step.score, 16, "paper" if is_first else "ink", "middle", bold=True)
        self.y = top + 132 + 18

    def medal(self, name: str, under: Sequence[str] = ()) -> None:
        """A badge: its disc on two ribbons with a star in it, its name below, and what it is given for."""
        middle, radius, palette = WIDTH / 2, 62.0, self.palette
        top = self.y + 8
        centre = top + radius
        for side in (-1, 1):
            x, tail = middle + side * 24, centre + radius + 34
            self._mark(
                f'<path d="M{x - 17:.1f} {centre + 30:.1f}L{x - 17 + side * 12:.1f} {tail:.1f}L{x + side * 10:.1f} {tail - 13:.1f}'
                f'L{x + 17 + side * 12:.1f} {tail:.1f}L{x + 17:.1f} {centre + 30:.1f}Z" fill="{palette.tint}" stroke="{palette.accent}"'
                ' stroke-width="1.5" stroke-linejoin="round"/>'
            )
        self._mark(
            f'<circle cx="{middle}" cy="{centre:.1f}" r="{radius}" fill="{palette.accent}"/>'
            f'<circle cx="{middle}" cy="{centre:.1f}" r="{radius - 8}" fill="none" stroke="{palette.paper}" stroke-width="1.5"/>'
            f'<path d="{_star(middle, centre, 33)}" fill="{palette.paper}"/>'
        )
        self.y = centre + radius + 44
        for row in wrapped(name, WIDTH - 2 * MARGIN, 24)[:2]:
            self.y += 32
            self._text(middle, self.y, row, 24, "ink", "middle", bold=True)
        self.y += 6
        for words in under:
            for row in wrapped(words, WIDTH - 2 * MARGIN, SMALL)[:2]:
                self.y += 22
                self._text(middle, self.y, row, SMALL, "soft", "middle")
        self.y += 14

    def radar(self, axes: Sequence[RadarAxis]) -> None:
        """An axis each, from the top and clockwise, with rings at every quarter; what is not known has no corner."""
        radius, palette = 92.0, self.palette
        middle, centre = WIDTH / 2, self.y + 46 + radius
        turns = [math.tau * number / len(axes) for number in range(len(axes))]

        def at(turn: float, share: float) -> tuple[float, float]:
            return middle + radius * share * math.sin(turn), centre - radius * share * math.cos(turn)

        for ring in (0.25, 0.5, 0.75, 1.0):
            self._mark(f'<path d="{_outline(at(turn, ring) for turn in turns)}" fill="none" stroke="{palette.line}"/>')
        for turn, axis in zip(turns, axes, strict=True):
            x, y = at(turn, 1)
            self._mark(f'<path d="M{middle:.1f} {centre:.1f}L{x:.1f} {y:.1f}" stroke="{palette.line}"/>')
            self._axis_label(axis, *at(turn, 1.14), math.sin(turn), math.cos(turn))
        for shares, look in (
            ([axis.then for axis in axes], f'fill="none" stroke="{palette.soft}" stroke-width="1.5" stroke-dasharray="4 4"'),
            (
                [axis.now for axis in axes],
                f'fill="{palette.accent}" fill-opacity="0.18" stroke="{palette.accent}" stroke-width="2"',
            ),
        ):
            corners = [at(turn, float(share)) for turn, share in zip(turns, shares, strict=True) if share is not None]
            if corners:
                self._mark(f'<path d="{_outline(corners)}" stroke-linejoin="round" {look}/>')
        for turn, axis in zip(turns, axes, strict=True):
            if axis.now is not None:
                x, y = at(turn, float(axis.now))
                self._mark(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{palette.accent}"/>')
        self.y = centre + radius + 56

    def _axis_label(self, axis: RadarAxis, x: float, y: float, across: float, up: float) -> None:
        """Its name and value beside the end of an axis, away from the middle."""
        anchor: Anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
        room = WIDTH - 2 * MARGIN if anchor == "middle" else WIDTH - 8 - x if anchor == "start" else x - 8
        top = y - 16 if up > 0.9 else y + 12 if up < -0.9 else y
        self._text(x, top, shortened(axis.label, room, SMALL), SMALL, "ink", anchor, bold=True)
        self._text(x, top + 18, shortened(axis.value, room, SMALL), SMALL, "soft", anchor)

    def quote(self, words: str, by: str = "") -> None:
        """A sentence meant for the reader, in a tinted box."""
        lines = wrapped(words, WIDTH - 2 * MARGIN - 32, 16)
        height = 24 + 24 * len(lines) + (22 if by else 0)
        self._box(MARGIN, self.y, WIDTH - 2 * MARGIN, height, self.palette.tint)
        self._mark(f'<rect x="{MARGIN}" y="{self.y + 14:.1f}" width="3" height="{height - 28}" fill="{self.palette.accent}"/>')
        at = self.y + 28
        for line in lines:
            self._text(MARGIN + 16, at, line, 16)
            at += 24
        if by:
            self._text(MARGIN + 16, at, by, SMALL, "soft")
        self.y += height + 14

    def foot(self, words: str) -> None:
        """What one should know to read the card right."""
        for line in wrapped(words, WIDTH - 2 * MARGIN, SMALL):
            self.y += 20
            self._text(MARGIN, self.y, line, SMALL, "soft")
        self.y += 6

    def png(self) -> bytes:
        """The card, drawn. Its size in pixels is `size`."""
        import resvg_py

        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=self.svg(),
                skip_system_fonts=True,
                font_files=[str(FONTS / name) for name in ((*FACES, RARE) if self._rare else FACES)],
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
        self._rare = self._rare or not glyphs().issuperset(words)
        weight = ' font-weight="700"' if bold else ""
        fill = getattr(self.palette, tone)
        self._mark(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
        )

    def _box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self._mark(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="10" fill="{fill}"/>')

    def _pill(self, right: float, middle: float, words: str, tone: Tone) -> None:
        width = span(words, SMALL) + 24
        fill = getattr(self.palette, tone)
        self._mark(
            f'<rect x="{right - width:.1f}" y="{middle - 14:.1f}" width="{width:.1f}" height="28" rx="14" fill="none" stroke="{fill}" stroke-width="1.5"/>'
        )
        self._text(right - width / 2, middle + 5.5, words, SMALL, tone, "middle")

    def _column(self, bar: Bar, middle: float, top: float, width: float, height: float, gate: int | None) -> None:
        palette, x = self.palette, middle - width / 2
        for number, word in enumerate(bar.label.split(), 1):
            self._text(middle, top + height + 21 * number, word, SMALL, "soft", "middle")
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
        self._text(middle, top - 6, bar.value, SMALL, "ink", "middle")


def in_both_looks(sheet: Callable[[str], Drawing], colours: str) -> tuple[bytes, tuple[int, int]]:
    """A card in the colours a camp wants, with itself in the other ones for whoever reads in those, and its size. Raises NoGlyph."""
    other = "light" if colours == "dark" else "dark"
    own = sheet(colours)
    return embedded(own.png(), sheet(other).png(), other), own.size


def _outline(corners: Iterable[tuple[float, float]]) -> str:
    """A closed path through corners."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def _star(x: float, y: float, radius: float) -> str:
    """The outline of a five-pointed star around a point."""
    tips = [(radius if n % 2 == 0 else radius * 0.42, math.pi * (n / 5 - 0.5)) for n in range(10)]
    return "M" + "L".join(f"{x + far * math.cos(turn):.1f} {y + far * math.sin(turn):.1f}" for far, turn in tips) + "Z"


# ── words on a card ──────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def glyphs() -> frozenset[str]:
    """The characters of everyday use our fonts have; none at all where a font is missing."""
    if not all((FONTS / name).exists() for name in (*FACES, "glyphs.txt")):
        return frozenset()
    return frozenset((FONTS / "glyphs.txt").read_text("utf-8"))


@cache
def rare_glyphs() -> frozenset[str]:
    """The characters only the font of rare ones has; none where it is missing."""
    if not all((FONTS / name).exists() for name in (RARE, "rare.txt")):
        return frozenset()
    return frozenset((FONTS / "rare.txt").read_text("utf-8"))


def uncovered(words: str) -> str:
    """The characters of the words no font of ours has, each once."""
    return "".join(
        dict.fromkeys(character for character in words if character not in glyphs() and character not in rare_glyphs())
    )


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
