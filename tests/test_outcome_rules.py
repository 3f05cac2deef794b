"""Before and after, exactly: which months, and who counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.outcomes import rules

EXPECTED = {
    "5%:利润额": ("5", "利润额"), "+5 利润额": ("5", "利润额"), "-3%:成本": ("-3", "成本"), "−3.5% 成本": ("-3.5", "成本"), "5%：a b": ("5", "a b"),
    "5%": ("5", ""), "5.50%": ("5.5", ""), "利润额": None, "5%利润": ("5", "利润"), "": None, "百分之五 利润": ("5", "利润"), "5000%:x": None,
    "利润 5%": ("5", "利润"), "利润额：+5%": ("5", "利润额"), "降3% 成本": ("-3", "成本"), "成本下降3%": ("-3", "成本"),
    "提高 5% 利润": ("5", "利润"), "5利润": None,
    "人均产出 提升 4%": ("4", "人均产出"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "meant"), EXPECTED.items())
def test_what_is_expected(words: str, meant: tuple[str, str] | None) -> None:
    assert rules.expected(words) == meant


def test_the_months_of_the_programme_itself_are_in_neither() -> None:
    before, after = rules.windows(date(2026, 1, 15), date(2026, 2, 1))
    assert before == [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)]
    assert after == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert rules.shifted(date(2026, 1, 1), -12) == date(2025, 1, 1)


MONTHS = [date(2026, n, 1) for n in range(1, 7)]


def test_who_came_or_went_is_in_no_mean() -> None:
    values: dict[tuple[date, int | str], Decimal] = {(month, 1): Decimal(10 + (month in MONTHS[3:])) for month in MONTHS}
    values |= {(month, 2): Decimal(1000) for month in MONTHS[:3]}  # who has left
    found = rules.compare(values, MONTHS[:3], MONTHS[3:])
    assert found == (1, 10, 11) and found.change == Fraction(1, 10)
    assert rules.compare({(month, 2): Decimal(1) for month in MONTHS[:3]}, MONTHS[:3], MONTHS[3:]) is None
    assert rules.missing({(MONTHS[0], 1): Decimal(1)}, MONTHS[:2]) == [MONTHS[1]]


def test_of_nothing_there_is_no_change_and_of_a_loss_it_has_a_direction() -> None:
    def changed(before: int, after: int) -> Fraction | None:
        values: dict[tuple[date, int | str], Decimal] = {(MONTHS[0], 1): Decimal(before), (MONTHS[1], 1): Decimal(after)}
        found = rules.compare(values, MONTHS[:1], MONTHS[1:2])
        assert found is not None
        return found.change

    assert changed(0, 5) is None and changed(-100, -50) == Fraction(1, 2) and changed(-100, -150) == Fraction(-1, 2)


@given(st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=6, max_size=6), st.integers(1, 5))
def test_everybody_the_same_is_as_one(values: list[Decimal], people: int) -> None:
    one: dict[tuple[date, int | str], Decimal] = {(month, 1): value for month, value in zip(MONTHS, values, strict=True)}
    many: dict[tuple[date, int | str], Decimal] = {
        (month, who): value for who in range(people) for (month, _), value in one.items()
    }
    alone, together = rules.compare(one, MONTHS[:3], MONTHS[3:]), rules.compare(many, MONTHS[:3], MONTHS[3:])
    assert alone is not None and together is not None
    assert (together.n, together.before, together.after) == (people, alone.before, alone.after)
