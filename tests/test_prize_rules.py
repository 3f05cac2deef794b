"""When a prize's period begins and ends, whatever month the year begins in, and who is among the first where some are equal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.prizes.rules import PrizePeriod, following, holding, quarter_of, ranked

KINDS = ("week", "month", "quarter")
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
MONTHS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("kind", "day", "year_begins", "first", "last"),
    [
        ("week", "2026-05-06", 1, "2026-05-04", "2026-05-10"),
        ("week", "2026-05-10", 1, "2026-05-04", "2026-05-10"),
        ("week", "2026-12-31", 1, "2026-12-28", "2027-01-03"),
        ("month", "2028-02-29", 1, "2028-02-01", "2028-02-29"),
        ("month", "2026-12-31", 4, "2026-12-01", "2026-12-31"),
        ("quarter", "2026-03-31", 1, "2026-01-01", "2026-03-31"),
        ("quarter", "2026-04-01", 1, "2026-04-01", "2026-06-30"),
        ("quarter", "2026-12-31", 1, "2026-10-01", "2026-12-31"),
        ("quarter", "2026-03-31", 4, "2026-01-01", "2026-03-31"),
        ("quarter", "2026-04-01", 4, "2026-04-01", "2026-06-30"),
        ("quarter", "2026-01-31", 2, "2025-11-01", "2026-01-31"),
        ("quarter", "2026-02-01", 2, "2026-02-01", "2026-04-30"),
        ("quarter", "2026-02-28", 3, "2025-12-01", "2026-02-28"),
        ("quarter", "2026-11-30", 9, "2026-09-01", "2026-11-30"),
    ],
)
def test_a_period_by_the_calendar(kind: str, day: str, year_begins: int, first: str, last: str) -> None:
    assert holding(kind, date.fromisoformat(day), year_begins) == PrizePeriod(
        date.fromisoformat(first), date.fromisoformat(last)
    )


@pytest.mark.parametrize(
    ("first", "year_begins", "quarter"),
    [
        ("2026-01-01", 1, (2026, 1)),
        ("2026-10-01", 1, (2026, 4)),
        ("2026-04-01", 4, (2026, 1)),
        ("2026-01-01", 4, (2025, 4)),
        ("2025-11-01", 2, (2025, 4)),
        ("2026-09-01", 9, (2026, 1)),
    ],
)
def test_which_quarter_it_is(first: str, year_begins: int, quarter: tuple[int, int]) -> None:
    assert quarter_of(date.fromisoformat(first), year_begins) == quarter


@given(kind=st.sampled_from(KINDS), day=DAYS, year_begins=MONTHS)
def test_every_day_is_in_one_period_and_the_next_begins_after_it(kind: str, day: date, year_begins: int) -> None:
    period = holding(kind, day, year_begins)
    assert period.first <= day <= period.last
    assert holding(kind, period.first, year_begins) == holding(kind, period.last, year_begins) == period
    after = following(kind, period, year_begins)
    assert after.first == period.last + timedelta(days=1) and after == holding(kind, after.first, year_begins)


@given(day=DAYS, before=MONTHS, now=MONTHS)
def test_a_year_that_begins_otherwise_leaves_no_day_out_and_counts_none_twice(day: date, before: int, now: int) -> None:
    period = holding("quarter", day, before)
    after = following("quarter", period, now)
    assert after.first == period.last + timedelta(days=1) and after.first <= after.last
    assert following("quarter", after, now) == holding("quarter", after.last + timedelta(days=1), now)


@pytest.mark.parametrize(
    ("values", "top", "points", "places"),
    [
        ({1: 5, 2: 3, 3: 1}, 2, None, [(1, 1), (2, 2)]),
        ({1: 5, 2: 5, 3: 1}, 1, None, [(1, 1), (2, 1)]),
        ({1: 5, 2: 3, 3: 3, 4: 3}, 2, None, [(1, 1), (2, 2), (3, 2), (4, 2)]),
        ({1: 5, 2: 5, 3: 3}, 2, None, [(1, 1), (2, 1)]),
        ({1: 0, 2: -2}, 3, None, []),
        ({}, 3, None, []),
        ({1: 5, 2: 5, 3: 1}, 1, {1: 10, 2: 20}, [(2, 1)]),
        ({1: 5, 2: 5, 3: 1}, 1, {1: 20, 2: 20}, [(1, 1), (2, 1)]),
        ({1: 2, 2: 5}, 2, {1: 99, 2: 0}, [(2, 1), (1, 2)]),
    ],
)
def test_who_is_among_the_first(
    values: dict[int, int], top: int, points: dict[int, int] | None, places: list[tuple[int, int]]
) -> None:
    assert [(one.member, one.place) for one in ranked(values, top, points)] == places


@given(values=st.dictionaries(st.integers(1, 30), st.integers(-3, 6)), top=st.integers(1, 10))
def test_equals_are_treated_alike_and_nobody_better_is_left_out(values: dict[int, int], top: int) -> None:
    won = {one.member: one for one in ranked(values, top)}
    for member, n in values.items():
        better = sum(other > n for other in values.values())
        assert (member in won) == (n > 0 and better < top)
        if member in won:
            assert won[member].place == better + 1 and won[member].value == n
