"""The return on training: asked step by step or given in a line, exact, a month at a time, and never called the training's without grounds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages import Kind
from handlers.roi import rules
from handlers.roi.rules import Terms
from tests.town import Town

TODAY = date(2026, 5, 6)


def test_row_120_j12_the_whole_line_and_step_by_step(either_town: Town) -> None:
    town = either_town
    owner, lin = town.opened(), town.learner("林晓")
    assert "E1 培训前" in owner.tells("ROI")
    said = owner.tells("80000 98000 2 45 360000")
    assert "TE＝1,260,000元，TE/C＝350%（门槛150%，达标）" in said
    assert "2026年5月第1版：(98,000−80,000)×2×45−360,000" in said
    assert "五个数由王岚提供，机器人未核实，也未扣除季节和其他因素" in said
    for words, asked in (
        ("ROI", "E1"),
        ("8万", "E2 培训后"),
        ("9.8万元", "T 效果"),
        ("2年", "TS 受训后"),
        ("45人", "C 培训一共"),
    ):
        assert asked in owner.tells(words)
    assert "TE＝1,260,000元" in (again := owner.tells("360,000")) and "第2版" in again
    assert "2026年5月：TE 1,260,000元，350%（门槛150% 达标，第2版，王岚提供）" in owner.tells("ROI 月度")
    assert "第2版不算了" in owner.takes_back()
    assert "第1版" in owner.tells("ROI 列表")
    assert "私聊" in owner.says("/ROI 80000 98000 2 45 360000")
    assert "社群经理" in lin.tells("ROI") and "社群经理" in lin.tells("ROI 月度")


def test_what_stands_in_its_month_and_what_is_claimed(town: Town) -> None:
    owner = town.somebody("王岚")
    line = "80000 98000 2 45 360000"
    assert "不是已经开始的月份" in owner.tells(f"ROI {line} 月=2026-06") and "不是已经开始的月份" in owner.tells(
        f"ROI {line} 月=13"
    )
    assert "2026年4月第1版" in owner.tells(f"ROI {line} 月=4月")
    lost = owner.tells("ROI E2=80000 E1=98000 T=2 TS=50 C=36万 月=2026-03")
    assert "TE＝-2,160,000元，TE/C＝-600%（门槛150%，未达标）" in lost and "2026年3月第1版" in lost
    assert "得有对照组或写明假设" in owner.tells(f"ROI {line} 归因=培训真好")
    claimed = owner.tells(f"ROI {line} 归因=对照组：未参训的30人同期只涨2%")
    assert "归因于培训，依据是对照组：未参训的30人同期只涨2%" in claimed and "未核实" in claimed
    owner.tells("设置 ROI门槛=400")
    assert "未达标" in owner.tells(f"ROI {line}")
    listed = owner.tells("ROI 月度")
    assert "2026年5月" in listed and "2026年4月：TE 1,260,000元，350%（门槛150% 达标" in listed


def test_who_left_is_taken_out_by_name(town: Town) -> None:
    owner = town.somebody("王岚")
    _, zhou, _ = town.learner("林晓"), town.learner("周航"), town.learner("陈默")
    assert "在册" not in owner.tells("ROI 80000 98000 2 3 100000")
    town.hear(zhou.event(Kind.LEFT, "", town.at("telegram", town.group)))
    said = owner.tells("ROI 80000 98000 2 自动 100000")
    assert "TS 是营里在册的2人，已扣除离开的1人：周航" in said and "TE＝-28,000元" in said
    said = owner.tells("ROI 80000 98000 2 3 100000")
    assert "离开的1人是周航；TS 应扣除他们" in said
    assert "TE＝-28,000元" in owner.presses("按2人重算", said.posts[-1])


BAD = (
    ("八九十 98000 2 45 360000", "不能当作E1"),
    ("80000 9.8公里 2 45 360000", "不能当作E2"),
    ("80000 98000 0 45 360000", "不能当作T"),
    ("80000 98000 51 45 360000", "不能当作T"),
    ("80000 98000 2 0 360000", "不能当作TS"),
    ("80000 98000 2 -3 360000", "不能当作TS"),
    ("80000 98000 2 4.5 360000", "不能当作TS"),
    ("80000 98000 2 45 0", "不能当作C"),
    ("80000 98000 2 45 1e99", "不能当作C"),
    ("80000 98000 2 45 360000 7", "多给了1个"),
    ("80000 98000 2 45 一些", "不能当作C"),
)


def test_one_sentence_and_nothing_kept(town: Town) -> None:
    owner = town.somebody("王岚")
    for words, said in BAD:
        assert said in owner.tells(f"ROI {words}"), words
    assert "还没有算过ROI" in owner.tells("ROI 月度")


amounts = st.decimals(-rules.MOST_MONEY + 1, rules.MOST_MONEY - 1, places=rules.FINEST)


@given(
    amounts,
    amounts,
    st.decimals(Decimal("0.0001"), Decimal(rules.MOST_YEARS), places=rules.FINEST),
    st.integers(1, rules.MOST_PEOPLE),
    st.decimals(Decimal("0.01"), rules.MOST_MONEY - 1, places=2),
)
@example(Decimal("-9999999999998.9999"), Decimal("9999999999998.9998"), Decimal("49.9999"), 999_999, Decimal("0.01"))
def test_the_formula_is_exact(before: Decimal, after: Decimal, years: Decimal, people: int, cost: Decimal) -> None:
    terms = Terms(before, after, years, people, cost)
    exact = (Fraction(after) - Fraction(before)) * Fraction(years) * people - Fraction(cost)
    assert Fraction(rules.effect(terms)) == exact and rules.ratio(terms) == exact / Fraction(cost)
    assert Fraction(rules.money(rules.effect(terms)).replace(",", "")) == exact
    assert rules.is_reached(terms, 150) is (exact * 2 >= 3 * Fraction(cost))


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("80000 98000 2 45 360000", ["80000", "98000", "2", "45", "360000"]),
        ("80,000 98,000 2 45 360,000", ["80,000", "98,000", "2", "45", "360,000"]),
        ("80000,98000,2,45,360000", ["80000", "98000", "2", "45", "360000"]),
        ("８万、9.8万；2年，45人", ["8万", "9.8万", "2年", "45人"]),
        ("", []),
    ],
)
def test_what_was_given_is_taken_apart(words: str, parts: list[str]) -> None:
    assert rules.values(words) == parts


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("2026-05", (2026, 5)),
        ("2026年4月", (2026, 4)),
        ("5月", (2026, 5)),
        ("12月", (2025, 12)),
        ("6", (2025, 6)),
        ("2026-06", None),
        ("0", None),
    ],
)
def test_a_month_that_has_begun(words: str, month: tuple[int, int] | None) -> None:
    assert rules.month(words, TODAY) == (date(*month, 1) if month else None)


def test_money_is_written_out() -> None:
    assert [rules.money(Decimal(value)) for value in ("1260000", "-0.50", "1E+3", "0.00")] == [
        "1,260,000",
        "-0.5",
        "1,000",
        "0",
    ]
