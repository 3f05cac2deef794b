"""Makes bot/fonts/ from Noto Sans CJK SC: what the pictures write with.

    python subset_font.py NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc bot/fonts

Needs fontTools (`pip install fonttools`), which the program does not. The .ttc files are Debian's fonts-noto-cjk. The regular
weight keeps GB2312, Latin-1 and the signs we draw; the bold one, for figures, Latin-1 and those signs only.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found]
from fontTools.ttLib import TTCollection  # type: ignore[import-not-found]

FACE = "Noto Sans CJK SC"
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
SIGNS = "–—‘’“”…•·×÷±−≥≤≈→←↑↓▲▼△▽■□●○★☆✓%‰№℃"


def gb2312() -> str:
    """Every character of GB2312."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


def main(regular: str, bold: str, folder: str) -> None:
    for source, name, characters in ((regular, "Regular", gb2312() + LATIN + SIGNS), (bold, "Bold", LATIN + SIGNS)):
        font = next(face for face in TTCollection(source).fonts if face["name"].getDebugName(1) == FACE)
        options = Options(hinting=False, layout_features=["kern"], name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True)
        subsetter = Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.save(Path(folder) / f"NotoSansSC-{name}.otf")
        if name == "Regular":
            kept = "".join(sorted(map(chr, font.getBestCmap())))
            (Path(folder) / "glyphs.txt").write_text(kept, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
