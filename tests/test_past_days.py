"""Days behind us by the names people give them, in both languages and either width; what only looks like one is none."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.when import parse_past_days

TODAY = date(2026, 5, 13)
MAY, APRIL, SEPTEMBER = (
    (date(2026, 5, 1), date(2026, 5, 31)),
    (date(2026, 4, 1), date(2026, 4, 30)),
    (date(2025, 9, 1), date(2025, 9, 30)),
)
MEANT = {
    "5月": MAY, "五月": MAY, "５月份": MAY, "2026年5月": MAY, "May": MAY, "may 2026": MAY,
    "4月": APRIL, "上月": APRIL, "上个月": APRIL, "last month": APRIL, "April": APRIL, "apr": APRIL,
    "9月": SEPTEMBER, "sept": SEPTEMBER, "12月": (date(2025, 12, 1), date(2025, 12, 31)),
    "本月": (date(2026, 5, 1), TODAY), "今年": (date(2026, 1, 1), TODAY),
    "7天": (date(2026, 5, 7), TODAY), "最近 7 天": (date(2026, 5, 7), TODAY), "last 7 days": (date(2026, 5, 7), TODAY),
    "上周": (date(2026, 5, 4), date(2026, 5, 10)), "last week": (date(2026, 5, 4), date(2026, 5, 10)),
    "5/6-5/9": (date(2026, 5, 6), date(2026, 5, 9)), "５／６－５／９": (date(2026, 5, 6), date(2026, 5, 9)),
    "昨天": (date(2026, 5, 12), date(2026, 5, 12)),
}  # fmt: skip


@pytest.mark.parametrize(("words", "days"), MEANT.items())
def test_days_behind_us(words: str, days: tuple[date, date]) -> None:
    assert parse_past_days(words, TODAY) == days


@pytest.mark.parametrize("words", ["", "某天", "13月", "零月", "marketing", "月", "林晓", "5"])
def test_what_is_no_day(words: str) -> None:
    assert parse_past_days(words, TODAY) is None
