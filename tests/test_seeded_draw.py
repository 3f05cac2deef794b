"""Drawing by a seed: the same for the same seed whatever order people stand in, nobody twice, a share that is never short of one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import seeded_draw

PEOPLE = st.sets(st.integers(1, 10**6), max_size=60)


@given(PEOPLE, st.integers(0, 80), st.text(max_size=12), st.randoms(use_true_random=False))
def test_a_draw_is_the_seeds_and_nothing_elses(them: set[int], count: int, seed: str, shuffler: random.Random) -> None:
    in_some_order = list(them)
    shuffler.shuffle(in_some_order)
    drawn = seeded_draw.some(in_some_order, count, seed)
    assert drawn == seeded_draw.some(sorted(them), count, seed)
    assert len(drawn) == len(set(drawn)) == min(count, len(them)) and set(drawn) <= them
    assert seeded_draw.some(them, count + 1, seed)[:count] == drawn, "who is drawn of fewer is drawn of more"


def test_every_seed_draws_otherwise_and_everybody_comes_to_it() -> None:
    draws = {tuple(seeded_draw.some(range(1, 31), 3, f"1-{n}")) for n in range(300)}
    assert len(draws) > 250 and {one for draw in draws for one in draw} == set(range(1, 31))


@pytest.mark.parametrize(
    ("of", "percent", "share"), [(180, 15, 27), (180, 1, 2), (1, 1, 1), (3, 50, 2), (10, 100, 10), (0, 50, 0), (7, 30, 3)]
)
def test_a_share_of_somebody_is_somebody(of: int, percent: int, share: int) -> None:
    assert seeded_draw.share(of, percent) == share
