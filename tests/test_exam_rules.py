"""Marks, gates, gains and draws: exact, and reproducible from a seed."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures import decimal, percent, short_down
from handlers.quiz.bank.shuffling import shuffled
from handlers.quiz.exam.rules import (
    compare,
    compare_tags,
    draw,
    gate,
    may_try,
    mix,
    normalised_gain,
    parallel,
    passed,
    score,
)

BANK = (
    [(number, "产品") for number in range(21)]
    + [(100 + number, "异议") for number in range(15)]
    + [(200 + number, "谈判") for number in range(10)]
)
TAG = dict(BANK)


@pytest.mark.parametrize(
    ("first", "second", "opens"), [(78, 82, True), (78, 81, False), (80, 80, True), (100, 59, False), (60, 100, True)]
)
def test_the_stage_gate_is_the_unrounded_mean_of_two_tests(first, second, opens):
    assert gate(first, second, 80) is opens


def test_27_of_30_is_90_percent_and_26_is_not():
    right, wrong = Fraction(1), Fraction(0)
    assert passed(score([right] * 27 + [wrong] * 3), 90)
    assert not passed(score([right] * 26 + [wrong] * 4), 90)
    assert score([right, Fraction(1, 3), wrong]) == Fraction(400, 9)


def test_a_third_attempt_of_two_is_refused():
    assert [may_try(tries, 2) for tries in range(3)] == [True, True, False]


def test_only_people_with_both_tests_are_compared():
    before = {person: Fraction(54) for person in range(44)}
    after = {person: Fraction(89) for person in range(1, 45)}
    compared = compare(before, after)
    assert compared is not None and compared.normalised_gain is not None
    assert (compared.both, compared.only_one) == (43, 2)
    assert [compared.before, compared.after, compared.gain] == [54, 89, 35]
    assert compared.normalised_gain == Fraction(35, 46)
    assert f"{float(compared.normalised_gain):.1%}" == "76.1%"


def test_nobody_with_both_is_no_comparison():
    assert compare({1: Fraction(50)}, {2: Fraction(60)}) is None


def test_there_is_no_normalised_gain_where_nothing_could_be_gained():
    assert normalised_gain(Fraction(100), Fraction(100)) is None
    assert normalised_gain(Fraction(50), Fraction(40)) == Fraction(-1, 5)


def test_the_tag_with_the_largest_gain_comes_first():
    before = {1: {"高风险": Fraction(30), "身份": Fraction(80)}, 2: {"高风险": Fraction(50)}}
    after = {1: {"高风险": Fraction(90), "身份": Fraction(85), "报告": Fraction(70)}, 2: {"高风险": Fraction(80)}}
    assert [(tag, one.gain, one.both) for tag, one in compare_tags(before, after).items()] == [
        ("高风险", Fraction(45), 2),
        ("身份", Fraction(5), 1),
    ]


def test_two_takers_get_different_draws_of_the_same_mix():
    first, second = draw(BANK, 10, "考试3:1001"), draw(BANK, 10, "考试3:1002")
    assert set(first) != set(second)
    assert Counter(TAG[one] for one in first) == Counter(TAG[one] for one in second) == {"产品": 5, "异议": 3, "谈判": 2}


def test_a_draw_is_reproduced_by_its_seed_whatever_the_order_of_the_bank():
    assert draw(BANK, 10, "s") == draw(list(reversed(BANK)), 10, "s")
    assert draw(BANK, 3, "考试3:1001") == (19, 103, 202)


@given(st.dictionaries(st.sampled_from("甲乙丙丁"), st.integers(1, 9), min_size=1), st.data())
def test_the_mix_adds_up_and_is_nowhere_more_than_one_off(stock, data):
    total = sum(stock.values())
    count = data.draw(st.integers(1, total))
    shares = mix({tag: range(number) for tag, number in stock.items()}, count)
    assert sum(shares.values()) == count
    assert all(
        abs(shares[tag] - Fraction(number * count, total)) < 1 and shares[tag] <= number for tag, number in stock.items()
    )


@given(st.integers(1, 46), st.text(max_size=3))
def test_a_second_form_has_the_same_mix_and_new_questions_while_there_are_any(count, seed):
    first = draw(BANK, count, seed)
    second = parallel(BANK, first, seed)
    assert Counter(TAG[one] for one in first) == Counter(TAG[one] for one in second)
    assert len(set(second)) == count
    for tag, share in Counter(TAG[one] for one in first).items():
        stock = sum(own == tag for _, own in BANK)
        again = sum(TAG[one] == tag for one in set(first) & set(second))
        assert again == max(0, 2 * share - stock)


def test_scores_of_a_gate_are_never_rounded_up_and_figures_half_up():
    assert [short_down(Fraction(one)) for one in ("79.95", "85", "86.6666", "0")] == ["79.9", "85", "86.6", "0"]
    assert [decimal(Fraction(one)) for one in ("54", "0.05", "-3.25", "-0.04")] == ["54.0", "0.1", "-3.3", "0.0"]
    assert percent(Fraction(35, 46)) == "76.1%"


def test_a_bank_too_small_cannot_be_drawn_from():
    with pytest.raises(ValueError, match="11 of 3 questions"):
        draw([(1, "a"), (2, "a"), (3, "b")], 11, "s")


def test_options_are_shuffled_by_the_seed_unless_one_speaks_of_another():
    assert shuffled(["甲", "乙", "丙", "丁"], "7") == shuffled(["甲", "乙", "丙", "丁"], "7")
    assert {shuffled(["甲", "乙", "丙"], str(seed)) for seed in range(60)} == {
        (0, 1, 2),
        (0, 2, 1),
        (1, 0, 2),
        (1, 2, 0),
        (2, 0, 1),
        (2, 1, 0),
    }
    for last in ("以上都对", "A和B", "以上皆非", "None of the above", "All of these"):
        assert {shuffled(["甲", "乙", last], str(seed)) for seed in range(20)} == {(0, 1, 2)}
