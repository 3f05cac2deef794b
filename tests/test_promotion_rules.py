"""Which level is next, what is missing of it, and when somebody may be given it: never by a leap, never with anything missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.promotion import rules
from handlers.promotion.rules import NeedMet, Rise
from storage.promotion import MANAGER, POST, HeldLevel, JobLevel, LevelNeed
from tests.town import START

COURSES = LevelNeed("lessons", "#管理", 3)


def level(rank: int, track: str = POST, *needs: LevelNeed, name: str = "") -> JobLevel:
    called = name or f"第{rank}级"
    return JobLevel(rank, track, rank, called, called, 1, START, None, needs or (COURSES,))


def holds(rank: int, track: str = POST, name: str = "") -> HeldLevel:
    called = name or f"第{rank}级"
    return HeldLevel(1, 1, track, called, called, rank, START)


def has(n: int) -> Callable[[LevelNeed], int]:
    return lambda need: n


POSTS = [level(1), level(2), level(4)]
LADDER = [level(rank, MANAGER) for rank in (1, 2, 3)]
NEXT = [
    (POSTS, None, 1),
    (POSTS, holds(1), 2),
    (POSTS, holds(2), 4),
    (POSTS, holds(4), None),
    ([], None, None),
    (POSTS, holds(3, name="已删的一级"), 4),
    ([level(3, name="改过的"), level(4)], holds(1, name="改过的"), 4),
    (list(reversed(LADDER)), holds(1, MANAGER), 2),
]


@pytest.mark.parametrize(("levels", "held", "rank"), NEXT)
def test_the_next_level_is_the_lowest_above(levels: Sequence[JobLevel], held: HeldLevel | None, rank: int | None) -> None:
    following = rules.next_level(levels, held)
    assert (None if following is None else following.rank) == rank


RISES = [
    (POSTS, None, 1, 3, Rise.REACHED),
    (POSTS, None, 1, 2, Rise.NOTED),
    (POSTS, None, 4, 3, Rise.NOTED),
    (POSTS, holds(1), 2, 2, Rise.SHORT),
    (POSTS, holds(1), 2, 3, Rise.REACHED),
    (POSTS, holds(1), 4, 3, Rise.NOT_NEXT),
    (POSTS, holds(2), 2, 3, Rise.HELD),
    (POSTS, holds(2), 1, 3, Rise.HELD),
    (LADDER, None, 1, 2, Rise.SHORT),
    (LADDER, None, 1, 3, Rise.REACHED),
    (LADDER, None, 2, 3, Rise.NOT_NEXT),
    (LADDER, holds(1, MANAGER), 3, 3, Rise.NOT_NEXT),
    (LADDER, holds(1, MANAGER), 2, 4, Rise.REACHED),
    (LADDER, holds(3, MANAGER), 3, 3, Rise.HELD),
]


@pytest.mark.parametrize(("levels", "held", "rank", "done", "outcome"), RISES)
def test_a_level_changes_only_after_the_gate(
    levels: list[JobLevel], held: HeldLevel | None, rank: int, done: int, outcome: Rise
) -> None:
    wanted = next(one for one in levels if one.rank == rank)
    assert rules.rise(levels, held, wanted, met=rules.is_met(wanted, has(done))) is outcome


@pytest.mark.parametrize(("n", "short"), [(0, 3), (2, 1), (3, 0), (7, 0)])
def test_what_is_missing_is_never_below_nothing(n: int, short: int) -> None:
    assert rules.standing(level(1), has(n)) == [NeedMet(COURSES, n)] and NeedMet(COURSES, n).short == short


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 30)), min_size=1, max_size=6))
def test_a_level_is_met_exactly_where_nothing_is_missing(asked: list[tuple[int, int]]) -> None:
    needs = tuple(LevelNeed("checkin", str(place), of) for place, (of, _) in enumerate(asked))
    done = {need: n for need, (_, n) in zip(needs, asked, strict=True)}
    one = level(1, POST, *needs)
    assert rules.is_met(one, done.__getitem__) is not any(it.short for it in rules.standing(one, done.__getitem__))
