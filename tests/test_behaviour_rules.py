"""Behaviours' rules: what a cadence means, the days it is about and when it is due over the holidays of 2026, and how far somebody is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.behaviours import rules
from scheduler.calendar import Calendar
from storage.behaviours import Behaviour, BehaviourReport

AT = datetime(2026, 5, 6, tzinfo=UTC)
CHINA = Calendar("CN")


def one(cadence: str, n: int, shift: str = "next_workday") -> Behaviour:
    return Behaviour(1, "交销售计划", cadence, n, shift, None, 1, AT, None)


@pytest.mark.parametrize(
    ("words", "has_list", "meant"),
    [
        ("每周1次", False, ("weekly", 1)),
        ("每周", False, ("weekly", 1)),
        ("每周两次", False, ("weekly", 2)),
        ("每周>=3", False, ("weekly", 3)),
        ("每周1次以上", False, ("weekly", 1)),
        ("2 a week", False, ("weekly", 2)),
        ("1/week", False, ("weekly", 1)),
        ("weekly", False, ("weekly", 1)),
        ("每月1日", False, ("month_day", 1)),
        ("每月第一天", False, ("month_day", 1)),
        ("每月31号", False, ("month_day", 31)),
        ("day 15", False, ("month_day", 15)),
        ("每月1次", True, ("month_list", 1)),
        ("每月至少一次", True, ("month_list", 1)),
        ("monthly", True, ("month_list", 1)),
        ("每周0次", False, None),
        ("每周8次", False, None),
        ("每月0日", False, None),
        ("每月32日", False, None),
        ("每月1次", False, None),
        ("每周1次", True, None),
        ("每年1次", False, None),
        ("", False, None),
    ],
)
def test_a_cadence_is_read_or_never_comes(words: str, has_list: bool, meant: tuple[str, int] | None) -> None:
    assert rules.cadence(words, has_list=has_list) == meant


@pytest.mark.parametrize(
    ("cadence", "n", "shift", "day", "due"),
    [
        ("month_day", 1, "next_workday", "2026-05-01", "2026-05-06"),
        ("month_day", 1, "previous_workday", "2026-04-20", "2026-04-30"),
        ("month_day", 1, "same", "2026-04-20", "2026-05-01"),
        ("month_day", 1, "next_workday", "2026-05-06", "2026-05-06"),
        ("month_day", 1, "next_workday", "2026-05-07", "2026-06-01"),
        ("month_day", 31, "next_workday", "2026-05-30", "2026-06-01"),
        ("month_day", 31, "next_workday", "2026-06-01", "2026-06-01"),
        ("month_day", 31, "same", "2026-02-10", "2026-02-28"),
        ("weekly", 1, "next_workday", "2026-06-16", "2026-06-18"),
        ("weekly", 1, "next_workday", "2026-05-04", "2026-05-09"),
        ("month_list", 1, "next_workday", "2026-05-10", "2026-05-29"),
    ],
)
def test_when_it_is_due(cadence: str, n: int, shift: str, day: str, due: str) -> None:
    assert rules.period(one(cadence, n, shift), date.fromisoformat(day), CHINA).due == date.fromisoformat(due)


@given(
    st.sampled_from(["weekly", "month_day", "month_list"]),
    st.integers(1, 31),
    st.sampled_from(["same", "next_workday", "previous_workday"]),
    st.dates(date(2025, 2, 1), date(2026, 11, 30)),
)
def test_every_day_belongs_to_one_period_and_the_next_day_to_it_or_the_next(
    cadence: str, n: int, shift: str, day: date
) -> None:
    meant = one(cadence, n if cadence == "month_day" else 1, shift)
    here, there = rules.period(meant, day, CHINA), rules.period(meant, day + timedelta(1), CHINA)
    assert here.first <= day <= here.last and here.first <= here.due <= here.last
    assert there == here or there.first == here.last + timedelta(1)


def said(about: int | None = None, *, yes: bool = False, no: bool = False) -> BehaviourReport:
    return BehaviourReport(1, 1, "", 5, 5, "", AT.date(), about, None, "", AT if yes else None, AT if no else None, 1)


@pytest.mark.parametrize(
    ("cadence", "n", "reports", "stands"),
    [
        ("weekly", 2, [said(yes=True), said(), said(no=True)], (1, 2, 1, ())),
        ("month_day", 1, [said(yes=True)], (1, 1, 0, ())),
        ("month_list", 1, [said(7, yes=True), said(7), said(8)], (1, 3, 1, ("周航", "陈默"))),
        ("month_list", 1, [], (0, 3, 0, ("林晓", "周航", "陈默"))),
    ],
)
def test_what_is_confirmed_counts_and_ones_own_word_stands_apart(
    cadence: str, n: int, reports: list[BehaviourReport], stands: tuple[object, ...]
) -> None:
    assert rules.standing(one(cadence, n), reports, [(7, "林晓"), (8, "周航"), (9, "陈默")]) == stands
