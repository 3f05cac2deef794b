"""Who rates whom, what is late, and what ratings come to: the rules of homework, without a clock or a table."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import rubric
from bot.documents.packing import packs, safe
from handlers.homework import rules

UNTIL = datetime(2026, 6, 10, 10, tzinfo=UTC)
AFTER, BEFORE = UNTIL + timedelta(microseconds=1), UNTIL


@given(n=st.integers(2, 200), each=st.integers(2, 5), seed=st.text(max_size=20), first=st.integers(1, 10**6))
@example(n=2, each=2, seed="", first=1)
@example(n=4, each=2, seed="mutual cannot be had", first=1)
@example(n=5, each=2, seed="it can from five on", first=1)
@example(n=200, each=5, seed="", first=1)
def test_the_draw_is_fair(n: int, each: int, seed: str, first: int) -> None:
    drawn = rubric.draw(range(first, first + n), each, seed)
    raters = min(each, n - 1)
    assert drawn.keys() == set(range(first, first + n))
    assert all(len(set(those)) == len(those) == raters for those in drawn.values()), "so many different ones each"
    assert all(author not in those for author, those in drawn.items()), "nobody rates themselves"
    loads = Counter(rater for those in drawn.values() for rater in those)
    assert set(loads.values()) == {raters} and len(loads) == n, "all rate equally many"
    mutual = [author for author, those in drawn.items() for rater in those if author in drawn[rater]]
    assert bool(mutual) is (2 * raters >= n), "two rate each other only where there are too few"


@given(st.sets(st.integers(1, 10**6), min_size=3, max_size=50), st.text(max_size=9))
def test_the_printed_seed_draws_it_again(authors: set[int], seed: str) -> None:
    assert rubric.draw(authors, 2, seed) == rubric.draw(sorted(authors, reverse=True), 2, seed)


def test_another_seed_is_another_draw() -> None:
    assert len({tuple(rubric.draw(range(1, 31), 2, f"7-{n}")[1]) for n in range(20)}) > 10


@given(st.integers(2, 60), st.integers(1, 40), st.text(max_size=9))
def test_who_is_asked_besides_was_asked_least(n: int, times: int, seed: str) -> None:
    loads: Counter[int] = Counter(dict.fromkeys(range(n), 2))
    for turn in range(times):
        one = rubric.another(range(n), loads, f"{seed}:{turn}")
        assert one is not None
        loads[one] += 1
    assert max(loads.values()) - min(loads.values()) <= 1


def test_nobody_is_left_to_ask() -> None:
    assert rubric.another([], {}, "") is None


@pytest.mark.parametrize(
    ("policy", "until", "at", "has_handed_in", "late", "refused"),
    [
        ("take", UNTIL, AFTER, False, False, False),
        ("mark", UNTIL, AFTER, False, True, False),
        ("mark", UNTIL, BEFORE, False, False, False),
        ("mark", None, AFTER, False, False, False),
        ("refuse", UNTIL, BEFORE, False, False, False),
        ("refuse", UNTIL, AFTER, False, False, True),
        ("refuse", UNTIL, AFTER, True, False, False),
        ("refuse", None, AFTER, False, False, False),
    ],
)
def test_what_is_late_by_each_policy(
    policy: str, until: datetime | None, at: datetime, has_handed_in: bool, late: bool, refused: bool
) -> None:
    assert rules.is_late(policy, until, at) is late
    assert rules.is_refused(policy, until, at, has_handed_in=has_handed_in) is refused


@pytest.mark.parametrize(
    ("given_", "third"),
    [
        ([(4, 3, 5), (4, 3, 5)], False),
        ([(5, 3, 5), (3, 3, 5)], False),
        ([(5, 3, 5), (2, 3, 5)], True),
        ([(1,), (4,)], True),
        ([(1,), (4,), (4,)], False),
        ([(1,)], False),
        ([], False),
    ],
)
def test_more_than_two_points_apart_asks_for_a_third(given_: list[tuple[int, ...]], third: bool) -> None:
    assert rubric.needs_third(given_) is third


def test_the_mean_is_of_all_that_was_given() -> None:
    assert rubric.means([(4, 3, 5), (5, 3, 2)]) == [Fraction(9, 2), 3, Fraction(7, 2)]
    assert rubric.mean([(4, 3, 5), (5, 3, 2)]) == Fraction(11, 3)


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(1, 60))
def test_packs_hold_every_file_once_in_order_and_none_is_too_large(sizes: list[int], largest: int) -> None:
    entries = [(f"{place:02d}.bin", bytes([place]) * size) for place, size in enumerate(sizes)]
    opened = [ZipFile(io.BytesIO(one)) for one in packs(entries, largest)]
    assert [(name, one.read(name)) for one in opened for name in one.namelist()] == entries
    held = [[info.file_size for info in one.infolist()] for one in opened]
    assert all(sum(some) <= largest or len(some) == 1 for some in held)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc", "etc"),
        ("a/b", "a b"),
        ("", "_"),
        ("...", "_"),
        ("林晓\u202e", "林晓"),
        ("长" * 99, "长" * 60),
        ("C:\\x", "C x"),
    ],
)
def test_a_name_stays_in_its_folder(name: str, said: str) -> None:
    assert safe(name) == said
