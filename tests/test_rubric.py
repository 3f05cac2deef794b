"""Who judges what, drawn by a seed: two each, never one's own or one's team's, alike many; and what weights and a spread come to."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rubric
from handlers.works import rules

JUDGES = st.sets(st.integers(1, 40), min_size=2, max_size=12)
SEEDS = st.text(max_size=8)


@st.composite
def contests(draw: st.DrawFn) -> tuple[dict[int, int], dict[int, int]]:
    """work → its team, and judge → theirs (0 is none): in every team but a work's own there are two judges at least."""
    works = {100 + n: draw(st.integers(0, 3)) for n in range(draw(st.integers(0, 25)))}
    judges = {n: draw(st.integers(0, 3)) for n in range(1, draw(st.integers(2, 10)) + 1)}
    return works, judges | {50: 0, 51: 0}


@given(contests(), SEEDS)
def test_two_each_and_nobody_judges_their_own_team(given_: tuple[dict[int, int], dict[int, int]], seed: str) -> None:
    works, judges = given_
    barred = {work: {one for one, theirs in judges.items() if theirs and theirs == team} for work, team in works.items()}
    drawn = rubric.assign(barred, judges, 2, seed)
    assert drawn.keys() == works.keys()
    for work, those in drawn.items():
        assert len(set(those)) == len(those) == 2
        assert all(judges[one] == 0 or judges[one] != works[work] for one in those)
    backwards = {work: barred[work] for work in reversed(barred)}
    assert rubric.assign(backwards, list(judges)[::-1], 2, seed) == drawn, "the seed draws it again"


@given(st.sets(st.integers(1, 500), max_size=40), JUDGES, st.integers(1, 3), SEEDS)
def test_where_nobody_is_barred_all_judge_alike_many(works: set[int], judges: set[int], each: int, seed: str) -> None:
    drawn = rubric.assign({work: () for work in works}, judges, each, seed)
    loads = Counter({one: 0 for one in judges})
    loads.update(one for those in drawn.values() for one in those)
    assert max(loads.values()) - min(loads.values()) <= 1
    assert sum(loads.values()) == len(works) * min(each, len(judges))


def test_who_may_not_judge_is_not_asked_though_nobody_else_is_there() -> None:
    assert rubric.assign({7: {1, 2}}, [1, 2], 2, "s") == {7: ()}
    assert rubric.assign({7: {1}}, [1, 2], 2, "s") == {7: (2,)}


@pytest.mark.parametrize(
    ("ratings", "third"),
    [
        ([(5, 3), (3, 3)], False),
        ([(5, 3), (2, 3)], True),
        ([(1, 1), (4, 1)], True),
        ([(5, 5)], False),
        ([(5, 3), (2, 3), (4, 3)], False),
    ],
)
def test_more_than_two_points_apart_asks_for_a_third(ratings: list[tuple[int, ...]], third: bool) -> None:
    assert rubric.needs_third(ratings) is third


@pytest.mark.parametrize(
    ("words", "weights"),
    [
        ("70/30", (70, 30)),
        ("７０：３０", (70, 30)),
        ("100/0", (100, 0)),
        ("0/100", (0, 100)),
        ("70/20", None),
        ("70", None),
        ("130/-30", None),
        ("七/三", None),
    ],
)
def test_weights_sum_to_a_hundred(words: str, weights: tuple[int, int] | None) -> None:
    assert rules.weights(words) == weights


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=3), st.integers(0, 30), st.integers(0, 100)
)
def test_a_score_is_within_a_hundred_and_made_of_its_parts(ratings: list[tuple[int, int]], votes: int, judges: int) -> None:
    most = max(votes, 1)
    score = rules.score(rubric.mean(ratings), votes, most, judges, 100 - judges)
    assert 0 <= score <= 100
    assert score == rubric.mean(ratings) / 5 * judges + Fraction(votes, most) * (100 - judges)


@pytest.mark.parametrize(
    ("words", "cuts"),
    [
        ("10、3", [10, 3]),
        ("１０,3", [10, 3]),
        ("1", [1]),
        ("3、10", None),
        ("3、3", None),
        ("3、0", None),
        ("一半", None),
        ("9、8、7、6、5", None),
        ("", None),
    ],
)
def test_each_round_takes_fewer(words: str, cuts: list[int] | None) -> None:
    assert rules.cuts(words) == cuts


SCORED = st.builds(rules.ScoredWork, st.fractions(0, 100, max_denominator=3), st.fractions(1, 5, max_denominator=2))


@pytest.mark.long
@given(st.dictionaries(st.integers(1, 99), SCORED, max_size=20), st.integers(1, 8), SEEDS)
def test_the_best_go_on_and_of_equals_the_better_mean_then_the_seed(
    scored: dict[int, rules.ScoredWork], cut: int, seed: str
) -> None:
    on = rules.going_on(scored, cut, seed)
    assert len(on) == len(set(on)) == min(cut, len(scored))
    out = scored.keys() - set(on)
    assert all(scored[one] >= scored[other] for one in on for other in out), "a score, then a mean, is never passed over"
    assert rules.going_on(dict(reversed(scored.items())), cut, seed) == on, "the seed draws it again"
    assert rules.going_on(scored, len(scored), seed)[: len(on)] == on


def test_equal_scores_share_a_place() -> None:
    places = rules.places({1: Fraction(80), 2: Fraction(90), 3: Fraction(80), 4: Fraction(10)})
    assert places == [(1, 2), (2, 1), (2, 3), (4, 4)]
