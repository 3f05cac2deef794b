"""Question files people really sent, and five more of our own for each kind of trouble: each with what must come of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from bot.documents.document import Document
from bot.documents.error_table import error_table
from handlers.quiz.bank.formats import Format, merged
from handlers.quiz.bank.questions import (
    ONE,
    FillIn,
    Multiple,
    Option,
    Question,
    Short,
    Single,
    TrueFalse,
    even,
    fingerprint,
)
from handlers.quiz.bank.reading import read
from handlers.quiz.bank.writing import write
from tests.files.bank.make import sheet_xml, text_rows, workbook
from tests.test_text_bank import said

FILES = Path(__file__).parent / "files" / "bank"

Outcome = tuple[list[str], list[str], list[str]]


def outcome(data: bytes) -> Outcome:
    """The questions, faults and notes of a file, in words."""
    parsed = read(Document(data))
    lines = ([remark.line().to("zh") for remark in remarks] for remarks in (parsed.faults, parsed.notes))
    return ([said(item.value) for item in parsed.items], *lines)  # type: ignore[return-value]


def csv_of(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def single(stem: str, *options: str, right: int = 0, **more: object) -> Question:
    return Question(stem, Single(even(options, [right])), **more)  # type: ignore[arg-type]


# ── identity ─────────────────────────────────────────────────────────────────────────────────────────────────────────

ALIKE = {
    "options in another order": (single("选哪个", "甲", "乙"), single("选哪个", "乙", "甲", right=1)),
    "another answer": (single("选哪个", "甲", "乙"), single("选哪个", "甲", "乙", right=1)),
    "another blank and full stop": (single("选（ ）。", "甲", "乙"), single("选( )", "甲", "乙")),
    "a power spelled out": (Question("10^2 是多少", TrueFalse(True)), Question("10² 是多少", TrueFalse(True))),
    "width and case": (single("ＦＡＢＥ", "Ａ", "ｂ"), single("fabe", "a", "B")),
}
UNLIKE = {
    "other options": (single("下列正确的是", "甲", "乙"), single("下列正确的是", "丙", "丁")),
    "one option more": (single("下列正确的是", "甲", "乙"), single("下列正确的是", "甲", "乙", "丙")),
    "another kind": (single("下列正确的是", "甲", "乙"), Question("下列正确的是", Multiple(even(("甲", "乙"), [0])))),
    "10² and 102": (Question("10² 是多少", TrueFalse(True)), Question("102 是多少", TrueFalse(True))),
    "½ and 12 in options": (single("几分之几", "½", "¼"), single("几分之几", "12", "14")),
    "H₂O and H2O": (Question("H₂O 是水", TrueFalse(True)), Question("H2O 是水", TrueFalse(True))),
}


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_question_however_it_is_spelled(name):
    one, other = ALIKE[name]
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize("name", UNLIKE)
def test_two_questions_where_something_of_meaning_differs(name):
    one, other = UNLIKE[name]
    assert fingerprint(one) != fingerprint(other)


# ── template heads ───────────────────────────────────────────────────────────────────────────────────────────────────

TEMPLATES: dict[str, tuple[list[tuple[str, ...]], Outcome]] = {
    "kahoot": (
        [
            ("Quiz template", "", "", "", "", "", ""),
            (
                "",
                "Question - max 120 characters",
                "Answer 1 - max 75 characters",
                "Answer 2 - max 75 characters",
                "Answer 3 - max 75 characters",
                "Time limit (sec) – 5, 10, 20, 30",
                "Correct answer(s) - choose at least one",
            ),
            ("1", "What first?", "Discount", "Ask", "Wait", "20", "2"),
            ("2", "Which are open?", "How?", "Do you?", "Why?", "20", "1,3"),
        ],
        (
            ["单 · What first? · Discount *Ask Wait", "多 · Which are open? · *How? Do you? *Why?"],
            [],
            ["第2行 “Time limit (sec) – 5, 10, 20, 30”这一列没有用到"],
        ),
    ),
    "considered right by a column each": (
        [
            ("题目", "选项1", "是否正确1", "选项2", "是否正确2", "选项3", "是否正确3"),
            ("先做什么？", "打折", "否", "定目标", "是", "催款", "否"),
            ("售前做什么？", "查资料", "TRUE", "写目标", "TRUE", "催款", "FALSE"),
        ],
        (["单 · 先做什么？ · 打折 *定目标 催款", "多 · 售前做什么？ · *查资料 *写目标 催款"], [], []),
    ),
    "stars and required": (
        [
            ("*题型（必填）", "【必填】题干", "选项 A*", "选项 B*", "正确答案\n（必填）", "答案解析（选填）", "章节"),
            ("单选题", "先做什么？", "打折", "定目标", "B", "先定目标。", "拜访"),
        ],
        (["单 · 先做什么？ · 打折 *定目标 · 解析=先定目标。 · #拜访"], [], []),
    ),
    "both languages": (
        [
            ("题型 Type", "题干/Question", "选项A Option A", "选项B Option B", "答案 Answer"),
            ("判断", "要写目标。", "", "", "对"),
            ("单选", "先做什么？", "打折", "定目标", "B"),
        ],
        (["判 · 要写目标。 · 对", "单 · 先做什么？ · 打折 *定目标"], [], []),
    ),
    "a legend above the heads": (
        [
            ("题型说明：1单选 2多选 3判断", "", "", "", ""),
            ("题型", "题目", "A", "B", "答案"),
            ("1", "先做什么？", "打折", "定目标", "B"),
            ("2", "做什么？", "打折", "定目标", "AB"),
            ("3", "要写目标。", "", "", "√"),
        ],
        (["单 · 先做什么？ · 打折 *定目标", "多 · 做什么？ · *打折 *定目标", "判 · 要写目标。 · 对"], [], []),
    ),
    "nine option columns, the last empty": (
        [
            ("题型", "题干", *"ABCDEFGHI", "答案"),
            ("单选", "哪个？", *"甲乙丙丁戊己庚辛", "", "H"),
            ("单选", "哪些？", *"甲乙丙丁戊己庚辛壬", "A"),
        ],
        (["单 · 哪个？ · 甲 乙 丙 丁 戊 己 庚 *辛"], ["第3行 有9个选项，最多8个"], []),
    ),
    "an index that could be words": (
        [("题目", "选项1", "选项2", "选项3", "正确答案"), ("几天回访？", "2", "3", "7", "2")],
        ([], ["第2行 答案“2”说不清：是第几个选项，还是选项里的文字？请写字母"], []),
    ),
}


ONE_OPTION: dict[tuple[str, str, str], str | None] = {
    ("", "甲/乙", "A"): "填 · 表里的题 · 甲/乙", ("", "甲", "甲"): "填 · 表里的题 · 甲", ("", "甲", "B"): None, ("", "甲", ""): None,
    ("单选", "甲", "A"): None, ("多选", "甲", "A"): None,
}  # fmt: skip


@pytest.mark.parametrize(("kind", "option", "answer"), ONE_OPTION)
def test_one_option_is_nothing_to_choose_from(kind, option, answer):
    found, faults, notes = outcome(csv_of(("题型", "题干", "选项A", "答案"), (kind, "表里的题", option, answer)))
    expected = ONE_OPTION[kind, option, answer]
    assert (found, len(faults), len(notes)) == (([], 1, 0) if expected is None else ([expected], 0, 1))


@pytest.mark.parametrize("name", TEMPLATES)
def test_tables_as_the_worlds_templates_have_them(name):
    rows, expected = TEMPLATES[name]
    assert outcome(csv_of(*rows)) == expected


def test_sheets_named_after_a_kind_say_the_kind():
    heads = ("题干", "选项A", "选项B", "答案")
    data = workbook({
        "单选题": sheet_xml(text_rows([heads, ("甲？", "一", "二", "A")])),
        "多选": sheet_xml(text_rows([heads, ("乙？", "一", "二", "A")])),
        "3-判断题": sheet_xml(text_rows([heads, ("丙。", "正确", "错误", "B")])),
    })  # fmt: skip
    assert outcome(data)[0] == ["单 · 甲？ · *一 二", "多 · 乙？ · *一 二", "判 · 丙。 · 错"]


# ── what other programs give out as text ─────────────────────────────────────────────────────────────────────────────

GIVEN_OUT = {
    "a questionnaire": (
        "1、客户说贵，先？[单选题]*\n○降价\n○问清（正确答案）\n\n"
        "2、哪些是售前？ [多选题] *\n□查资料（正确答案）\n\n□写目标（正确答案）\n□催款\n",
        ["单 · 客户说贵，先？ · 降价 *问清", "多 · 哪些是售前？ · *查资料 *写目标 催款"],
    ),
    "a questionnaire with heads": (
        "一、单选题（每题5分）\n1. 客户说贵，先？ [分值：5]\nA. 降价\nB. 问清(正确答案)\n2. 要写目标。 [判断题] *\n○对（正确答案）\n○错\n",
        ["单 · 客户说贵，先？ · 降价 *问清", "判 · 要写目标。 · 对"],
    ),
    "statements judged in brackets": (
        "判断题\n1. 要写目标。（ √ ）\n2. 可以代签。（×）\n3. 回访当天记。（ 对 ）\n",
        ["判 · 要写目标。（ ） · 对", "判 · 可以代签。（ ） · 错", "判 · 回访当天记。（ ） · 对"],
    ),
    "statements without a head": (
        "1. 要写目标。（√）\n2. 可以代签。（×）\n",
        ["判 · 要写目标。（ ） · 对", "判 · 可以代签。（ ） · 错"],
    ),
    "kinds in brackets, points, topics": (
        "1、(单选题)客户说贵，先？\nA、降价\nB、问清\n答案：B\n难易度：中\n知识点：异议\n\n2、(判断题)要写目标。\n答案：正确\n",
        ["单 · 客户说贵，先？ · 降价 *问清 · #异议 · 难3", "判 · 要写目标。 · 对"],
    ),
    "one circle is no option": (
        "1. ○是什么意思？\n○ 表示对\nA. 对\nB. 错\n答案：A\n",
        ["判 · ○是什么意思？⏎○ 表示对 · 对"],
    ),
}


@pytest.mark.parametrize("name", GIVEN_OUT)
def test_a_text_as_another_program_gives_it_out(name):
    text, expected = GIVEN_OUT[name]
    assert outcome(text.encode()) == (expected, [], [])


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

OPTIONS = ("打折", "定目标", "催款", "吃饭")
ANSWERS = {
    "〔B〕": "B", "Ｂ、定目标": "B", "答案是：B": "B", "正确答案为 b": "B", "B）": "B", "[B]定目标": "B", "选项 B": "B", "定目标。": None,
    "A；C": "AC", "A、C、": "AC", "【A】【C】": "AC", "A.打折；C.催款": "AC", "A.打折\nC.催款": "AC", "打折|催款": "AC", "A-C": None, "A.催款": None,
    "A与C": "AC", "A,C,": "AC", "a c": "AC", "E": None, "都对": None,
}  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS)
def test_letters_however_they_are_written(answer):
    found, faults, _ = outcome(csv_of(("题干", "选项A", "选项B", "选项C", "选项D", "答案"), ("选什么", *OPTIONS, answer)))
    if (expected := ANSWERS[answer]) is None:
        assert not found and len(faults) == 1
    else:
        rest = " ".join(("*" if "ABCD"[place] in expected else "") + option for place, option in enumerate(OPTIONS))
        assert found == [f"{'单' if len(expected) == 1 else '多'} · 选什么 · {rest}"]


TRUTHS = {"（√）": True, "【×】": False, "✖": False, "☒": False, "○": True, "V": True, "Ｔ": True, "答案：错": False, "對": True, "錯誤": False,
          "正确（√）": None, "✅": True, "❌": False, "也许": None}  # fmt: skip


@pytest.mark.parametrize("answer", TRUTHS)
def test_true_and_false_however_they_are_written(answer):
    found, faults, _ = outcome(csv_of(("题型", "题干", "答案"), ("判断", "要写目标", answer)))
    expected = TRUTHS[answer]
    assert found == ([] if expected is None else [f"判 · 要写目标 · {'对' if expected else '错'}"])
    assert len(faults) == (expected is None)


LISTED = {
    "A、打折；B、定目标；C、催款": ["打折", "定目标", "催款"], "A 打折 B 定目标 C 催款": ["打折", "定目标", "催款"],
    "(A)打折\n(B)定目标": ["打折", "定目标"], "打折；定目标；催款": ["打折", "定目标", "催款"], "打折，定目标": ["打折", "定目标"],
    "a.打折 b.定目标": ["打折", "定目标"], "【A】打折【B】定目标": ["打折", "定目标"], "A．３.５天B．4天": ["３.５天", "4天"],
}  # fmt: skip


@pytest.mark.parametrize("cell", LISTED)
def test_options_in_one_cell_lose_their_letters(cell):
    found, faults, _ = outcome(csv_of(("题型", "题干", "选项", "答案"), ("单选", "选什么", cell, "B")))
    first, second, *rest = LISTED[cell]
    assert (found, faults) == ([" · ".join(("单", "选什么", " ".join([first, f"*{second}", *rest])))], [])


# ── blanks ───────────────────────────────────────────────────────────────────────────────────────────────────────────

BLANKS: dict[tuple[str, str], str | None] = {
    ("首都是（  ）。", "北京|北京市"): "北京|北京市",
    ("首都是【】。", "北京"): "北京",
    ("首都是＿＿＿。", "北京"): "北京",
    ("首都是{}，最大的是{}。", "北京\\；上海"): "北京；上海",
    ("首都是[ ]，最大的是____。", "北京;上海"): None,
    ("print() 打出____", "hello"): "hello",
    ("每小时____公里", "60 km/h"): "60 km/h",
    ("占____", "3/4"): "3/4",
    ("首都是____", "北京或北京市"): None,
    ("首都是____", "北京/北京市"): None,
    ("写作____", "和\\/或"): "和/或",
    ("也许____", "或许"): "或许",
}


@pytest.mark.parametrize(("stem", "answer"), BLANKS)
def test_blanks_are_counted_alike_and_what_is_unclear_is_asked(stem, answer):
    found, faults, _ = outcome(csv_of(("题型", "题干", "答案"), ("填空", stem, answer)))
    expected = BLANKS[stem, answer]
    assert found == ([] if expected is None else [f"填 · {stem} · {expected}"])
    assert len(faults) == (expected is None)


# ── metadata ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HEADS = ("题型", "题干", "选项A", "选项B", "答案", "解析", "标签", "难度", "备注")
METADATA: dict[str, tuple[tuple[str, ...], str, list[str]]] = {
    "nothing odd": (("", "异议", "较难", ""), " · #异议 · 难4", []),
    "no difficulty": (("", "", "暂无", ""), "", []),
    "a share": (("", "", "0.3", ""), "", ["第2行 难度“0.3”看不懂，没有导入"]),
    "stars": (("", "", "★★☆☆☆", ""), " · 难2", []),
    "words": (("", "", "中等偏难", ""), " · 难4", []),
    "a long tag": (("", "特" * 40, "", ""), f" · #{'特' * 30}", [f"第2行 标签“{'特' * 40}”超过30字，只留了前面"]),
    "signs a tag cannot have": (("", "[2026] 产品", "", ""), " · #2026 产品", []),
    "too many tags": (("", ";".join("甲乙丙丁戊己庚辛壬癸子丑"), "", ""), "".join(f" · #{one}" for one in "甲乙丙丁戊己庚辛壬癸"),
                      ["第2行 标签超过10个，没有导入：子、丑"]),
    "a long explanation": (("长" * 2001, "", "", ""), f" · 解析={'长' * 2000}", ["第2行 解析有2001字，只留了前2000字"]),
}  # fmt: skip


@pytest.mark.parametrize("name", METADATA)
def test_what_is_said_about_a_question_never_refuses_it(name):
    cells, more, notes = METADATA[name]
    unused = "第1行 “备注”这一列没有用到"
    assert outcome(csv_of(HEADS, ("单选", "甲？", "一", "二", "A", *cells))) == (
        [f"单 · 甲？ · *一 二{more}"],
        [],
        [unused, *notes],
    )


# ── numbers as they are shown ────────────────────────────────────────────────────────────────────────────────────────

SHOWN = {
    ("0%", "0.85"): "85%", ("0.0%", "0.125"): "12.5%", ("000", "10"): "010", ("# ?/?", "0.5"): "1/2", ("# ??/??", "2.3125"): "2 5/16",
    ("h:mm", "0.354166666666667"): "8:30", ("[h]:mm", "1.0416666666666667"): "25:00", ("h:mm AM/PM", "0.75"): "6:00 PM",
    ('0"天"', "3"): "3天", ("#,##0.00", "1999"): "1,999.00", ("[$¥-804]#,##0", "1999"): "¥1,999", ("General", "0.1"): "0.1",
    ("0_);(0)", "5"): "5", ("@", "7"): "7", ("mm:ss", "0.0625"): "30:00", ("0.00;[Red]-0.00", "-2"): "-2.00",
}  # fmt: skip


@pytest.mark.parametrize(("code", "kept"), SHOWN)
def test_a_number_reads_as_its_sheet_shows_it(code, kept):
    assert outcome(formatted(code, kept))[0] == [f"单 · 哪个 · *{SHOWN[code, kept]} 别的"]


def formatted(code: str, kept: str) -> bytes:
    """A workbook whose option A is a number under a format."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["题型", "题干", "选项A", "选项B", "答案"])
    sheet.append(["单选", "哪个", float(kept), "别的", "A"])
    sheet["C2"].number_format = code
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────────────────

RETURNING = {
    "wide blanks": single("真理就是（      ）", "客观的", "主观的"),
    "powers": single("10² 与 H₂O", "x^{ab}", "½"),
    "signs that part answers": Question("写作____", FillIn((Option("甲、乙/丙或丁", ONE), Option("a;b|c", ONE)))),
    "several blanks": Question("F 指____，A 指____", FillIn((Option("特征；优势", ONE),))),
    "markup as words": single("<p>段落</p> 是什么", "<b>粗</b>", "A. 像字母", "(B) 像字母"),
    "a stem like an answer": Question("选（A）吗（√）", TrueFalse(True), "答案：A", ("标签/甲",), 3),
    "a formula": single("=1+1", "+2", "@x", right=1, explanation="-3"),
    "lines": Question("第一行\n第二行", Short("一\n二")),
}


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("name", RETURNING)
def test_a_file_sent_back_changes_nothing(name, format):
    question = RETURNING[name]
    for item in read(Document(write([question], format, "zh"))).items:
        assert fingerprint(item.value) == fingerprint(question)
        assert merged(question, item.value, format) == question


def test_what_a_file_does_not_speak_of_stays():
    known = single(
        "先做什么？", "打折", "定目标", right=1, explanation="先定目标。", tags=("拜访",), difficulty=2, picture="p1"
    )
    (item,) = read(Document(csv_of(("题干", "选项A", "选项B", "答案"), ("先做什么？", "打折", "定目标", "B")))).items
    assert merged(known, item.value, Format.CSV) == known
    (item,) = read(Document("1. 先做什么？\nA. 打折\nB. 定目标\n答案：B".encode())).items
    assert merged(known, item.value, Format.CSV) == known


MENDED = {
    "gift": ("哪个对？ {=甲 ~乙\n", "哪个对？ {=甲 ~乙}", "单 · 哪个对？ · *甲 乙"),
    "aiken": ("Pick one\nA. x\nB. y\nANSWER: C\n", "Pick one\nA. x\nB. y\nANSWER: B", "单 · Pick one · x *y"),
    "text": ("1. 哪个对？\nA. 甲\nB. 乙\n", "1. 哪个对？\nA. 甲\nB. 乙\n答案：A", "单 · 哪个对？ · *甲 乙"),
}


@pytest.mark.parametrize("name", MENDED)
def test_a_table_of_faults_of_a_text_is_mended_and_sent_back(name):
    from openpyxl import load_workbook

    spoilt, mended, expected = MENDED[name]
    made = error_table(read(Document(spoilt.encode())), "zh")
    assert outcome(made)[0] == [] and len(outcome(made)[1]) == 1
    book = load_workbook(io.BytesIO(made))
    assert book.active["C2"].value.strip() == spoilt.strip()
    book.active["C2"] = mended
    file = io.BytesIO()
    book.save(file)
    assert outcome(file.getvalue()) == ([expected], [], [])


def test_a_table_of_faults_of_moodle_xml_has_the_options():
    question = (
        '<quiz><question type="multichoice"><questiontext format="html"><text>&lt;p&gt;哪个对？&lt;/p&gt;</text></questiontext>'
        "<single>true</single>"
        '<answer fraction="50"><text>甲</text></answer><answer fraction="50"><text>乙</text></answer></question></quiz>'
    )
    (fault,) = read(Document(question.encode())).faults
    assert fault.source == ("哪个对？\nA. 甲\nB. 乙\n答案：AB",)
    assert outcome(fault.source[0].encode())[0] == ["多 · 哪个对？ · *甲 *乙"]


# ── hostile ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def far_cell_of_an_xls() -> bytes:
    """An .xls with a word in its last row and column."""
    data = bytearray((FILES / "calc.xls").read_bytes())
    cell = bytes.fromhex("fd000a00")  # a word of the table of words (LABELSST), 10 bytes
    place = data.index(cell)
    data[place + 4 : place + 8] = (65535).to_bytes(2, "little") + (255).to_bytes(2, "little")
    return bytes(data)


def broken_xls() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5632 + "Workbook\0".encode("utf-16-le")


def ods(content: str) -> bytes:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return file.getvalue()


REPEATED = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="a">'
    '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    '<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="999"/>'
    '<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell></table:table-row></table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
SPRAWLING = "表格占了{}行×{}列，大多是空的。请把内容复制到新表格再发。"
HOSTILE: dict[str, tuple[object, str]] = {
    "a far cell in an xls": (far_cell_of_an_xls, SPRAWLING.format(65536, 256)),
    "a cell repeated in an ods": (lambda: ods(REPEATED.format(rows=1, words="a")), SPRAWLING.format(1048576, 1000)),
    "long words repeated in an ods": (lambda: ods(REPEATED.format(rows=1048576, words="长" * 200)),
                                      "文件解压后超过100 MB，没有打开。请只留要用的内容再发。"),
    "a broken xls": (lambda: broken_xls(), "文件不完整或已损坏，打不开。请重新保存再发。"),
    "entities in a Word file": (lambda: _word_with("<!DOCTYPE x [<!ENTITY a 'b'>]><w:document/>"), "文件不完整或已损坏，打不开。请重新保存再发。"),
    "a Word file that unpacks to too much": (lambda: _word_with(" " * (25 << 20)), "文件解压后超过24 MB，没有打开。请只留要用的内容再发。"),
    "a text of one line of letters": (lambda: ("A." * 200_000).encode(), "文件里没有题目。"),
}  # fmt: skip


def _word_with(document: str) -> bytes:
    from tests.files.bank.word import package

    return package(document)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_sentence(name):
    make, sentence = HOSTILE[name]
    found, faults, _ = outcome(make())  # type: ignore[operator]
    assert (found, faults) == ([], [sentence])
