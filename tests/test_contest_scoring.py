"""The contest of journey J5, to the point, and what must hold whatever happens."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.quiz.contest.scoring import (
    DELAY_LIMIT_MS,
    Category,
    ContestAnswer,
    Mode,
    board,
    categories,
    delay,
    scores,
    speed_points,
    streak_bonus,
    thinking_time,
)

LIN, ZHOU, CHEN = 1, 2, 3
LIMIT = 5000
J5 = [
    ContestAnswer(LIN, 0, True, 1200),
    ContestAnswer(ZHOU, 0, True, 3400),
    ContestAnswer(CHEN, 0, True, 5300),
    ContestAnswer(LIN, 0, False, 1900),
    ContestAnswer(CHEN, 1, True, 1200),
    ContestAnswer(LIN, 1, True, 2000),
    ContestAnswer(ZHOU, 1, True, 4900),
    ContestAnswer(LIN, 2, False, 900),
    ContestAnswer(ZHOU, 2, True, 2000),
    ContestAnswer(CHEN, 2, True, 1200),
]
AT = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)
answers = st.lists(
    st.builds(ContestAnswer, st.integers(1, 4), st.integers(0, 3), st.booleans(), st.integers(0, 7000)), max_size=20
)


def places(standings):
    return [(one.place, one.who, one.points) for one in standings]


@pytest.mark.parametrize(
    ("thinking", "limit", "points"),
    [
        (0, 5000, 1000),
        (1200, 5000, 880),
        (2000, 5000, 800),
        (3400, 5000, 660),
        (4900, 5000, 510),
        (5000, 5000, 500),
        (5001, 5000, 0),
        (5300, 5000, 0),
        (5, 5000, 1000),
        (6, 5000, 999),
        (1, 600_000, 1000),
        (600_000, 600_000, 500),
    ],
)
def test_points_fall_with_time_to_half_and_late_is_nothing(thinking, limit, points):
    assert speed_points(thinking, limit) == points


@given(st.integers(5000, 600_000), st.integers(0, 700_000))
def test_points_are_the_exact_formula_rounded_half_up(limit, thinking):
    exact = 1000 * (1 - Fraction(thinking, 2 * limit))
    assert speed_points(thinking, limit) == (0 if thinking > limit else int(exact + Fraction(1, 2)))


def test_a_streak_pays_100_then_200_then_300():
    assert [streak_bonus(streak) for streak in range(5)] == [0, 0, 100, 200, 300]


def test_journey_j5_question_by_question():
    earned = scores(J5, LIMIT, Mode.SPEED)
    assert {who: earned[who, 0].total for who in (LIN, ZHOU, CHEN)} == {LIN: 880, ZHOU: 660, CHEN: 0}
    assert earned[CHEN, 0].late
    assert [(earned[who, 1].points, earned[who, 1].bonus) for who in (LIN, ZHOU, CHEN)] == [(800, 100), (510, 100), (880, 0)]
    assert [earned[who, 2].total for who in (LIN, ZHOU, CHEN)] == [0, 1000, 980]


def test_journey_j5_ends_zhou_2270_chen_1860_lin_1780():
    assert places(board([LIN, ZHOU, CHEN], J5, LIMIT, Mode.SPEED)) == [(1, ZHOU, 2270), (2, CHEN, 1860), (3, LIN, 1780)]


def test_by_accuracy_three_of_three_is_first_and_the_others_share():
    standings = board([LIN, ZHOU, CHEN], J5, LIMIT, Mode.ACCURACY)
    assert places(standings) == [(1, ZHOU, 3), (2, CHEN, 2), (2, LIN, 2)]
    assert [one.thinking for one in standings[1:]] == [2400, 3200]


def test_a_team_is_the_mean_of_all_its_members_who_joined():
    teams = {LIN: "甲", ZHOU: "甲", CHEN: "乙", 4: "乙"}
    standings = board([LIN, ZHOU, CHEN, 4], J5, LIMIT, Mode.TEAM_MEAN, teams)
    assert places(standings) == [(1, "甲", Fraction(1780 + 2270, 2)), (2, "乙", Fraction(1860, 2))]


def test_who_joined_and_never_answered_is_on_the_board():
    assert places(board([LIN, 9], J5[:1], LIMIT, Mode.SPEED)) == [(1, LIN, 880), (2, 9, 0)]


def test_equals_share_a_place_and_the_next_is_skipped():
    same = [ContestAnswer(who, 0, True, 1000) for who in (1, 2, 3)] + [ContestAnswer(4, 0, True, 2000)]
    assert [one.place for one in board([1, 2, 3, 4], same, LIMIT, Mode.SPEED)] == [1, 1, 1, 4]


def test_a_question_passed_over_ends_a_streak():
    assert scores([ContestAnswer(1, 0, True, 0), ContestAnswer(1, 2, True, 0)], LIMIT, Mode.SPEED)[1, 2].bonus == 0


def test_thinking_time_runs_from_acknowledgement_to_receipt_without_the_delay():
    assert thinking_time(AT, AT + timedelta(milliseconds=1500), 300) == 1200
    assert thinking_time(AT, AT + timedelta(milliseconds=200), 300) == 0
    assert thinking_time(AT, AT - timedelta(milliseconds=5), 0) == 0
    assert thinking_time(AT, AT + timedelta(microseconds=1_999), 0) == 1


def test_a_channels_delay_is_the_median_of_50_calls_at_most_800():
    assert delay([]) == 0
    assert delay([100, 700, 90]) == 100
    assert delay([5000] * 9) == DELAY_LIMIT_MS
    assert delay([5000] * 100 + [60] * 50) == 60


@given(st.integers(0, 4300), st.integers(0, 30))
def test_equal_thinkers_on_a_fast_and_a_slow_link_differ_at_most_3_percent(thinking, jitter):
    fast, slow = (
        speed_points(thinking_time(AT, AT + timedelta(milliseconds=thinking + link + jitter), link), LIMIT)
        for link in (100, 700)
    )
    assert abs(fast - slow) * 100 <= 3 * max(fast, slow)


@given(answers)
def test_replaying_the_log_gives_the_same_board(log):
    assert board([1, 2, 3, 4], log, LIMIT, Mode.SPEED) == board([4, 3, 2, 1], list(log), LIMIT, Mode.SPEED)


@given(answers, st.sampled_from(Mode))
def test_no_score_is_negative_and_only_the_first_answer_counts(log, mode):
    before = board([1, 2, 3, 4], log, LIMIT, mode, {1: "a", 2: "b"})
    assert all(one.points >= 0 for one in before)
    again = [ContestAnswer(one.person, one.question, True, 0) for one in log]
    assert board([1, 2, 3, 4], [*log, *again], LIMIT, mode, {1: "a", 2: "b"}) == before


def test_a_drill_is_reported_by_category_the_weakest_first():
    drilled = [
        ("价格", ContestAnswer(1, 0, True, 3000)),
        ("价格", ContestAnswer(1, 1, True, 6000)),
        ("价格", None),
        ("时间", ContestAnswer(1, 3, True, 1000)),
        ("时间", ContestAnswer(1, 4, False, 2000)),
    ]
    assert list(categories(drilled, LIMIT).items()) == [("价格", Category(3, 1, 1, 3000)), ("时间", Category(2, 1, 2, 1000))]
