"""Items and tags measured by hand and by the module, and silence below five attempts."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from handlers.quiz.bank.statistics import Attempt, ItemFigures, Mastery, hard_questions, items, mastery, weak_tags

RIGHT, WRONG = Fraction(1), Fraction(0)


def test_fewer_than_five_attempts_are_not_measured():
    four = [Attempt(person, 1, WRONG) for person in range(4)]
    assert items(four) == {}
    assert items([*four, Attempt(3, 1, RIGHT)]) == {}, "the same person again is no fifth attempt"
    assert items([*four, Attempt(4, 1, RIGHT)])[1].p == Fraction(1, 5)


def test_a_question_the_strong_know_and_the_weak_do_not_tells_them_apart():
    """Ten people; person n gets the first n of ten other questions; the item is right from person 5 on. 27 % of 10 are 3."""
    attempts = [
        Attempt(person, 100 + number, RIGHT if number < person else WRONG) for person in range(10) for number in range(10)
    ]
    attempts += [Attempt(person, 1, RIGHT if person >= 5 else WRONG, (0 if person >= 5 else 1,)) for person in range(10)]
    item = items(attempts)[1]
    assert (item.attempts, item.p, item.discrimination) == (10, Fraction(1, 2), RIGHT)
    assert item.chosen == {0: 5, 1: 5}
    assert item.idle([1, 2, 3]) == (2, 3)


def test_a_question_the_weak_know_better_is_negative():
    attempts = [
        Attempt(person, 100 + number, RIGHT if number < person else WRONG) for person in range(10) for number in range(10)
    ]
    attempts += [Attempt(person, 1, RIGHT if person < 5 else WRONG) for person in range(10)]
    assert items(attempts)[1].discrimination == -1


def test_without_other_questions_nothing_is_said_of_discrimination():
    assert items([Attempt(person, 1, RIGHT) for person in range(8)])[1] == ItemFigures(8, Fraction(1), None, {})


def test_part_marks_count_in_part():
    assert items([Attempt(person, 1, Fraction(1, 2)) for person in range(5)])[1].p == Fraction(1, 2)


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
        assert 0 <= item.p <= 1
        assert item.discrimination is None or -1 <= item.discrimination <= 1
        assert item.attempts >= 5
