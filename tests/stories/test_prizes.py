"""Prizes: worked out when a period is over by the camp's calendar, given by a manager's word, announced without who does not want to be named."""

from __future__ import annotations

import pytest

from storage.prizes import prize_round, prize_winner
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.stories.test_connect import two_accounts
from tests.stories.test_events import met
from tests.town import Somebody, Town


def awards(wang: Somebody, name: str, points: int) -> None:
    wang.tells(f"加分 {name} {points} 谢谢")


def last(one: Somebody) -> str:
    return str(one.heard_privately.posts[-1])


def test_a_prize_from_its_rule_to_its_announcement(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    lin, zhou, *_ = met(town, "林晓", "周航", "苏敏")
    assert "还没有奖项" in lin.tells("奖项")
    said = wang.tells("奖项 加 活跃奖 每周 按=积分 前=2")
    assert "设好了“活跃奖”：每周，按积分，前2名，并列都给" in said and "5月10日过完" in said
    assert "活跃奖：每周，按积分，前2名，并列都给（这期：5月4日–5月10日）" in lin.tells("奖项")
    for name, points in (("林晓", 10), ("周航", 7), ("苏敏", 7)):
        awards(wang, name, points)
    assert "1. 林晓　10" in wang.tells("奖项 活跃奖")
    for words in ("奖项 活跃奖", "活跃奖怎么评", "活跃奖我第几"):
        told = lin.tells(words)
        assert "每周，按积分，前2名" in told and "你这期积分 10，现在第1名" in told and "周航" not in told
    assert "提问 优秀奖怎么评" in str(lin.tells("优秀奖怎么评").posts[-1])
    assert "由社群经理" in lin.tells("奖项 停 活跃奖") and "由社群经理" in lin.tells("奖项 加 我的奖 每周 按=积分")
    assert "每月，按学习积分，前3名" in wang.tells("奖项 加 月度之星 每个月 按学习积分 前三")
    zhou.tells("排行榜 匿名")
    town.restart()
    town.go_to("5/11", "09:30")
    waits = wang.tells("待办 F1")
    assert "1. 林晓　10" in waits and "2. 周航（公布时写“一位学员”）　7" in waits and "2. 苏敏　7" in waits
    # Shown first, as the groups will read it; then announced, and each is told.
    shown = wang.tells("通过 F1")
    assert "📝 预览" in shown and "3人" in shown and "一位学员" in shown and "周航" not in shown
    assert not town.look(prize_round.select().where(prize_round.c.state == "given"))
    assert "F1 公布了，3人也收到了私信" in wang.presses("发出", wang.heard_privately.posts[-1])
    group = [str(one) for one in town.squares["telegram"].posts if one.room == "群一" and "活跃奖" in str(one)]
    assert len(group) == 1 and "🏆 活跃奖（5月4日–5月10日）" in group[0] and "按积分，前2名，并列都给" in group[0]
    assert "1. 林晓　10" in group[0] and "2. 一位学员　7" in group[0] and "周航" not in group[0]
    assert "你得了“活跃奖”" in last(zhou) and "群里没有写你的名字" in last(zhou) and "第1名，积分 10" in last(lin)
    assert "王岚 公布了奖项“活跃奖”（2026-05-04–2026-05-10）" in wang.tells("记录")
    assert "已经定了" in wang.tells("通过 F1") and "已经定了" in wang.tells("忽略 F1 手滑")
    # Taken back: the message says so, and it waits again.
    assert "F1 重新等着确认" in wang.takes_back()
    assert any("公布撤回了" in str(one) for one in town.squares["telegram"].posts if one.room == "群一")
    assert "公布撤回了" in last(lin) and "活跃奖" in wang.tells("待办 F1")
    assert "为什么不发" in wang.tells("忽略 F1")
    assert "这期不发" in wang.tells("还在核对数据") and "重新等着确认" in wang.takes_back()


@on_sqlite
def test_what_is_wrong_gets_one_sentence_and_changes_nothing(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    (lin,) = met(town, "林晓")
    wrong = {
        "奖项 加": "名字",
        f"奖项 加 {'长' * 21} 每周 按=积分": "1到20个字的名字",
        "奖项 加 活跃奖 按=积分": "每周、每月或每季度",
        "奖项 加 活跃奖 每年 按=积分": "每周、每月或每季度",
        "奖项 加 活跃奖 每周": "按什么数？",
        "奖项 加 活跃奖 每周 按=颜值": "没有这个数。可以按：积分、学习积分",
        "奖项 加 活跃奖 每周 按=积分 前=0": "1到10的整数",
        "奖项 加 活跃奖 每周 按=积分 前=11": "1到10的整数",
        "奖项 加 活跃奖 每周 按=积分 并列=抽签": "“都给”或“积分高”",
        "奖项 加 活跃奖 每周 按=积分 标签=没有": "没有人有“没有”这个标签",
        "奖项 停 没有": "没有奖项“没有”",
        "奖项 没有": "没有奖项“没有”",
        "通过 F9": "没有 F9",
        "设置 财年首月 13": "1到12",
    }
    for words, why in wrong.items():
        assert why in wang.tells(words), words
    assert "还没有奖项" in wang.tells("奖项") and "由社群经理来设" in lin.tells("奖项 加 活跃奖 每周 按=积分")
    wang.tells("奖项 加 活跃奖 每周 按=积分")
    assert "已经有“活跃奖”了" in wang.tells("奖项 加 活跃奖 每月 按=积分")
    # Ended and resumed, set and taken back.
    assert "停了" in wang.tells("奖项 停 活跃奖") and "没有奖项“活跃奖”" in wang.tells("奖项 停 活跃奖")
    assert "接着算" in wang.takes_back() and "撤了" in wang.takes_back() and "还没有奖项" in wang.tells("奖项")
    # Nobody did anything: it is said, and nothing waits.
    wang.tells("奖项 加 活跃奖 每周 按=积分")
    town.go_to("5/11", "09:30")
    assert "没有人有积分，这期不发" in str(wang.heard_privately) and not town.look(prize_round.select())


BOUNDARIES = [
    # zone, fiscal month, its last minute and the first of the next by the clock in Shanghai, and its last day
    ("上海", 1, ("6/30", "23:59"), ("7/1", "00:00"), "6-30"),
    ("伦敦", 1, ("7/1", "06:59"), ("7/1", "07:00"), "6-30"),
    ("纽约", 1, ("7/1", "11:59"), ("7/1", "12:00"), "6-30"),
    ("上海", 2, ("7/31", "23:59"), ("8/1", "00:00"), "7-31"),
    ("纽约", 3, ("6/1", "11:59"), ("6/1", "12:00"), "5-31"),
]


@pytest.mark.long
@on_sqlite
@pytest.mark.parametrize(("zone", "begins", "before", "after", "ends"), BOUNDARIES)
def test_a_quarter_ends_at_the_camps_midnight(
    either_town: Town, zone: str, begins: int, before: tuple[str, str], after: tuple[str, str], ends: str
) -> None:
    """By its zone and its fiscal year: the last minute counts for the quarter that ends, the first for the next."""
    town = either_town
    town.go_to(before[0], "00:01" if zone == "上海" else "06:00")
    wang = town.opened()
    met(town, "林晓", "周航")
    wang.tells(f"设置 时区={zone}")
    wang.tells(f"设置 财年首月 {begins}")
    assert "设好了" in wang.tells("奖项 加 季度奖 每季度 按=积分 前=1")
    town.go_to(*before)
    awards(wang, "林晓", 5)
    assert not town.look(prize_round.select())
    town.go_to(*after)
    town.pass_(seconds=5)
    awards(wang, "周航", 50)
    (row,) = town.look(prize_round.select())
    assert "1. 林晓　5" in wang.tells("待办 F1") and "周航" not in wang.tells("待办 F1")
    assert "1. 周航　50" in wang.tells("奖项 季度奖") and "林晓" not in wang.tells("奖项 季度奖")
    assert f"{row.last.month}-{row.last.day}" == ends


@postgresql_in_journeys
def test_counters_and_what_is_done_for_others(either_town: Town) -> None:
    """A counter is held against what it had when the period began; being away over two periods leaves none out."""
    town = either_town
    wang = town.opened()
    lin, zhou = met(town, "林晓", "周航")
    lin.says("打卡")
    assert "从现在起数" in wang.tells("奖项 加 打卡之星 每周 按=打卡 前=1 并列=积分高")
    zhou.says("打卡")
    town.go_to("5/7", "09:00")
    lin.says("打卡")
    zhou.says("打卡")
    town.go_to("5/11", "09:30")
    assert "1. 周航　2" in wang.tells("待办 F1") and "林晓" not in wang.tells("待办 F1")
    lin.says("打卡")
    town.go_to("5/18", "09:30")
    assert "1. 林晓　1" in wang.tells("待办 F2")
    assert len(town.look(prize_round.select())) == 2


def test_one_person_with_two_accounts_has_one_place(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    wang = town.somebody("王岚")
    wang.tells("奖项 加 活跃奖 每周 按=积分 前=2")
    lin.says("打卡")
    lin_wecom.says("打卡", room="群二")
    town.go_to("5/11", "09:30")
    assert len(town.look(prize_winner.select())) == 2
    lin.becomes_one_with(lin_wecom)
    assert len(town.look(prize_winner.select())) == 1


@on_sqlite
def test_who_leaves_before_it_is_given_is_not_announced(either_town: Town) -> None:
    from bot.messages import Kind

    town = either_town
    wang = town.opened()
    lin, _ = met(town, "林晓", "周航")
    wang.tells("奖项 加 活跃奖 每周 按=积分 前=1")
    awards(wang, "林晓", 5)
    town.go_to("5/11", "09:30")
    town.receive(lin.event(Kind.LEFT, "", town.at("telegram", "群一")))
    town.settle()
    assert "都离营了" in wang.tells("通过 F1")
