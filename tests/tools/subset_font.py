"""Makes bot/fonts/ from Noto Sans CJK SC and Noto Serif CJK SC: what pictures and certificates write with.

    python subset_font.py NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc NotoSerifCJK-Bold.ttc bot/fonts

Needs fontTools (`pip install fonttools`), which the program does not. The .ttc files are Debian's fonts-noto-cjk. The regular
weight keeps GB2312, Latin-1 and the signs we draw; the bold one, for figures, Latin-1 and those signs only. The rare ones,
which stand in names, are the other Chinese characters of the regular weight: 〇, all of the first block, of the compatibility
block and of the supplementary planes, and those of extension A in the table of general standard characters (通用规范汉字表, 2013); they are a
family of their own, because who sets certificates takes one font of a family and weight. The serif one, for names and titles of
certificates, has what the regular weight has.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found]
from fontTools.ttLib import TTCollection  # type: ignore[import-not-found]

FACE, SERIF = "Noto Sans CJK SC", "Noto Serif CJK SC"
LISTS = {"NotoSansSC-Regular": "glyphs.txt", "NotoSansSC-Rare": "rare.txt"}
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
SIGNS = "–—‘’“”…•·×÷±−≥≤≈→←↑↓▲▼△▽■□●○★☆✓%‰№℃"
STANDARD_IN_A = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹"
    "䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)


def gb2312() -> str:
    """Every character of GB2312."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


def main(regular: str, bold: str, serif: str, folder: str) -> None:
    everyday = gb2312() + LATIN + SIGNS
    for source, family, name, characters in (
        (regular, FACE, "NotoSansSC-Regular", everyday),
        (regular, FACE, "NotoSansSC-Rare", rare(regular, everyday)),
        (bold, FACE, "NotoSansSC-Bold", LATIN + SIGNS),
        (serif, SERIF, "NotoSerifSC-Bold", everyday),
    ):
        font = next(face for face in TTCollection(source).fonts if face["name"].getDebugName(1) == family)
        options = Options(hinting=False, layout_features=["kern"], name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True)
        subsetter = Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        if name.endswith("Rare"):
            rename(font, "Rare")
        font.save(Path(folder) / f"{name}.otf")
        if name in LISTS:
            kept = "".join(sorted(map(chr, font.getBestCmap())))
            (Path(folder) / LISTS[name]).write_text(kept, "utf-8")


def rename(font: Any, part: str) -> None:
    """The font is of a family of its own."""
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = record.toUnicode().replace(FACE, f"{FACE} {part}")
        elif record.nameID == 6:
            record.string = record.toUnicode().replace("CJKsc", f"CJKsc{part}")


def rare(regular: str, everyday: str) -> str:
    """The Chinese characters of the font that are not in everyday use."""
    font = next(face for face in TTCollection(regular).fonts if face["name"].getDebugName(1) == FACE)
    has = {
        chr(code)
        for code in font.getBestCmap()
        if code == 0x3007 or 0x4E00 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000
    }
    return "".join(sorted((has | set(STANDARD_IN_A)) - set(everyday)))


if __name__ == "__main__":
    main(*sys.argv[1:])
