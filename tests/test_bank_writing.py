"""Exports: what a file can say comes back exactly, templates and error tables can be sent back, cells never become formulas."""

from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.documents.document import Document
from bot.documents.error_table import error_table
from bot.phrases import Refusal
from handlers.quiz.bank import normalise, writing
from handlers.quiz.bank import reading as bank_reading
from handlers.quiz.bank.formats import LOSES, Format, carried, merged
from handlers.quiz.bank.questions import (
    ONE,
    Amount,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Pair,
    Question,
    QuestionKind,
    Short,
    Single,
    TrueFalse,
    check,
    even,
    fingerprint,
    from_plain,
    to_plain,
)
from handlers.quiz.bank.writing.template import EXAMPLES
from tests.files.bank.make import UGLY


def read(data):
    return bank_reading.read(Document(data))


# ── questions as people and machines might write them ────────────────────────────────────────────────────────────────

ODD = "~=#{}:\\[]()|;；,，%'\"<>&/*-+@.\n_ 　\tAＡaBb1０%√对错→≤😀é"
"""Characters some format or other means something by."""
letters = st.one_of(st.sampled_from(ODD), st.characters(codec="utf-8"))
words = st.text(letters, min_size=1, max_size=12).map(normalise.clean).filter(bool)
words_or_none = st.one_of(st.just(""), words)
weights = st.one_of(
    st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 7), Fraction(-1, 6), Fraction(-1), Fraction(9, 10)]),
    st.integers(-99, 99).map(lambda percent: normalise.weight(str(percent))),
)
numbers = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=4)
tolerances = st.decimals(min_value=0, max_value=1000, places=4)
tags = (
    st.text(st.characters(codec="utf-8", exclude_characters=";；[]\\|\n"), min_size=1, max_size=8)
    .map(normalise.clean)
    .filter(bool)
)


@st.composite
def singles(draw):
    texts = draw(st.lists(words, min_size=2, max_size=8, unique=True))
    right = draw(st.integers(0, len(texts) - 1))
    return Single(
        tuple(
            Option(text, ONE if place == right else draw(weights.filter(lambda weight: weight != 1)), draw(words_or_none))
            for place, text in enumerate(texts)
        )
    )


@st.composite
def multiples(draw):
    texts = draw(st.lists(words, min_size=2, max_size=8, unique=True))
    right = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1))
    wrong = draw(st.sampled_from([Fraction(0), Fraction(-1), Fraction(-1, 2)]))
    return Multiple(
        tuple(
            Option(text, Fraction(1, len(right)) if place in right else wrong, draw(words_or_none))
            for place, text in enumerate(texts)
        )
    )


@st.composite
def matchings(draw):
    sides = words.filter(lambda side: "->" not in side and "=>" not in side)
    lefts = draw(st.lists(sides, min_size=2, max_size=5, unique=True))
    rights = [draw(sides) for _ in lefts]
    extra = draw(st.lists(sides.filter(lambda side: side not in rights), max_size=3, unique=True))
    return Matching(tuple(Pair(left, right) for left, right in zip(lefts, rights, strict=True)), tuple(extra))


accepted = st.lists(st.builds(Option, words, weights, words_or_none), max_size=2)
amounts = st.lists(st.builds(Amount, numbers, tolerances, weights, words_or_none), max_size=2)
bodies = st.one_of(
    singles(),
    multiples(),
    matchings(),
    st.builds(TrueFalse, st.booleans(), words_or_none, words_or_none),
    st.builds(lambda first, more: FillIn((Option(first, ONE), *more)), words, accepted),
    st.builds(lambda value, near, more: Numeric((Amount(value, near), *more)), numbers, tolerances, amounts),
    st.builds(Short, words_or_none),
)


@st.composite
def questions(draw):
    question = Question(
        draw(words),
        draw(bodies),
        draw(words_or_none),
        tuple(draw(st.lists(tags, max_size=3, unique=True))),
        draw(st.none() | st.integers(1, 5)),
        draw(st.sampled_from(["", "picture-1"])),
    )
    try:
        return check(question)
    except Refusal:
        assume(False)


@pytest.mark.long
@pytest.mark.parametrize("format", Format)
@given(question=questions(), language=st.sampled_from(["zh", "en"]))
@example(question=Question("0", FillIn((Option("0", ONE),)), "", ("0  0",)), language="zh")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_what_a_format_can_say_of_a_question_comes_back_exactly(format, question, language):
    said = carried(question, format)
    assume(said is not None)
    reading = read(writing.write([question], format, language))
    assert [str(fault.line().to("zh")) for fault in reading.faults] == []
    assert [found.value for found in reading.items] == [said]
    assert reading.format == format


@given(question=questions())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_plain_values_hold_all_of_a_question(question):
    assert from_plain(to_plain(question)) == question


# ── what each format leaves out ──────────────────────────────────────────────────────────────────────────────────────

RICH = Question(
    "客户说“太贵了”，先做什么？",
    Single((Option("降价", Fraction(0), "太快了"), Option("问清参照", ONE, "对"), Option("沉默", Fraction(1, 4)))),
    "先弄清参照。",
    ("异议", "报价"),
    2,
    "picture-7",
)


def test_a_table_leaves_out_pictures_feedback_and_part_marks():
    said = carried(RICH, Format.XLSX)
    assert said == Question(RICH.stem, Single(even(("降价", "问清参照", "沉默"), [1])), RICH.explanation, RICH.tags, 2)
    assert carried(
        Question("多选", Multiple((Option("甲", Fraction(7, 10)), Option("乙", Fraction(3, 10)), Option("丙", Fraction(-1))))),
        Format.CSV,
    ) == (Question("多选", Multiple(even("甲乙丙", [0, 1]))))


def test_moodle_xml_leaves_out_the_picture_only():
    assert carried(RICH, Format.MOODLE_XML) == Question(RICH.stem, RICH.body, RICH.explanation, RICH.tags, RICH.difficulty)


def test_gift_leaves_out_model_answers_and_arrows():
    assert carried(Question("谈谈", Short("要点")), Format.GIFT) == Question("谈谈", Short())
    arrow = Question("箭头", FillIn((Option("a->b", ONE),)))
    assert carried(arrow, Format.GIFT) is None
    assert writing.left_out([arrow, RICH], Format.GIFT) == (arrow,)
    assert read(writing.write([arrow, RICH], Format.GIFT, "zh")).items[0].value.stem == RICH.stem


def test_aiken_carries_single_choices_only():
    bank = [RICH, Question("对吗", TrueFalse(True)), Question("A. 像选项的题干", RICH.body)]
    assert writing.left_out(bank, Format.AIKEN) == tuple(bank[1:])
    assert [found.value for found in read(writing.write(bank, Format.AIKEN, "zh")).items] == [
        Question(RICH.stem, Single(even(("降价", "问清参照", "沉默"), [1])))
    ]


def test_each_format_says_what_it_leaves_out():
    assert set(LOSES) == set(Format)


@pytest.mark.parametrize("format", Format)
def test_an_export_sent_back_changes_nothing(format):
    returned = read(writing.write([RICH], format, "zh")).items[0].value
    assert fingerprint(returned) == fingerprint(RICH)
    assert merged(RICH, returned, format) == RICH


def test_what_was_edited_in_a_table_changes_and_what_it_cannot_say_stays():
    returned = read(writing.write([RICH], Format.CSV, "zh")).items[0].value
    edited = Question(returned.stem, returned.body, "先问和谁比。", returned.tags, 3)
    assert merged(RICH, edited, Format.CSV) == Question(RICH.stem, RICH.body, "先问和谁比。", RICH.tags, 3, RICH.picture)
    other_answer = Question(returned.stem, Single(even(("降价", "问清参照", "沉默"), [2])), RICH.explanation, RICH.tags, 2)
    assert merged(RICH, other_answer, Format.CSV).body == other_answer.body


# ── tables people open ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_sent_back_is_one_question_of_every_kind(language):
    reading = read(writing.template(language))
    assert [found.value for found in reading.items] == list(EXAMPLES[language])
    assert {found.value.kind for found in reading.items} == set(QuestionKind)
    assert not reading.faults


def test_the_error_table_shows_row_sentence_and_cells_and_can_be_mended_and_sent_back():
    from openpyxl import load_workbook

    table = error_table(read(UGLY["产品题库.xlsx"]()), "zh")
    sheet = load_workbook(BytesIO(table)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][:4] == ["原行号", "要改的地方", "题型", "题干"]
    assert [row[:2] for row in rows[1:]] == [
        ["8", "答案为空"],
        ["19", "答案含C但没有选项C"],
        ["27", "与第12行题干相同"],
        ["33", "题型“名词解释”不支持"],
    ]
    for row, (kind, answer) in zip(
        sheet.iter_rows(min_row=2), [("单选", "B"), ("单选", "A"), ("单选", "B"), ("简答", "甲")], strict=True
    ):
        row[2].value, row[8].value = kind, answer
    sheet["D4"] = "换一个题干"
    mended = BytesIO()
    sheet.parent.save(mended)
    reading = read(mended.getvalue())
    assert (len(reading.items), reading.faults, reading.notes) == (4, (), ())


def test_the_error_table_of_two_sheets_has_two_sheets():
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(error_table(read(UGLY["two_sheets.xlsx"]()), "zh")))
    assert book.sheetnames == ["异议"]
    assert [row[:4] for row in book["异议"].iter_rows(values_only=True)] == [
        ("原行号", "要改的地方", "题型", "题干"),
        ("2", "与“产品”第3行题干相同", "单选", "两张表都有的题"),
        ("3", "答案为空", "单选", "缺答案"),
    ]


def test_the_error_table_of_a_text_shows_the_text():
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(error_table(read(UGLY["test.gift"]()), "en"))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("row", "fault", "source")
    assert rows[1][:2] == ("17", "“{” is never closed")
    assert "哪种是开放式提问？ {" in rows[1][2]


def test_no_cell_becomes_a_formula():
    from openpyxl import load_workbook

    bank = [Question("=HYPERLINK(A1)", Single(even(("=1+1", "@x"), [0]))), Question("-5 摄氏度", TrueFalse(True))]
    sheet = load_workbook(BytesIO(writing.write(bank, Format.XLSX, "zh"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    text = writing.write(bank, Format.CSV, "zh").decode("utf-8-sig")
    assert "'=HYPERLINK(A1),'=1+1,'@x" in text
    assert "'-5 摄氏度" in text
    assert [found.value for found in read(writing.write(bank, Format.CSV, "zh")).items] == bank


def test_escapes_of_the_file_format_are_only_words():
    bank = [Question("_x0041_ 是什么", Short("_x000D"))]
    assert [found.value for found in read(writing.write(bank, Format.XLSX, "zh")).items] == bank


def test_nothing_to_write_is_an_empty_file_of_its_format():
    assert read(writing.write([], Format.XLSX, "zh")).faults[0].line().to("zh") == "文件里没有题目。"
    assert writing.write([], Format.GIFT, "zh") == b""
