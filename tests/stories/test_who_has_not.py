"""谁没打卡 and the lists behind figures: to managers, in private, and nothing of nothing is no rate."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.checkin import rate
from handlers.digest.asked_days import asked_days
from scheduler.calendar import Calendar
from tests.engines import on_sqlite
from tests.town import Town


@on_sqlite
def test_who_has_not_checked_in_is_told_to_the_manager_alone(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    for name in ("林晓", "周航", "陈晨"):
        town.learner(name)
    manager.tells("开始")
    town.go_to("5/7", "10:00")
    town.somebody("林晓").says("打卡")
    town.somebody("陈晨").tells("请假 今天")
    assert "没打卡的1人（应打卡2人）：周航" in manager.tells("谁没打卡")
    assert manager.says("谁没打卡") == "已私聊发给你。"
    assert "周航" in manager.tells("noshows today")
    assert "要由社群经理" in town.somebody("周航").tells("谁没打卡")
    assert "没看懂是哪一天" in manager.tells("谁没打卡 随便")
    assert "还没到" in manager.tells("谁没打卡 下周一")
    town.go_to("5/10", "10:00")
    assert "休息日" in manager.tells("谁没打卡") and "周航" in manager.tells("谁没打卡 5/7")


def test_long_lists_are_turned_page_by_page(town: Town) -> None:
    manager = town.somebody("王岚")
    town.learners(60)
    town.go_to("5/7", "10:00")
    heard = manager.tells("谁没打卡")
    assert heard.count("学员") == 50
    assert "后面还有10条，发“更多”接着看。" in heard
    rest = manager.presses("更多", heard.posts[-1])
    assert rest.count("学员") == 10 and not rest.posts[-1].buttons
    assert "没有翻到一半的列表" in manager.tells("更多")


def test_the_list_behind_a_rate_adds_up_to_it(town: Town) -> None:
    manager, ann, ben = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    town.go_to("5/7", "10:00")
    ann.says("打卡")
    town.go_to("5/8", "10:00")
    ann.says("打卡")
    ben.says("打卡")
    listed = manager.tells("周完成率 名单")
    assert listed.split("\n") == ["5/4 那周的打卡，缺得多的在前（合计 3/4）", "周航 1/2", "林晓 2/2"]
    assert "应打卡4人次" in manager.tells("周完成率")
    assert "周航" not in manager.says("周完成率 名单")
    names = manager.tells("看板 本周 名单")
    assert "周航：打卡 1/2" in names and "林晓：打卡 2/2" in names
    assert "周航" not in manager.says("看板 本周 名单") + manager.says("看板 周航")


def test_a_rest_day_and_a_day_without_anybody_have_no_rate(town: Town) -> None:
    """The cases private_words and nothing-of-nothing."""
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    assert "打卡：没有应打卡的人" in manager.tells("看板 今日")
    town.go_to("5/10", "10:00")
    today = manager.tells("看板 今日")
    assert "今天是休息日，不计完成率" in today and "未达标" not in today and "0/0" not in today
    town.go_to("5/11", "10:00")
    ann.tells("请假 5/11-5/15")
    for words in ("看板 今日", "看板 今日 名单", "看板 5/11-5/15"):
        answer = manager.tells(words)
        assert "未达标" not in answer and "0/0" not in answer
    assert "0/0" not in ann.tells("微课 进度") and "0.0%" not in ann.tells("微课 进度")


def test_members_by_role(town: Town) -> None:
    manager = town.somebody("王岚")
    town.learners(3)
    assert "学员共3人：学员1、学员2、学员3" in manager.tells("成员 学员")
    assert "营里还没有专家" in manager.tells("成员 专家")
    assert "没有人叫“骨干”，也没有这个标签或角色" in manager.tells("成员 骨干")
    assert "学员1" not in manager.says("成员 学员")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("第3周", ("2026-05-18", "2026-05-20")),
        ("第一周", ("2026-05-04", "2026-05-10")),
        ("week 2", ("2026-05-11", "2026-05-17")),
        ("5/6-5/12", ("2026-05-06", "2026-05-12")),
        ("5月6日到5月8日", ("2026-05-06", "2026-05-08")),
        ("5/18-5/30", ("2026-05-18", "2026-05-20")),
        ("上周", ("2026-05-11", "2026-05-17")),
        ("昨天", ("2026-05-19", "2026-05-19")),
        ("周航", None),
    ],
)
def test_the_days_a_dashboard_is_asked_about(words: str, meant: tuple[str, str] | None) -> None:
    from datetime import date

    found = asked_days(words, date(2026, 5, 20), date(2026, 5, 6), Calendar())
    assert (found and (found.first.isoformat(), found.last.isoformat())) == meant


def test_weeks_that_have_not_come_and_other_slips_are_one_sentence(town: Town) -> None:
    manager = town.somebody("王岚")
    assert "第9周还没到，现在是第1周" in manager.tells("看板 第9周")
    assert "还没到" in manager.tells("看板 6/1-6/5")
    assert "那时还没开营" in manager.tells("看板 2025年5月1日到2025年5月3日")
    assert "📊" in manager.tells("看板 第1周") and "第1周（5/4–5/6）" in manager.tells("看板 第1周")


def test_shares_add_up_to_the_rate() -> None:
    from datetime import date

    days = [date(2026, 5, 6), date(2026, 5, 7)]
    roster = [rate.RateRow(1, date(2026, 5, 1)), rate.RateRow(2, date(2026, 5, 7))]
    week: Any = (days, roster, {1: {days[0]}}, {})
    shares = rate.shares(*week)
    assert [(one.learner, one.done, one.expected) for one in shares] == [(1, 1, 2)]
    assert rate.weekly(*week).expected == 2
