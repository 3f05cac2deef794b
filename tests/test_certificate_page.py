"""The page of a certificate: sharp at any size, every word selectable, no name cut or lost, the same bytes each time."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from functools import cache

import pytest

from bot import pictures
from bot.certificate_page import MISSING, CertificateWords, Drawn, draw

ISSUED = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
CHINESE = {
    "language": "zh",
    "title": "证书",
    "camp": "营销实战营2605",
    "attests": "兹证明",
    "reason": "通过考试《产品知识》",
    "note": "",
    "missing": "",
    "number_is": "证书编号",
    "number": "YX2605-0007-K3F9Q2TMH8",
    "check": "查验：扫码，或私聊小助发“验证 编号”",
    "signature": "营销学院　何琳",
    "date": "2026年5月6日",
    "page": "https://bot.example.com/verify/YX2605-0007-K3F9Q2TMH8",
}
ENGLISH = CHINESE | {
    "language": "en",
    "title": "Certificate",
    "camp": "Sales Boot Camp 2605",
    "attests": "This is to certify that",
    "reason": "passed the exam “Product knowledge”",
    "number_is": "Certificate number",
    "check": "To check it, scan, or send “verify NUMBER” to the bot",
    "signature": "Sales Academy, He Lin",
    "date": "6 May 2026",
}
LONG = "欧阳若兰·阿依古丽·买买提明·艾则孜·热依木江·图尔荪古丽·帕尔哈提江·买合木提·吐尔逊阿依·古丽巴哈尔"


@cache
def page(name: str, language: str = "zh", **more: str) -> Drawn:
    return draw(CertificateWords(name=name, **(ENGLISH if language == "en" else CHINESE) | more), issued_at=ISSUED)


def streams(pdf: bytes) -> list[bytes]:
    """Every packed stream of a PDF, unpacked."""
    found = []
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue
    return found


def selectable(pdf: bytes) -> set[str]:
    """The characters a reader of the PDF can select and copy: what its fonts' tables (ToUnicode) name."""
    found = set[str]()
    for one in streams(pdf):
        if b"beginbfchar" in one or b"beginbfrange" in one:
            for code in re.findall(rb"<[0-9A-F]+>\s*<([0-9A-F]+)>", one):
                found.update(bytes.fromhex(code.decode()).decode("utf-16-be", "ignore"))
    return found


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("林晓", "zh"),
        ("Maria del Carmen Gonzalez-Hernandez of the Northern Territor", "en"),
        (LONG[:60], "zh"),
        ("啊" * 60, "zh"),
        ("W" * 60, "en"),
        ("王㸌𠮷龘", "zh"),
        ("Zoë Müller-Åström", "en"),
        ('O\'Brien & <Söhne> #1 $x$ *y* _z_ @w \\ "q"', "en"),
    ],
)
def test_a_name_appears_whole(name: str, language: str) -> None:
    drawn = page(name, language)
    assert set(name.replace(" ", "")) <= selectable(drawn.pdf)
    assert drawn.size == (1286, 909) and drawn.png.startswith(b"\x89PNG")


def test_every_word_is_selectable_and_nothing_is_a_picture() -> None:
    pdf = page("林晓").pdf
    words = CHINESE["reason"] + CHINESE["number"] + CHINESE["camp"] + CHINESE["date"] + CHINESE["signature"]
    assert set(words) - {"　", " "} <= selectable(pdf)
    assert b"/Subtype/Image" not in pdf.replace(b" ", b"") and b"/Subtype /Image" not in pdf
    assert any(b"pdfaid:conformance>U" in one for one in [pdf, *streams(pdf)]), "PDF/A: fit to be kept"


def test_what_no_font_has_is_set_as_printers_do_and_said() -> None:
    name = "Lily\U000f0000\U000f0001Chen"  # private use: no font anywhere
    assert pictures.uncovered(name)
    drawn = page(name, "en", missing="stands for what no font has")
    assert {MISSING, *"LilyChen"} <= selectable(drawn.pdf)
    assert set("standsforwhatnofonthas") <= selectable(drawn.pdf)
    whole = "".join(one.decode("utf-8", "ignore") for one in [drawn.pdf, *streams(drawn.pdf)])
    assert name in whole, "the document's own description has the name whole"


def test_the_same_certificate_is_drawn_the_same_each_time() -> None:
    words = CertificateWords(name="林晓", **CHINESE)
    one, other = draw(words, issued_at=ISSUED), draw(words, issued_at=ISSUED)
    assert one.png == other.png and one.pdf == other.pdf


def test_the_code_is_there_where_there_is_a_page() -> None:
    assert page("林晓").png != page("林晓", page="").png
    assert "扫" not in selectable(page("林晓", page="", check="查验：私聊小助发“验证 编号”").pdf)


@pytest.mark.parametrize("part", ["camp", "reason", "signature", "note"])
def test_the_longest_words_are_whole_too(part: str) -> None:
    words = "".join(chr(0x4E00 + 7 * place) for place in range(120))
    known = "".join(letter for letter in words if not pictures.uncovered(letter))
    assert set(known) <= selectable(page("林晓", **{part: known}).pdf)
