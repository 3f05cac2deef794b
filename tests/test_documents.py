"""Files read and written by the one home for them: what they are, what stays words, what is left out, and bounds for every kind."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.cli.import_export import file_kinds
from bot.documents import delimited, front_matter
from bot.documents.document import Document, FileType
from bot.documents.text import seen
from bot.documents.workbook import Workbook
from bot.figures import decimal, decimal_down, percent, percent_down, short, short_down
from bot.phrases import Refusal
from tests.files.bank.make import HEADS, UGLY, csv_text, sheet_xml, single, table, text_row, text_rows, workbook
from tests.reading_costs import MOST_MEMORY, reading_costs
from tests.stopwatch import least_seconds

STORED = Path(__file__).parent / "files"
CELLS = ["=1+1", "+86 138", "-5 摄氏度", "@x", "'=1", "=HYPERLINK(A1)", "_x000B_", "#N/A", "007", "一\n二", "", "客户"]


def book(*rows: list[str], title: str = "表") -> bytes:
    made = Workbook()
    made.add(title, ["头"], rows)
    return made.saved()


def refusal(document: Document, of: str = "sheets") -> str:
    with pytest.raises(Refusal) as no:
        getattr(document, of)
    return no.value.line.to("zh")


# ── written ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_words_in_a_workbook_stay_words_and_numbers_are_numbers() -> None:
    content = book(CELLS)
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert Document(content).sheets[0].rows[1] == (2, CELLS)
    made = Workbook()
    made.add("数", (), [[3, 2.5, "3"]])
    (row,) = load_workbook(io.BytesIO(made.saved())).active.iter_rows(values_only=True)
    assert row == (3, 2.5, "3")


def test_what_no_workbook_can_hold_is_left_out_and_a_soft_break_is_a_line() -> None:
    assert Document(book(["一\x0b二", "铃\x07", "半\ud83d", "末\uffff"])).sheets[0].rows[1] == (2, ["一\n二", "铃", "半", "末"])


@pytest.mark.parametrize("title", ["a/b:c*?[x]\\", "长" * 40, "", "'引'", "\x0b"])
def test_no_name_stops_a_workbook(title: str) -> None:
    made = Workbook()
    for _ in range(3):
        made.add(title, ["头"], [["值"]])
    names = load_workbook(io.BytesIO(made.saved())).sheetnames
    assert len(set(names)) == 3 and all(0 < len(name) <= 31 for name in names)


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=3), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_a_csv_written_is_read_as_it_was(rows: list[list[str]]) -> None:
    full = [["头", "头二", "头三"], *(["x", *row] for row in rows)]
    text = Document(delimited.written(full)).text
    assert [cells for _, cells in delimited.rows(text)] == [[seen(cell) for cell in row] for row in full]


@pytest.mark.parametrize("cell", ["=1+1", " =1+1", "+86138", "-5 度", "@x", "＝1", "'=1"])
def test_a_csv_cell_that_begins_like_a_formula_is_guarded(cell: str) -> None:
    assert f"'{cell}" in delimited.written([[cell]]).decode("utf-8-sig")


@pytest.mark.parametrize("cell", ["-5", "-0.5", "-12%", "5", "a=b"])
def test_a_plain_number_is_not(cell: str) -> None:
    assert delimited.written([[cell]]).decode("utf-8-sig") == f"{cell}\r\n"


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("merged.xlsx", FileType.WORKBOOK),
        ("document.xlsx", FileType.WORD),
        ("pdf.xlsx", FileType.PDF),
        ("gbk.csv", FileType.TEXT),
        ("archive.xlsx", FileType.ARCHIVE),
        ("picture.csv", FileType.PICTURE),
        ("page.xml", FileType.WEB_PAGE),
        ("noise.csv", FileType.BINARY),
    ],
)
def test_what_a_file_is_stands_in_it_and_not_in_its_name(name: str, what: FileType) -> None:
    assert Document(UGLY[name](), name).type is what


def test_an_old_workbook_cut_off_anywhere_is_refused() -> None:
    """From some places on calamine panics, which no `except Exception` catches."""
    whole = (STORED / "bank/sent/s01_old.xls").read_bytes()
    for length in range(512, len(whole), 64):
        with pytest.raises(Refusal):
            Document(whole[: length + 4]).sheets  # noqa: B018


def test_hidden_rows_and_sheets_are_known() -> None:
    rows = text_rows([("问题", "答案"), ("一", "二")]) + text_row(3, ("三", "四")).replace("<row ", '<row hidden="1" ')
    document = Document(workbook({"表": sheet_xml(rows), "旧": sheet_xml(rows)}, hidden=["旧"]))
    (sheet,) = document.sheets
    assert (sheet.name, sheet.hidden_rows, document.hidden_sheets) == ("表", {3}, ["旧"])
    parsed = file_kinds()["qa"].read(document, None)  # type: ignore[arg-type]
    assert [note.line().to("zh") for note in parsed.notes] == ["第3行 是隐藏行，也读了", "工作表“旧”没有读：隐藏"]


def test_rows_keep_their_numbers_whatever_is_empty_between() -> None:
    assert Document(b"a,b\n\n\n1,2\n ,\n3,4\n").sheets[0].rows == [(1, ["a", "b"]), (4, ["1", "2"]), (6, ["3", "4"])]


def test_a_sheet_that_sprawls_is_not_opened() -> None:
    assert refusal(Document(UGLY["stray_cell.xlsx"]())).startswith("表格占了1048576行×16384列")


ALIASES = "".join(f"{one}: &{one} [{','.join([f'*{before}'] * 9)}]\n" for before, one in zip("abcdefg", "bcdefgh", strict=True))
HOSTILE_HEADS = {
    "aliases": f'a: &a ["x"]\n{ALIASES}tags: *h',
    "openings": "[" * 5000,
    "openings of names": "{" * 5000,
    "openings a line": "[\n" * 4000,
    "lists in lists": "- " * 4000,
    "a day that is none": "a: 2026-02-31",
    "too much": "x" * 20_000,
}


@pytest.mark.long
@pytest.mark.parametrize("kind", HOSTILE_HEADS)
def test_lines_at_the_head_that_would_grow_are_refused_at_once(kind: str) -> None:
    """Cheaper than reading an honest head of half the length one may have: what nests without end took twenty times as much as that."""
    honest = least_seconds(lambda: front_matter.split(f"---\n{HONEST_HEAD}---\n# x\n"))
    assert least_seconds(lambda: refused_head(HOSTILE_HEADS[kind])) < honest


HONEST_HEAD = "tags: [反对意见, 报价, 合同, 回款]\n" * (front_matter.LONGEST // 50)


def refused_head(said: str) -> None:
    with pytest.raises(Refusal):
        front_matter.split(f"---\n{said}\n---\n# x\n")


@pytest.mark.parametrize("text", ["---\n\n# 一\n\n---\n\n# 二\n", "---\n一\n", "# 一\n---\n二"])
def test_a_rule_at_the_head_begins_no_such_lines(text: str) -> None:
    assert front_matter.split(text) == ({}, text, 1)


TABLE_HEAD = "问题,答案,姓名,账号,标题,正文".encode()
HOSTILE: dict[str, Callable[[], bytes]] = {
    "aliases.md": lambda: (
        b"---\n"
        + b"".join(b"%c: &%c [%s]\n" % (97 + n, 97 + n, b",".join([b"*%c" % (96 + n) if n else b"x"] * 9)) for n in range(9))
        + b"tags: *i\n---\n# x\n\ny\n"
    ),
    "titles.md": lambda: b"# a\n" * 500_000,
    "fences.md": lambda: b"# a\n```\n" * 300_000,
    "quotes.csv": lambda: TABLE_HEAD + b"\n" + b'"' * 1_000_001,
    "columns.csv": lambda: TABLE_HEAD + b"," + b"a," * 200_000,
    "rows.csv": lambda: TABLE_HEAD + b"\n" + b"a,b,c,d,e,f\n" * 200_000,
    "rows.xlsx": lambda: table([HEADS, *(single(f"第{n}题") for n in range(51_000))]),
    "stray_cell.xlsx": UGLY["stray_cell.xlsx"],
    "lying_bomb.xlsx": UGLY["lying_bomb.xlsx"],
    "names.xlsx": lambda: workbook({f"表{n}": sheet_xml(text_rows([("问题", "答案")])) for n in range(400)}),
}
READ = """
from zoneinfo import ZoneInfo
from bot.cli.import_export import file_kinds
from bot.documents.document import Document
from bot.membership import Camp
camp = Camp(1, "营", "zh", ZoneInfo("Asia/Shanghai"), {}, 0)
def read(name):
    document = Document(open(name, "rb").read(), name)
    for kind in file_kinds().values():
        parsed = kind.read(document, camp)
        assert parsed.items or parsed.faults
"""
PATIENCE = 300
"""How much more CPU all kinds together may take than for an honest table of 500 questions: a bound against hanging. The dearest took 75."""


@pytest.mark.journey
def test_no_kind_hangs_or_swells_over_a_file_made_to_hurt(tmp_path) -> None:
    rows = [HEADS, *(single(f"第{n}题") for n in range(500))]
    costs = reading_costs(tmp_path, READ, {"a.csv": csv_text(rows).encode(), "a.xlsx": table(rows)}, HOSTILE)
    assert {name: cost for name, cost in costs.items() if cost.times >= PATIENCE or cost.megabytes >= MOST_MEMORY} == {}


HEAVY = ("openpyxl", "python_calamine", "docx", "pptx", "lxml", "PIL", "markdown_it", "yaml", "frontmatter")


def test_a_bot_that_runs_loads_no_library_for_files() -> None:
    """They come with the first task that needs them, in a process of its own."""
    code = "import sys, bot.app; from bot.discovery import find_features; find_features(); "
    code += f"print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "rounded", "as_short"),
    [
        ("81.25", "81.3", "81.3"),
        ("54", "54.0", "54"),
        ("0.05", "0.1", "0.1"),
        ("-3.25", "-3.3", "-3.3"),
        ("-0.04", "0.0", "0"),
        ("66.97", "67.0", "67"),
        ("1200", "1200.0", "1200"),
    ],
)
def test_a_decimal_is_rounded_half_away_from_zero(value: str, rounded: str, as_short: str) -> None:
    assert (decimal(Fraction(value)), short(Fraction(value))) == (rounded, as_short)


def test_what_is_held_against_a_gate_is_cut() -> None:
    assert (decimal_down(Fraction("84.96")), short_down(Fraction("79.95")), short_down(85)) == ("84.9", "79.9", "85")
    assert (percent(191, 225), percent_down(191, 225), percent(2, 3), percent(0, 0)) == ("84.9%", "84.8%", "66.7%", "–")
    assert decimal(Fraction(1, 3), 2) == "0.33"
