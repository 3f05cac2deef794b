"""How marks are read, who is drawn to rate whom, and that no group below three is ever told or kept apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.feedback import rules
from storage.ballots import Tally

MARKS = {
    "4 3 5": [4, 3, 5], "4、3、5": [4, 3, 5], "435": [4, 3, 5], "４，３，５": [4, 3, 5], "4分 3分 5分": [4, 3, 5],
    "4 3": None, "4 3 6": None, "0 3 5": None, "4 3 5 5": None, "好 3 5": None, "": None, "-4 3 5": None, "12 3 5": None,
}  # fmt: skip


@pytest.mark.parametrize(("words", "meant"), MARKS.items())
def test_marks_are_read_or_asked_for_again(words: str, meant: list[int] | None) -> None:
    assert rules.scores(words, 3) == meant


@pytest.mark.parametrize(
    ("relation", "asked", "label"),
    [
        ("peer", {"peer": 3, "manager": 1}, "others"),
        ("manager", {"peer": 3, "manager": 1}, "others"),
        ("peer", {"peer": 2}, "others"),
        ("peer", {"peer": 3}, "peer"),
        ("peer", {"peer": 4, "manager": 3}, "peer"),
        ("manager", {"peer": 2, "manager": 3}, "others"),
    ],
)
def test_a_group_is_named_only_where_nobody_is_found_in_it_or_beside_it(
    relation: str, asked: dict[str, int], label: str
) -> None:
    assert rules.label(relation, asked) == label


@given(st.sets(st.integers(1, 10_000), min_size=4, max_size=60), st.integers(3, 8))
def test_everybody_rates_as_many_as_rate_them_and_nobody_themselves(them: set[int], each: int) -> None:
    drawn = rules.peers(them, each, "x")
    n = min(each, len(them) - 1)
    assert drawn.keys() == them and all(len(set(raters)) == n and one not in raters for one, raters in drawn.items())
    assert all(sum(one in raters for raters in drawn.values()) == n for one in them)
    assert drawn == rules.peers(sorted(them), each, "x")


BALLOTS = st.lists(st.tuples(st.sampled_from(rules.GROUPS), st.integers(1, 4), st.integers(1, 5)), max_size=40)


@given(BALLOTS)
def test_nothing_below_three_is_kept_and_nothing_kept_can_be_subtracted(ballots: list[tuple[str, int, int]]) -> None:
    counted: dict[str, Tally] = {}
    for group, rated, mark in ballots:
        counted.setdefault(group, Tally()).add(rules.ballot(rated, [mark, mark]))
    kept = rules.settled(counted, range(1, 5), 2)
    for one in range(1, 5):
        given_ = [mark for _, rated, mark in ballots if rated == one]
        groups = [found.n for tally in kept.values() if (found := rules.rating([tally], [one], 2)) is not None]
        assert all(n >= rules.LEAST for n in groups)
        whole = rules.rating(kept.values(), [one], 2)
        if len(given_) < rules.LEAST:
            assert whole is None and not any(
                rules.key(one, 0) in tally.counts and tally.counts[rules.key(one, 0)] for tally in kept.values()
            )
        else:
            mean = Fraction(sum(given_), len(given_))
            assert whole == rules.GroupRating(len(given_), (mean, mean)) and rules.mean(whole) == mean
