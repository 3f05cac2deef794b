"""How months and figures are read from cells: as spreadsheets and people write them, and nothing that could be read in two ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kpi import rules
from handlers.kpi.rules import CellFigure

MONTHS = {
    "2026-05": 5, "2026/5": 5, "2026年5月": 5, "202605": 5, "2026.05": 5, "２０２６－０５": 5, "2026-05-17": 5, "2026年5月1日": 5,
    "2026-05-01 00:00:00": 5, "2026/12/31": 12,
    "2026.1": None, "2026": None, "5月": None, "05-2026": None, "46143": None, "2026-13": None, "2026-02-30": None, "1999-05": None, "": None,
    "2026-5-": None, "2026-05-01 08:30": None,
}  # fmt: skip
FIGURES = {
    "1": ("1", ""), "-3": ("-3", ""), "+3": ("3", ""), "−3": ("-3", ""), "007": ("7", ""), "0.50": ("0.5", ""), "-0": ("0", ""),
    "1,234,567.80": ("1234567.8", ""), "(1,200)": ("-1200", ""), "85%": ("85", "%"), "85.5 %": ("85.5", "%"), "１２": ("12", ""),
    "¥9,000": ("9000", "元"), "12.5万元": ("12.5", "万元"), "45人": ("45", "人"), "3元/人": ("3", "元/人"), "0.333333333333333": ("0.333333", ""),
    "优秀": None, "": None, "1,23": None, "12,34,567": None, "1.2.3": None, "2026-05-01": None, "12:30": None, "1.2E+05": None, "3-5": None,
    "(-3)": None, "$5元": None, "1/2": None, "1234567890123456": None, "=1+1": None,
}  # fmt: skip


@pytest.mark.parametrize(("words", "meant"), MONTHS.items())
def test_a_month_is_read_or_refused(words: str, meant: int | None) -> None:
    assert rules.month(words) == (None if meant is None else date(2026, meant, 1))


@pytest.mark.parametrize(("words", "meant"), FIGURES.items())
def test_a_figure_is_read_exactly_or_refused(words: str, meant: tuple[str, str] | None) -> None:
    assert rules.figure(words) == (None if meant is None else CellFigure(*meant))


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False))
def test_what_is_written_reads_as_itself(value: Decimal) -> None:
    said = rules.figure(f"{value:,f}")
    assert said is not None and Decimal(said.value) == value
    assert rules.figure(rules.shown(value)) == said == rules.figure(said.value), "there is one way to write a figure"


@pytest.mark.parametrize(
    ("shown", "kept", "exact"),
    [
        ("86%", "0.85714", "85.714"),
        ("1,235元", "1234.56", "1234.56"),
        ("5‰", "0.0049", "4.9"),
        ("8", "x", "8"),
        ("8", "inf", "8"),
    ],
)
def test_what_a_sheet_shows_is_taken_with_all_its_digits(shown: str, kept: str, exact: str) -> None:
    said = rules.figure(shown)
    assert said is not None and rules.exactly(said, kept) == CellFigure(exact, said.unit)


@pytest.mark.parametrize(
    ("metric", "unit", "counts"),
    [
        ("在岗人数", "", True),
        ("带教", "人", True),
        ("headcount", "", True),
        ("人数占比", "%", False),
        ("销售额", "元", False),
        ("成本", "元/人", False),
    ],
)
def test_what_counts_people(metric: str, unit: str, counts: bool) -> None:
    assert rules.is_headcount(metric, unit) is counts
