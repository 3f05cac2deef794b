"""Files people send: whatever is in them, each kind reads values and faults or refuses in a sentence, in its time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.import_export import file_kinds
from bot.documents.document import Document
from bot.membership import Camp
from bot.phrases import Refusal
from tests.fuzz.effort import calmly, tries
from tests.test_documents import book

CAMP = Camp(1, "营", "zh", ZoneInfo("Asia/Shanghai"), {}, 0)
STORED = Path(__file__).parents[1] / "files"
SEEDS = {
    "bank.xlsx": (STORED / "bank/sent/f01_formats.xlsx").read_bytes(),
    "bank.xls": (STORED / "bank/sent/s01_old.xls").read_bytes(),
    "bank.ods": (STORED / "bank/calc.ods").read_bytes(),
    "bank.docx": (STORED / "bank/sent/w01_autonumber.docx").read_bytes(),
    "bank.gift": (STORED / "bank/documented.gift").read_bytes(),
    "bank.xml": (STORED / "bank/exported.xml").read_bytes(),
    "bank.txt": (STORED / "bank/sent/t02_multi.txt").read_bytes(),
    "bank.csv": (STORED / "bank/sent/o1_product.csv").read_bytes(),
    "qa.xlsx": (STORED / "qa/sent/stray_cell_qa.xlsx").read_bytes()[:1] + book(["问题", "答案"])[1:],
    "lessons.md": (STORED / "lessons/sent/l06_setext.md").read_bytes(),
}
NAMES = ["a.csv", "a.xlsx", "a.xls", "a.docx", "a.pptx", "a.md", "a.gift", "a.xml", "a.txt", "a", "../../a.csv", "a.csv\0.exe"]


def read(content: bytes, name: str) -> None:
    """Every kind's reader on one file: values, faults, or a sentence."""
    for kind in file_kinds().values():
        with calmly():
            try:
                parsed = kind.read(Document(content, name), CAMP)
                assert parsed.items is not None and parsed.faults is not None
            except Refusal as refusal:
                assert refusal.line.to("zh") and refusal.line.to("en")


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[bytes, str]:
    """A real file with bytes changed, cut off or put in twice; a packed one with a part of it spoilt inside."""
    name = draw(st.sampled_from(sorted(SEEDS)))
    content = SEEDS[name]
    if content[:2] == b"PK" and draw(st.booleans()):
        return _repacked(content, draw), name
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        some = draw(st.binary(max_size=8))
        content = content[:place] + some + content[place + draw(st.integers(0, 12)) :]
    return content, name


def _repacked(content: bytes, draw: st.DrawFn) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = packed.namelist()
        hit = draw(st.sampled_from(names))
        for one in names:
            part = packed.read(one)
            if one == hit:
                place = draw(st.integers(0, len(part)))
                part = (
                    part[:place]
                    + draw(st.binary(max_size=12) | st.just(b"<a>" * 2_000))
                    + part[place + draw(st.integers(0, 9)) :]
                )
            if one != hit or draw(st.booleans()):
                made.writestr(one, part)
    return out.getvalue()


@tries(60)
@given(spoilt())
def test_a_spoilt_file_is_read_or_refused(file: tuple[bytes, str]) -> None:
    read(*file)


@tries(60)
@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode), st.sampled_from(NAMES))
def test_bytes_of_any_name_are_read_or_refused(content: bytes, name: str) -> None:
    read(content, name)


LINES = st.sampled_from(
    [
        "1. 题目",
        "A. 甲",
        "B、乙",
        "答案：A",
        "解析：",
        "# 标题",
        "---",
        "```",
        "::t:: x {=a ~b}",
        "{",
        "}",
        "=",
        "| a | b |",
        "问题,答案",
        '"',
        "\t",
        "\x0b",
        "标签: a",
    ]
)


@tries(60)
@given(
    st.lists(LINES | st.text(max_size=12), max_size=30).map("\n".join),
    st.sampled_from(["a.txt", "a.md", "a.gift", "a.csv", "a.xml"]),
)
def test_texts_that_look_like_banks_and_lessons_are_read_or_refused(text: str, name: str) -> None:
    read(text.encode(), name)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_what_is_spoilt_was_readable(name: str) -> None:
    read(SEEDS[name], name)
