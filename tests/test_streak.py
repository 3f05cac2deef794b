"""Streaks: what a stamp carries on and what a run is, against a walk over every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.figures import percent_down
from handlers.checkin.rate import Rate, RateRow, weekly
from handlers.checkin.streak import continues, due, run_with
from scheduler.calendar import Calendar

FIRST = date(2026, 4, 20)
DAYS = [FIRST + timedelta(days=n) for n in range(40)]
WORKDAYS = [day for day in DAYS if Calendar().is_workday(day)]
CALENDAR = Calendar()

days = st.sets(st.sampled_from(WORKDAYS), min_size=1)


def walked(last: date, stamped: set[date], leave: set[date]) -> int:
    """The length of the run that ends with `last`, day by day."""
    length, day = 0, last
    while day >= FIRST:
        if day in stamped:
            length += 1
        elif CALENDAR.is_workday(day) and day not in leave:
            break
        day -= timedelta(days=1)
    return length


@given(days, days)
def test_stamping_day_by_day_gives_the_run(stamped: set[date], leave: set[date]) -> None:
    leave = leave - stamped
    length, last = 0, None
    for day in sorted(stamped):
        length = length + 1 if continues(last, day, CALENDAR, leave) else 1
        last = day
        assert length == walked(day, stamped, leave)


@given(days, days, st.data())
def test_a_run_is_the_same_from_each_of_its_days(stamped: set[date], leave: set[date], data: st.DataObject) -> None:
    leave = leave - stamped
    day = data.draw(st.sampled_from(sorted(stamped)))
    run = run_with(day, stamped, CALENDAR, leave)
    assert day in run.days and list(run.days) == sorted(run.days) and set(run.days) <= stamped
    assert all(run_with(other, stamped, CALENDAR, leave) == run for other in run.days)
    assert run.length == walked(run.last, stamped, leave)


@given(st.integers(0, 200), st.integers(0, 30))
def test_no_run_is_paid_twice(length: int, paid: int) -> None:
    assert due(length, paid, 7) + paid >= length // 7 and due(length, max(paid, length // 7), 7) == 0


def test_the_exact_fractions() -> None:
    assert Rate(153, 180, 4, 45).reaches(85) and not Rate(152, 180, 4, 45).reaches(85)
    assert percent_down(153, 180) == "85.0%" and percent_down(152, 180) == "84.4%" and percent_down(191, 225) == "84.8%"
    assert not Rate(0, 0, 4, 0).reaches(1)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 100))
def test_what_is_shown_never_looks_reached_when_it_is_not(done: int, expected: int, percent: int) -> None:
    rate = Rate(min(done, expected), expected, 1, 1)
    assert rate.reaches(percent) or float(rate.shown.rstrip("%")) < percent


@given(st.dictionaries(st.integers(1, 9), days, max_size=9), st.dictionaries(st.integers(1, 9), days, max_size=9))
def test_done_never_exceeds_expected(stamps: dict[int, set[date]], leave: dict[int, set[date]]) -> None:
    roster = [RateRow(number, DAYS[number], None if number % 3 else DAYS[number + 20]) for number in range(1, 10)]
    rate = weekly(WORKDAYS[5:10], roster, stamps, leave)
    assert 0 <= rate.done <= rate.expected <= 9 * 5
