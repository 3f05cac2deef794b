"""Workdays: 调休, overrides, leave, years and countries without data, and how a day is said."""

from __future__ import annotations

import subprocess
import sys
import timeit
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendar import Calendar, DayKind, week_of

CHINA = Calendar("CN")
PLAIN = Calendar("")


def may(day):
    return date(2026, 5, day)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (may(1), DayKind.HOLIDAY),  # Friday
        (may(2), DayKind.HOLIDAY),  # Saturday
        (may(3), DayKind.REST),  # Sunday: May Day is two days by law, the third is an ordinary weekend
        (may(4), DayKind.HOLIDAY),
        (may(5), DayKind.HOLIDAY),  # given by 9 May
        (may(6), DayKind.WORK),
        (may(9), DayKind.MAKEUP),
        (may(10), DayKind.REST),
        (date(2026, 9, 20), DayKind.MAKEUP),
        (date(2026, 2, 17), DayKind.HOLIDAY),  # Spring Festival
        (date(2024, 2, 29), DayKind.WORK),
    ],
)
def test_the_kind_of_a_chinese_day(day, kind):
    assert CHINA.kind(day) is kind
    assert CHINA.is_workday(day) is (kind in {DayKind.WORK, DayKind.MAKEUP})


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_year_from_2004_has_its_moved_workdays(year):
    assert CHINA.known(year)
    assert any(CHINA.kind(date(year, 1, 1) + timedelta(days=n)) is DayKind.MAKEUP for n in range(365))


def test_a_year_without_data_works_by_weekends_and_law_and_says_so():
    assert not CHINA.known(2027)
    assert CHINA.is_workday(date(2027, 1, 4))
    assert not CHINA.is_workday(date(2027, 1, 1))
    assert not CHINA.is_workday(date(2027, 1, 2))
    warning = CHINA.warning(date(2026, 12, 28), date(2027, 1, 4))
    assert warning is not None
    assert "2027" in warning.to("zh")
    assert "2027" in warning.to("en")
    assert CHINA.warning(date(2026, 1, 1), date(2026, 12, 31)) is None


@pytest.mark.parametrize("year", [1, 1900, 1949, 2101, 9999])
def test_far_years_never_fail(year):
    assert not CHINA.known(year)
    assert CHINA.count(date(year, 3, 1), date(year, 3, 31)) in {20, 21, 22, 23}


def test_an_override_wins_over_the_table():
    camp = Calendar("CN", {date(2027, 2, 6): True, may(8): False, may(10): False, may(6): True})
    assert camp.kind(date(2027, 2, 6)) is DayKind.MAKEUP
    assert camp.kind(may(8)) is DayKind.HOLIDAY
    assert camp.kind(may(10)) is DayKind.REST
    assert camp.kind(may(6)) is DayKind.WORK
    assert camp.next_workday(may(7)) == may(9)


def test_the_week_after_may_day_has_four_workdays_and_leave_takes_them_away():
    monday, sunday = week_of(may(6))
    assert (monday, sunday) == (may(4), may(10))
    assert CHINA.workdays(monday, sunday) == [may(6), may(7), may(8), may(9)]
    assert CHINA.count(monday, sunday, leave=frozenset({may(7), may(10)})) == 3
    assert CHINA.count(sunday, monday) == 0


def test_walking_from_workday_to_workday():
    assert CHINA.next_workday(date(2026, 4, 30)) == may(6)
    assert CHINA.next_workday(may(6)) == may(7)
    assert CHINA.on_or_after(may(1)) == may(6)
    assert CHINA.on_or_after(may(6)) == may(6)
    assert CHINA.previous_workday(may(6)) == date(2026, 4, 30)
    assert CHINA.on_or_before(may(9)) == may(9)
    assert CHINA.next_workday(date(2026, 12, 31)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        ("", may(1), True),
        ("", may(2), False),
        ("US", date(2026, 7, 3), False),  # Independence Day falls on a Saturday: observed on Friday
        ("US", may(1), True),
        ("DE", may(1), False),
        ("SA", date(2026, 5, 3), True),  # Sunday is a workday, Friday and Saturday are not
        ("SA", date(2026, 5, 8), False),
    ],
)
def test_other_countries_by_the_same_tables(country, day, works):
    calendar = Calendar(country)
    assert calendar.is_workday(day) is works
    assert calendar.known(2026)


def test_a_country_nobody_knows_is_plain_and_marked_unknown():
    assert Calendar("XX").count(may(1), may(31)) == PLAIN.count(may(1), may(31)) == 21
    assert not Calendar("XX").known(2026)


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (may(8), "5月8日（周五）", "May 8 (Fri)"),
        (may(9), "5月9日（周六，调休上班）", "May 9 (Sat, makeup workday)"),
        (may(1), "5月1日（周五，放假）", "May 1 (Fri, holiday)"),
        (may(10), "5月10日（周日）", "May 10 (Sun)"),
    ],
)
def test_a_day_as_people_say_it(day, zh, en):
    assert CHINA.label(day).to("zh") == zh
    assert CHINA.label(day).to("en") == en


@given(day=st.dates(date(2003, 1, 1), date(2031, 12, 31)), country=st.sampled_from(["CN", "", "DE"]))
def test_the_next_and_previous_workday_are_neighbours(day, country):
    calendar = Calendar(country)
    following, before = calendar.next_workday(day), calendar.previous_workday(day)
    assert before < day < following
    assert calendar.is_workday(following)
    assert calendar.is_workday(before)
    assert calendar.count(before, following) == 2 + calendar.is_workday(day)
    assert calendar.next_workday(before) == (day if calendar.is_workday(day) else following)


def test_asking_costs_next_to_nothing_and_importing_nothing():
    CHINA.is_workday(may(9))
    assert min(timeit.repeat(lambda: CHINA.is_workday(may(9)), number=2000, repeat=5)) / 2000 < 2e-6
    lean = "import sys, scheduler.calendar; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", lean], check=False).returncode == 0
