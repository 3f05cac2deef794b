"""Pictures: one house style, light and dark; what cannot be drawn says so; the fonts have what they promise."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import (
    DARK,
    FONTS,
    LIGHT,
    MARGIN,
    WIDTH,
    Bar,
    Drawing,
    NoGlyph,
    Palette,
    PodiumStep,
    Tile,
    glyphs,
    rare_glyphs,
    shortened,
    span,
    uncovered,
    wrapped,
)
from tests.stopwatch import least_seconds


def card(palette: Palette = LIGHT, *, title: str = "营销实战营2605") -> Drawing:
    sheet = Drawing(palette)
    sheet.heading(title, "第1周　5/6–5/9，4个工作日")
    sheet.figure("85.0%", "打卡 153/180，达标线 85%", "达标", "good")
    sheet.bars([Bar("周一 休", 0, 0, ""), Bar("周三", 45, 45, "45"), Bar("周六 班", 32, 45, "32")], 85)
    sheet.tiles([Tile("88.9%", "日活率"), Tile("81.2", "测验均分"), Tile("6/7", "采纳")])
    sheet.lines([("微课学完", "92.2%")])
    sheet.quote("“贵”字当头不慌，先问和谁比。", "称号：破冰者")
    sheet.foot("只统计与小助的互动。")
    return sheet


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_card_is_drawn_at_the_size_it_says(palette: Palette) -> None:
    sheet = card(palette)
    png = sheet.png()
    assert png.startswith(b"\x89PNG") and struct.unpack(">II", png[16:24]) == sheet.size
    assert len(png) < 300_000


def test_the_same_card_is_the_same_bytes() -> None:
    assert card().png() == card().png()


def test_the_svg_is_well_formed_whatever_people_are_called() -> None:
    root = ElementTree.fromstring(card(title='<b>"A&B"</b>').svg())
    assert '<b>"A&B"</b>' in [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_character_no_font_has_is_named() -> None:
    with pytest.raises(NoGlyph, match="🎉"):
        card(title="王喆🎉的营")
    assert uncovered("王ᠠ🎉王ᠠ") == "ᠠ🎉" and uncovered("林晓 Ann 100% →") == ""


@pytest.mark.long
@pytest.mark.parametrize(
    "name", ["王喆", "李堃", "𠮷田", "陈犇", "张頔", "周燚", "昇", "祎玥", "龘", "䶮", "㛃", "𬭚𬬭", "臺灣"]
)
def test_rare_characters_of_names_are_drawn(name: str) -> None:
    """Something is there, and not the box of a missing glyph: another rare name looks different."""
    assert uncovered(name) == ""
    assert len({card(title=words).png() for words in (name, "〇" * len(name), "")}) == 3


def test_without_its_fonts_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pictures.FONTS", tmp_path)
    glyphs.cache_clear()
    rare_glyphs.cache_clear()
    try:
        with pytest.raises(NoGlyph):
            card()
    finally:
        glyphs.cache_clear()
        rare_glyphs.cache_clear()


def test_the_list_of_glyphs_is_the_fonts_own() -> None:
    assert rare_glyphs() == frozenset(map(chr, _characters((FONTS / "NotoSansSC-Rare.otf").read_bytes())))
    assert glyphs() == frozenset(map(chr, _characters((FONTS / "NotoSansSC-Regular.otf").read_bytes())))
    assert _characters((FONTS / "NotoSansSC-Bold.otf").read_bytes()) <= {ord(one) for one in glyphs()}
    assert set("0123456789%/.+−↑") <= glyphs() and "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")


def test_the_smallest_letters_are_twelve_pixels_on_a_phone() -> None:
    """In a bubble of a phone 360 or 390 wide a card is at least 320 wide."""
    sheet = card()
    sheet.podium([PodiumStep(1, ("周航", "陈默"), "2270"), PodiumStep(3, ("林晓",), "1780")])
    sizes = [
        float(text.attrib["font-size"]) for text in ElementTree.fromstring(sheet.svg()).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert min(sizes) * 320 / WIDTH >= 12


def test_a_podium_is_three_steps_the_first_the_highest() -> None:
    sheet = Drawing()
    sheet.podium([PodiumStep(1, ("周航",), "2270"), PodiumStep(2, ("陈默",), "1860"), PodiumStep(3, ("林晓",), "1780")])
    boxes = [
        box.attrib for box in ElementTree.fromstring(sheet.svg()).iter("{http://www.w3.org/2000/svg}rect") if "rx" in box.attrib
    ]
    first, second, third = [(float(box["x"]), float(box["height"])) for box in boxes]
    assert second[0] < first[0] < third[0] and first[1] > second[1] > third[1]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_tone_can_be_read_on_paper_and_on_its_tint(palette: Palette) -> None:
    for tone in (palette.ink, palette.soft, palette.accent, palette.good, palette.bad):
        assert _contrast(tone, palette.paper) >= 4.5
    assert _contrast(palette.paper, palette.accent) >= 4.5
    assert _contrast(palette.ink, palette.tint) >= 4.5 and _contrast(palette.soft, palette.tint) >= 4.5


@given(st.text(alphabet="林晓赵abc XYZ，。1", max_size=80), st.integers(60, 400))
@settings(max_examples=60)
def test_lines_fit_and_lose_nothing(words: str, room: int) -> None:
    lines = wrapped(words, room, 14)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert span(shortened(words, room, 14), 14) <= room or len(words) <= 1


def test_a_card_costs_little() -> None:
    """Two or three times what packing its pixels again takes; matplotlib took more than twice as much for a chart."""
    png = card().png()
    with Image.open(io.BytesIO(png)) as pixels:
        pixels.load()
        packing = least_seconds(lambda: pixels.save(io.BytesIO(), "PNG"))
    assert least_seconds(lambda: card().png()) < 6 * packing


def _characters(font: bytes) -> set[int]:
    """The characters a font has: its cmap's format 4 and 12 tables. OpenType 1.9, "cmap"."""
    tables = {
        font[at : at + 4]: struct.unpack(">II", font[at + 8 : at + 16])
        for at in range(12, 12 + 16 * struct.unpack(">H", font[4:6])[0], 16)
    }
    start = tables[b"cmap"][0]
    found: set[int] = set()
    for n in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", font[start + 8 + 8 * n : start + 12 + 8 * n])[0]
        kind = struct.unpack(">H", font[at : at + 2])[0]
        if kind == 12:
            groups = struct.unpack(">I", font[at + 12 : at + 16])[0]
            for group in range(groups):
                first, last, _ = struct.unpack(">III", font[at + 16 + 12 * group : at + 28 + 12 * group])
                found.update(range(first, last + 1))
        elif kind == 4:
            count = struct.unpack(">H", font[at + 6 : at + 8])[0] // 2
            ends = struct.unpack(f">{count}H", font[at + 14 : at + 14 + 2 * count])
            starts = struct.unpack(f">{count}H", font[at + 16 + 2 * count : at + 16 + 4 * count])
            found.update(
                one for first, last in zip(starts, ends, strict=True) for one in range(first, last + 1) if one != 0xFFFF
            )
    return found


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_blocks_stay_within_the_margins() -> None:
    for element in ElementTree.fromstring(card().svg()).iter():
        x, width = float(element.get("x", MARGIN)), element.get("width", "0")
        assert width == "100%" or (x >= MARGIN and x + float(width) <= WIDTH - MARGIN + 0.1)
