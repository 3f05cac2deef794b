"""Items and tags measured by hand and by the module, and silence below five attempts."""

import random
from fractions import Fraction
from statistics import correlation, covariance, fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.quiz.bank.statistics import (
    Attempt,
    ItemFigures,
    Mastery,
    by_segment,
    discrimination_index,
    discriminative_efficiency,
    hard_questions,
    items,
    mastery,
    weak_cells,
    weak_tags,
)

RIGHT, WRONG = Fraction(1), Fraction(0)


def test_fewer_than_five_attempts_are_not_measured():
    four = [Attempt(person, 1, WRONG) for person in range(4)]
    assert items(four) == {}
    assert items([*four, Attempt(3, 1, RIGHT)]) == {}, "the same person again is no fifth attempt"
    assert items([*four, Attempt(4, 1, RIGHT)])[1].facility == Fraction(1, 5)


Rows = list[list[Fraction]]
"""Marks: a row a person, a column a question."""


def attempts_of(rows: Rows) -> list[Attempt]:
    return [Attempt(person, number, mark) for person, row in enumerate(rows) for number, mark in enumerate(row)]


def computed_again(rows: Rows, number: int) -> tuple[float, float, float]:
    """Facility, discrimination and efficiency by the standard library, on sums instead of means."""
    marks = [float(row[number]) for row in rows]
    rest = [float(sum(row) - row[number]) for row in rows]
    most = covariance(sorted(marks), sorted(rest))
    return fmean(marks), 100 * correlation(marks, rest), 100 * covariance(marks, rest) / most


def made_up(people: int, questions: int, seed: int) -> Rows:
    """A class whose strong members answer more rightly, the first question being the wrong way round."""
    chance = random.Random(seed)
    rows = []
    for person in range(people):
        row = [Fraction(chance.random() < (person + 1) / (people + 1)) for _ in range(questions)]
        rows.append([1 - row[0], *row[1:-1], row[-1] / 2])
    return rows


@pytest.mark.parametrize(("people", "questions", "seed"), [(20, 4, 1), (20, 10, 2), (45, 6, 3), (200, 12, 4)])
def test_facility_and_discrimination_equal_a_second_computation(people, questions, seed):
    rows = made_up(people, questions, seed)
    measured = items(attempts_of(rows))
    for number in range(questions):
        item = measured[number]
        assert (float(item.facility), item.discrimination, item.efficiency) == pytest.approx(computed_again(rows, number))


def test_a_question_the_weak_know_better_is_negative():
    """Person n of twenty gets the first n of ten others; the weaker half is right, the stronger wrong."""
    rows = [[Fraction(person < 10), *(Fraction(number < person // 2) for number in range(10))] for person in range(20)]
    measured = items(attempts_of(rows))
    assert measured[0].discrimination == pytest.approx(computed_again(rows, 0)[1]) == pytest.approx(-87.0, abs=0.1)


def test_by_hand():
    """Marks 1 1 0 0 against 3 1 2 0 of the rest: C = 2 of √(4 × 20) by n, that is 44.72; sorted they would be 4."""
    marks, rest = [Fraction(one) for one in (1, 1, 0, 0)], [Fraction(one) for one in (3, 1, 2, 0)]
    assert discrimination_index(marks, rest) == pytest.approx(44.7214, abs=1e-4)
    assert discriminative_efficiency(marks, rest) == pytest.approx(50)


@pytest.mark.parametrize(("people", "is_said"), [(5, False), (12, False), (19, False), (20, True)])
def test_discrimination_is_said_from_twenty_attempts_up(people, is_said):
    item = items(attempts_of(made_up(people, 5, 7)))[1]
    assert item.attempts == people and (item.discrimination is not None) is is_said is (item.efficiency is not None)


def test_without_other_questions_or_with_level_marks_nothing_is_said_of_discrimination():
    alone = items([Attempt(person, 1, RIGHT) for person in range(30)])[1]
    assert alone == ItemFigures(30, Fraction(1), None, None, {})
    level = items([Attempt(person, number, RIGHT) for person in range(30) for number in range(3)])
    assert level[0].discrimination is None


def test_wrong_options_nobody_chose_are_idle():
    own = [Attempt(person, 1, RIGHT if person < 3 else WRONG, (0 if person < 3 else 1,)) for person in range(6)]
    item = items(own)[1]
    assert item.chosen == {0: 3, 1: 3} and item.idle([1, 2, 3]) == (2, 3)


def test_mastery_by_segment_and_tag_leaves_out_what_was_hardly_asked():
    tags = {1: ["异议"], 2: ["产品"]}
    attempts = [Attempt(person, 1, RIGHT if person < 4 else WRONG) for person in range(12)]
    attempts += [Attempt(person, 2, WRONG) for person in range(4)]
    cells = by_segment(attempts, tags, {"骨干": range(6), "新员工": range(6, 12)})
    assert cells == {
        ("骨干", "产品"): Mastery(0, 4),
        ("骨干", "异议"): Mastery(4, 6),
        ("新员工", "异议"): Mastery(0, 6),
    }
    assert weak_cells(cells, Fraction(7, 10)) == [
        (("新员工", "异议"), Mastery(0, 6)),
        (("骨干", "异议"), Mastery(4, 6)),
    ]


def test_part_marks_count_in_part():
    assert items([Attempt(person, 1, Fraction(1, 2)) for person in range(5)])[1].facility == Fraction(1, 2)


def test_the_hardest_questions_first_and_never_one_hardly_asked():
    attempts = [Attempt(person, 1, RIGHT) for person in range(5)] + [Attempt(person, 2, WRONG) for person in range(5)]
    attempts += [Attempt(0, 3, WRONG)]
    assert hard_questions(items(attempts), 9) == [2, 1]


def test_mastery_of_a_tag_goes_from_40_to_60_percent_when_a_mistake_is_put_right():
    tags = {number: ["异议"] for number in range(5)}
    before = [Attempt(1, number, RIGHT if number < 2 else WRONG) for number in range(5)]
    assert mastery(before, tags)["异议"].rate == Fraction(2, 5)
    assert mastery([*before, Attempt(1, 3, RIGHT)], tags)["异议"] == Mastery(3, 5)


def test_a_question_counts_for_each_of_its_tags():
    assert mastery([Attempt(1, 1, RIGHT), Attempt(1, 2, WRONG), Attempt(1, 3, WRONG)], {1: ["甲", "乙"], 2: ["乙"]}) == {
        "甲": Mastery(1, 1),
        "乙": Mastery(1, 2),
    }


def test_weak_tags_are_asked_often_enough_and_the_weakest_is_first():
    mastered = {"甲": Mastery(1, 4), "乙": Mastery(3, 5), "丙": Mastery(5, 10), "丁": Mastery(9, 10)}
    assert weak_tags(mastered, Fraction(7, 10)) == [("丙", Mastery(5, 10)), ("乙", Mastery(3, 5))]


@given(
    st.lists(
        st.builds(Attempt, st.integers(1, 9), st.integers(1, 4), st.sampled_from([RIGHT, WRONG, Fraction(1, 2)])), max_size=40
    )
)
def test_figures_stay_in_their_bounds(attempts):
    for item in items(attempts).values():
        assert 0 <= item.facility <= 1
        assert item.discrimination is None or -100.0001 <= item.discrimination <= 100.0001
        assert item.attempts >= 5
