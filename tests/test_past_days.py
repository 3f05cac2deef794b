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
    "上季度": (date(2026, 1, 1), date(2026, 3, 31)), "last quarter": (date(2026, 1, 1), date(2026, 3, 31)),
    "本季度": (date(2026, 4, 1), date(2026, 6, 30)), "Q1": (date(2026, 1, 1), date(2026, 3, 31)),
    "Q3": (date(2025, 7, 1), date(2025, 9, 30)), "2026 Q1": (date(2026, 1, 1), date(2026, 3, 31)),
    "第三季度": (date(2025, 7, 1), date(2025, 9, 30)), "二季度": (date(2026, 4, 1), date(2026, 6, 30)),
    "今年第一季度": (date(2026, 1, 1), date(2026, 3, 31)), "third quarter of 2025": (date(2025, 7, 1), date(2025, 9, 30)),
    "H1": (date(2026, 1, 1), date(2026, 6, 30)), "上半年": (date(2026, 1, 1), date(2026, 6, 30)),
    "去年下半年": (date(2025, 7, 1), date(2025, 12, 31)), "first half of the year": (date(2026, 1, 1), date(2026, 6, 30)),
    "今年到现在": (date(2026, 1, 1), TODAY), "今年以来": (date(2026, 1, 1), TODAY), "year to date": (date(2026, 1, 1), TODAY),
    "YTD": (date(2026, 1, 1), TODAY), "去年": (date(2025, 1, 1), date(2025, 12, 31)), "last year": (date(2025, 1, 1), date(2025, 12, 31)),
    "2025年": (date(2025, 1, 1), date(2025, 12, 31)), "去年5月": (date(2025, 5, 1), date(2025, 5, 31)),
    "3月到5月": (date(2026, 3, 1), date(2026, 5, 31)), "3-5月": (date(2026, 3, 1), date(2026, 5, 31)),
    "March to May": (date(2026, 3, 1), date(2026, 5, 31)), "11月到1月": (date(2025, 11, 1), date(2026, 1, 31)),
    "4月到现在": (date(2026, 4, 1), TODAY), "since April until now": (date(2026, 4, 1), TODAY),
    "最近三个月": (date(2026, 2, 14), TODAY), "last 3 months": (date(2026, 2, 14), TODAY), "近半年": (date(2025, 11, 14), TODAY),
    "最近两周": (date(2026, 4, 30), TODAY), "past two weeks": (date(2026, 4, 30), TODAY), "最近一年": (date(2025, 5, 14), TODAY),
    "昨天": (date(2026, 5, 12), date(2026, 5, 12)),
}  # fmt: skip


@pytest.mark.parametrize(("words", "days"), MEANT.items())
def test_days_behind_us(words: str, days: tuple[date, date]) -> None:
    assert parse_past_days(words, TODAY) == days


@pytest.mark.parametrize(
    "words",
    [
        "",
        "某天",
        "13月",
        "零月",
        "marketing",
        "月",
        "林晓",
        "5",
        "第五季度",
        "Q5",
        "H3",
        "半年",
        "季度",
        "最近",
        "到现在",
        "今年的事",
        "7月到月",
    ],
)
def test_what_is_no_day(words: str) -> None:
    assert parse_past_days(words, TODAY) is None
