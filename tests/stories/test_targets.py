"""目标: metric by metric what a programme is to reach, with what there is and Δ; every change is a version, and 撤销 goes back one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from handlers.evidence.targets import rules
from handlers.evidence.targets.showing import plain, signed
from storage.targets import target
from tests.town import Town


def test_row_16_every_row_has_baseline_target_actual_and_change(either_town: Town) -> None:
    town = either_town
    owner, lin, zhou = town.opened(), town.learner("林晓"), town.learner("周航")
    assert "还没有培训目标" in owner.tells("目标")
    assert "目标1第1版设好了" in owner.tells("目标 加 NPS 基线=35 目标=50 截止=8/31 负责=王岚")
    assert "目标2第1版设好了" in owner.tells("目标 加 CRM 录入率 基线=70% 目标=95% 截止=8/31 来源=CRM录入")
    assert "目标3第1版设好了" in owner.tells("目标 加 打卡率 目标=90% 截止=5/31")
    for person in (lin, zhou):
        person.tells("积分")
    town.go_to("5/7", "10:00")
    lin.says("打卡")
    said = owner.tells("目标")
    assert "目标1 NPS：基线35｜目标50｜现在无数据｜Δ无数据（未导入“NPS”；到 2026-08-31，王岚负责）" in said
    assert "目标2 CRM 录入率：基线70%｜目标95%｜现在无数据｜Δ无数据（未导入“CRM录入”" in said
    assert "目标3 打卡率：基线无数据｜目标90%｜现在50%｜Δ无数据（05-06–05-07由小助数（打卡率，n=2）" in said
    owner.tells("目标 改 3 基线=30%")
    assert "现在50%｜Δ+20" in owner.tells("目标")


def test_every_change_is_a_version_and_is_taken_back(town: Town) -> None:
    owner = town.somebody("王岚")
    owner.tells("目标 加 NPS 基线=35 目标=50 截止=8/31")
    assert "目标1第2版设好了" in owner.tells("目标 改 1 目标=55 截止=9/30")
    assert "目标55" in owner.tells("目标") and "2026-09-30" in owner.tells("目标")
    history = owner.tells("目标 历史 1")
    assert "第2版：NPS：基线35，目标55，到 2026-09-30" in history and "第1版：NPS：基线35，目标50，到 2026-08-31" in history
    assert "第2版不算了" in owner.takes_back()
    assert "目标50" in owner.tells("目标")
    assert "不再用了" in owner.tells("目标 删 1")
    assert "还没有培训目标" in owner.tells("目标") and "不再用" in owner.tells("目标 历史 1")
    assert "不算了" in owner.takes_back()
    assert "目标1 NPS" in owner.tells("目标")
    assert [row.version for row in town.look(select(target.c.version).order_by(target.c.id))] == [1, 2, 3]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("目标 加", "指标要写1到30个字"),
        (f"目标 加 {'长' * 31} 目标=50 截止=8/31", "指标要写1到30个字"),
        ("目标 加 NPS", "“NPS”还差：目标、截止"),
        ("目标 加 NPS 目标=50", "“NPS”还差：截止"),
        ("目标 加 NPS 目标=很多 截止=8/31", "“很多”不是一个数"),
        ("目标 加 NPS 基线=35 目标=50% 截止=8/31", "要用一种单位"),
        ("目标 加 打卡率 目标=90 截止=8/31", "“打卡率”是百分比"),
        ("目标 加 NPS 目标=50 截止=哪天", "截止“哪天”要是今天以后"),
        ("目标 加 NPS 目标=50 截止=2026-05-06", "要是今天以后"),
        ("目标 加 NPS 目标=50 截止=2036-05-06", "三年以内"),
        ("目标 加 NPS 目标=50 截止=8/31 负责=没有人", "没有人"),
        ("目标 改 7 目标=50", "没有目标7"),
        ("目标 改", "是哪个目标"),
        ("目标 删 七", "是哪个目标"),
        ("目标 乱写", "“乱写”看不懂"),
    ],
)
def test_bad_input_changes_nothing(town: Town, words: str, why: str) -> None:
    owner = town.somebody("王岚")
    assert why in owner.tells(words)
    assert town.look(select(target.c.id)) == []


def test_what_changes_nothing_is_no_version(town: Town) -> None:
    owner = town.somebody("王岚")
    owner.tells("目标 加 NPS 基线=35 目标=50 截止=8/31")
    assert "没写要改什么" in owner.tells("目标 改 1")
    assert "要用一种单位" in owner.tells("目标 改 1 目标=90%")
    assert len(town.look(select(target.c.id))) == 1
    assert "社群经理" in town.learner("林晓").tells("目标")


@given(st.decimals(-(10**6), 10**6, places=2), st.decimals(-(10**6), 10**6, places=2), st.fractions(-(10**6), 10**6))
def test_what_is_reached_is_reached_from_the_baselines_side(baseline: Decimal, aim: Decimal, actual: Fraction) -> None:
    assert rules.is_reached(baseline, aim, Fraction(aim))
    if aim < baseline:
        assert rules.is_reached(baseline, aim, actual) == (actual <= aim)
    else:
        assert rules.is_reached(baseline, aim, actual) == (actual >= aim)
    assert rules.change(baseline, Fraction(baseline)) == 0 and rules.change(None, actual) is None


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("35", (Decimal(35), "")),
        ("95%", (Decimal(95), "%")),
        ("1,200元", (Decimal(1200), "元")),
        ("-3.5", (Decimal("-3.5"), "")),
        ("１２", (Decimal(12), "")),
        ("1,20", None),
        ("多", None),
        ("", None),
        ("1e5x.", None),
    ],
)
def test_numbers_as_people_write_them(words: str, read: tuple[Decimal, str] | None) -> None:
    assert rules.amount(words) == read


def test_numbers_are_printed_with_the_decimals_they_have() -> None:
    assert (plain(Fraction(50)), plain(Fraction(100, 3)), plain(Fraction(-1, 2))) == ("50", "33.33", "-0.5")
    assert (signed(Fraction(13)), signed(Fraction(-7, 2)), signed(Fraction(0))) == ("+13", "-3.5", "0")


def test_its_numbers_say_that_it_is_a_new_one(town: Town) -> None:
    owner = town.somebody("王岚")
    assert "第1版设好了" in owner.tells("目标 NPS 基线=35 目标=50 截止=8/31")
    assert "看不懂" in owner.tells("目标 NPS")


def test_a_rate_is_the_same_on_the_dashboard_in_the_week_and_as_a_target(town: Town) -> None:
    """Counted once, printed alike: 66.6 of 6 in 9, cut as everything that is held against a gate."""
    owner = town.somebody("王岚")
    learners = [town.learner(name) for name in ("林晓", "周航", "陈默")]
    for one in learners:
        one.tells("积分")
    owner.tells("目标 加 打卡率 目标=66.67% 截止=5/31")
    for day, came in (("5/7", 2), ("5/8", 3), ("5/9", 1)):
        town.go_to(day, "10:00")
        for one in learners[:came]:
            one.says("打卡")
    town.go_to("5/9", "23:30")
    assert "打卡：6/9=66.6%" in owner.tells("看板 本周")
    assert "已完成6，66.6%" in owner.tells("周完成率")
    for words in ("目标", "柯氏报告"):
        said = owner.tells(words)
        assert "目标66.67%｜现在66.6%｜" in said and "达成" not in said
