"""Is this answer right? Every kind, every spelling, part marks, shuffled options."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.quiz.bank import marking
from handlers.quiz.bank.marking import key
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
    Short,
    Single,
    TrueFalse,
    even,
)
from handlers.quiz.bank.writing.template import EXAMPLES

HALF = Fraction(1, 2)
SINGLE = Question(
    "先做什么？",
    Single((Option("降价", Fraction(0), "太快"), Option("问清", ONE, "对"), Option("沉默", Fraction(1, 4)), Option("AB"))),
)
MULTIPLE = Question("哪些？", Multiple(even(("甲", "乙", "丙", "丁"), [0, 2])))
WEIGHTED = Question(
    "哪些？", Multiple((Option("甲", HALF), Option("乙", HALF), Option("丙", Fraction(-1, 4)), Option("丁", Fraction(-1))))
)
TRUE = Question("对吗？", TrueFalse(True, "对", "不对"))
FILL = Question(
    "首都是____",
    FillIn((Option("北京", ONE), Option("Peking", HALF, "旧称"), Option("*京*", Fraction(1, 4)), Option("3\\*4", ONE))),
)
PI = Question("圆周率", Numeric((Amount(Decimal("3.14"), Decimal("0.01")), Amount(Decimal(3), Decimal("0.2"), HALF, "太粗"))))
RATE = Question("完成率", Numeric((Amount(Decimal("0.85")),)))
MATCH = Question("配", Matching((Pair("太贵", "问参照"), Pair("没时间", "约短会"), Pair("再看看", "问顾虑")), ("降价",)))


def mark(question, said, order=()):
    return marking.mark(question, said, order)


def credit(question, said, order=()):
    verdict = mark(question, said, order)
    return None if verdict is None else verdict.credit


@pytest.mark.parametrize("said", ["B", "b", "Ｂ", " b. ", "问清", "B、"])
def test_a_single_choice_in_every_spelling(said):
    assert mark(SINGLE, said).right


@pytest.mark.parametrize(
    ("said", "earned"),
    [("A", 0), ("C", Fraction(1, 4)), ("E", None), ("AC", None), ("", None), ("不知道", None), ("D", 0), ("ab", 0)],
)
def test_a_single_choice_otherwise(said, earned):
    assert credit(SINGLE, said) == earned


def test_feedback_and_choice_are_the_chosen_options():
    verdict = mark(SINGLE, "A")
    assert (verdict.chosen, verdict.feedback, verdict.right) == ((0,), "太快", False)


@pytest.mark.parametrize("said", ["AC", "A,C", "A、C", "c a", "ＡＣ", "A和C", "ca", "A；C", "AAC"])
def test_a_multiple_choice_in_every_spelling(said):
    assert mark(MULTIPLE, said).right


@pytest.mark.parametrize(
    ("said", "earned"), [("A", HALF), ("C", HALF), ("AB", 0), ("ABC", 0), ("ABCD", 0), ("B", 0), ("AE", None), ("甲", HALF)]
)
def test_too_few_earn_a_part_and_a_wrong_one_takes_all(said, earned):
    assert credit(MULTIPLE, said) == earned


@pytest.mark.parametrize(
    ("said", "earned"),
    [("AB", 1), ("A", HALF), ("ABC", Fraction(3, 4)), ("AC", Fraction(1, 4)), ("ABD", 0), ("D", 0), ("ABCD", 0)],
)
def test_part_marks_follow_the_weights(said, earned):
    assert credit(WEIGHTED, said) == earned


def test_rounded_weights_never_make_a_part_the_whole():
    thirds = Question(
        "哪些？", Multiple((*(Option(text, Fraction(34, 100)) for text in "甲乙丙"), Option("丁", Fraction(-1, 100))))
    )
    assert mark(thirds, "ABC").right
    assert not mark(thirds, "ABCD").right


@pytest.mark.parametrize("said", ["对", "√", "T", "true", "Ｔ", "正确", "A", "是", "1", "对。", "✓"])
def test_true_in_every_spelling(said):
    assert mark(TRUE, said).right
    assert mark(TRUE, said).feedback == "对"


@pytest.mark.parametrize("said", ["错", "×", "F", "x", "false", "B", "不对", "０"])
def test_false_in_every_spelling(said):
    assert (mark(TRUE, said).credit, mark(TRUE, said).feedback, mark(TRUE, said).chosen) == (0, "不对", (1,))


def test_what_is_neither_true_nor_false():
    assert mark(TRUE, "也许") is None
    assert mark(TRUE, "C") is None


@pytest.mark.parametrize(
    ("said", "earned"),
    [
        ("北京", 1),
        (" 北 京 ", 1),
        ("北京。", 1),
        ("peking", HALF),
        ("ＰＥＫＩＮＧ", HALF),
        ("东京都", Fraction(1, 4)),
        ("上海", 0),
        ("3*4", 1),
        ("3x4", 0),
        ("", None),
    ],
)
def test_a_fill_in_takes_the_best_that_fits(said, earned):
    assert credit(FILL, said) == earned


@pytest.mark.parametrize(
    ("said", "earned"),
    [
        ("3.14", 1),
        ("3.15", 1),
        ("3.1500001", HALF),
        ("３．１３", 1),
        ("3.129", HALF),
        ("2.8", HALF),
        ("2.79", 0),
        ("-3.14", 0),
        ("π", None),
        ("3,14", None),
    ],
)
def test_a_number_within_its_tolerance(said, earned):
    assert credit(PI, said) == earned


@pytest.mark.parametrize(("said", "earned"), [("85%", 1), ("0.85", 1), ("85", 0), ("８５％", 1)])
def test_a_percent_is_a_share(said, earned):
    assert credit(RATE, said) == earned


def test_a_percent_may_also_be_meant_as_the_number():
    assert mark(Question("百分之几？", Numeric((Amount(Decimal(85)),))), "85%").right
    assert mark(Question("多少？", Numeric((Amount(Decimal(1234567)),))), "1,234,567").right


@pytest.mark.parametrize(
    ("said", "earned"),
    [
        ("1A 2B 3C", 1),
        ("1-A,2-B,3-C", 1),
        ("１Ａ２Ｂ３Ｃ", 1),
        ("ABC", 1),
        ("abc", 1),
        ("3c 1a 2b", 1),
        ("1A 2C 3B", Fraction(1, 3)),
        ("1A", Fraction(1, 3)),
        ("1D 2D 3D", 0),
        ("AB", None),
        ("1A 1B 2C", None),
        ("4A", None),
        ("1E 2B 3C", None),
        ("随便", None),
    ],
)
def test_matching_earns_a_share_a_pair(said, earned):
    assert credit(MATCH, said) == earned


def test_a_short_answer_waits_for_an_expert():
    assert mark(Question("谈谈", Short("要点")), "先认同").credit is None
    assert not mark(Question("谈谈", Short()), "先认同").right
    assert mark(Question("谈谈", Short()), "  ") is None


@pytest.mark.parametrize(
    "question", [*EXAMPLES["zh"][:-1], SINGLE, MULTIPLE, WEIGHTED, FILL, PI, MATCH], ids=lambda question: question.stem
)
@given(seed=st.randoms(use_true_random=False))
def test_the_key_is_right_in_whatever_order_the_options_are_shown(question, seed):
    count = {Single: "options", Multiple: "options", Matching: "rights"}.get(type(question.body))
    order = list(range(len(getattr(question.body, count)))) if count else []
    seed.shuffle(order)
    assert mark(question, key(question, order), order).right


def test_what_was_chosen_is_told_in_the_questions_own_order():
    assert mark(SINGLE, "A", [1, 0, 3, 2]).chosen == (1,)
    assert mark(SINGLE, "A", [1, 0, 3, 2]).right
    assert mark(MATCH, "1D 2C 3A", [2, 3, 1, 0]).credit == 1
