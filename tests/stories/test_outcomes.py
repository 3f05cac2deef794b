"""What the sponsor expects is said before the programme; outcomes have a baseline, a comparison and a method, and are claimed only with grounds."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from sqlalchemy import select

from bot.named_figures import Measured
from handlers.outcomes.figures import CHANGE
from storage import outcomes
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.quiz import write
from tests.stories.test_import_export import send
from tests.town import Somebody, Town

SAID = "成效 期望 开始=2026-05-11 结束=2026-05-22 出资人=李总 利润=5%:利润额 成本=-3%:培训成本"
HEADS = "姓名,团队,指标,月份,数值,单位\n"
BEFORE, AFTER = ("2026-02", "2026-03", "2026-04"), ("2026-06", "2026-07", "2026-08")


def rows(metric: str, months: tuple[str, ...], value: int, *, name: str = "", team: str = "") -> str:
    return "".join(f"{name},{team},{metric},{month},{value},万元\n" for month in months)


def imports(manager: Somebody, *tables: str) -> None:
    send(manager, "业绩.csv", (HEADS + "".join(tables)).encode())
    assert "已导入" in manager.tells("导入")


def last_year(months: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(month.replace("2026", "2025") for month in months)


@postgresql_in_journeys
def test_row_74_before_and_after_against_a_year_ago_and_a_control(either_town: Town) -> None:
    town = either_town
    manager, lin = town.opened(), town.learner("林晓")
    lin.tells("积分")
    said = manager.tells(SAID)
    assert "李总提出，王岚记录" in said and "利润：+5%（看指标“利润额”）" in said and "成本：-3%（看指标“培训成本”）" in said
    assert "还没有导入“利润额”：无基线" in manager.tells("成效")
    town.clock.move(datetime(2026, 9, 2, 1, 0, tzinfo=UTC))
    town.settle()
    imports(manager, rows("利润额", AFTER, 110, name="林晓"))
    assert "无基线：训前2026-02至2026-04一个数都没有，比不了" in manager.tells("成效")
    imports(manager, rows("利润额", BEFORE[1:], 100, name="林晓"))
    short = manager.tells("成效")
    assert "证据不足：前后各要3个月，缺2026-02" in short and "110" not in short
    imports(manager, rows("利润额", BEFORE[:1], 100, name="林晓"))
    alone = manager.tells("成效")
    assert "100.00→110.00万元，+10.0%（期望+5%）" in alone and "没有去年同月，也没有对照组，不能说是培训带来的" in alone
    assert "方法：训前2026-02至2026-04与训后2026-06至2026-08的月均比" in alone and "机器人没有核实" in alone
    imports(manager, rows("利润额", last_year(BEFORE), 100, name="林晓"), rows("利润额", last_year(AFTER), 104, name="林晓"))
    assert "去年同月+4.0%，差+6.0个百分点" in manager.tells("成效")
    inputs = {
        "metric": 1,
        "team": "",
        "before": [f"{month}-01" for month in BEFORE],
        "after": [f"{month}-01" for month in AFTER],
    }
    assert write(town, lambda db: CHANGE.query(db, 1, inputs)) == Measured(Fraction(1, 10), 3)
    too_few = write(town, lambda db: CHANGE.query(db, 1, inputs | {"after": ["2026-06-01", "2026-07-01"]}))
    assert too_few.n == 2 and not CHANGE.is_enough(too_few)
    imports(manager, rows("利润额", BEFORE, 300, team="华南"), rows("利润额", AFTER, 309, team="华南"))
    assert "对照组华南+3.0%，差+7.0个百分点" in manager.tells("成效 对照=华南")

    for words in ("成效 归因=培训真好", "成效 归因=对照组", "成效 归因=假设"):
        assert "得有对照组或写明假设" in manager.tells(words), words
    assert "没有团队“华北”的数。有：华南" in manager.tells("成效 对照=华北 归因=对照组")
    assert "王岚把变化归因于培训，依据是假设：行情不变；机器人没有核实" in manager.tells("成效 归因=假设:行情不变")
    assert "王岚把差值归因于培训，依据是对照组华南；" in manager.tells("成效 对照=华南 归因=对照组")
    assert "归因" not in manager.tells("成效")
    assert "社群经理" in lin.tells("成效")


@on_sqlite
def test_expectations_are_asked_for_one_by_one_and_only_before_it_begins(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    assert "没有训前的期望" in manager.tells("成效")
    for words, said in {
        "成效 期望": "写上培训哪天开始、哪天结束",
        "成效 期望 开始=2026-06-01 结束=2026-05-01": "结束要在开始当天或之后",
        "成效 期望 开始=2026-05-06 结束=2026-05-30 利润=5%:利润额": "已经开始了，期望要在开始前问出资人",
        "成效 期望 开始=2026-06-01 结束=2026-06-30 利润=很多": "“很多”看不懂",
        "成效 期望 开始=2026-06-01 结束=2026-06-30 利润=5%": "利润用哪个指标看没有写",
        "成效 看看": "没看懂“看看”",
    }.items():
        assert said in manager.tells(words), words
    assert town.look(select(outcomes.expectation)) == []
    assert "期望培训让利润变化百分之几" in manager.tells("成效 期望 开始=2026-06-01 结束=2026-06-30 出资人=李总")
    assert "看不懂" in manager.tells("不少")
    assert "成本" in manager.tells("5% 利润额")
    for asked in ("客户保有率", "市场份额", "劳动生产率"):
        assert asked in manager.tells("无")
    kept = manager.tells("4% 人均产出")
    assert "利润：+5%" in kept and "劳动生产率：+4%（看指标“人均产出”）" in kept and "成本：" not in kept
    assert "记下了" in manager.tells(SAID) and "不算了" in manager.takes_back()
    assert "人均产出" in manager.tells("成效"), "what was said before stands again"


@on_sqlite
def test_teams_are_told_apart_and_a_claim_needs_a_whole_control(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    manager.tells(SAID)
    town.clock.move(datetime(2026, 9, 2, 1, 0, tzinfo=UTC))
    town.settle()
    imports(
        manager,
        *(rows("利润额", BEFORE + AFTER, 100, team=team) for team in ("华东", "华北")),
        rows("利润额", BEFORE, 100, team="华南"),
    )
    assert "“利润额”有几个团队，写上是哪个：成效 团队=" in manager.tells("成效")
    assert "100.00→100.00万元，0.0%" in manager.tells("成效 团队=华东")
    assert "对照组“华南”前后的数不全，不能当依据" in manager.tells("成效 团队=华东 对照=华南 归因=对照组")
