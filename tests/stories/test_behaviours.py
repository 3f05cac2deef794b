"""Behaviours: set by a manager, reported by whom they are for, confirmed by the other side, reminded on the day they are due."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.behaviours import behaviour, behaviour_report
from tests.engines import on_sqlite
from tests.stories.test_mentors import jump, last
from tests.town import Somebody, Town

ADD = "行为 加 每周培训 频率=每周1次 给=骨干"


def people(town: Town) -> tuple[Somebody, Somebody, Somebody]:
    """The manager, one with the tag 骨干, and one whom that one trains."""
    manager, zhou, lin = town.somebody("王岚"), town.learner("周航"), town.learner("林晓")
    for one in (manager, zhou, lin):
        one.tells("积分")
    manager.tells("标签 周航 +骨干")
    return manager, zhou, lin


def test_what_one_reports_counts_once_the_other_side_confirms(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager, zhou, lin = people(town)
    shown = manager.tells(ADD)
    assert "新的行为“每周培训”（每周1次），1人" in shown and "王岚请你做“每周培训”：每周1次，这一期 5/9前" in shown
    assert town.look(select(func.count()).select_from(behaviour)) == [(0,)]
    assert "第1项，每周1次）告诉1人了" in manager.presses("发出", manager.heard_privately.posts[-1])
    assert "王岚请你做“每周培训”" in last(zhou) and "每周培训" not in str(lin.heard_privately)
    said = zhou.tells("行为 记 每周培训 林晓 练了报价")
    assert "记下了“每周培训”，5/9到期的这一期：0/1，另有自报1（对方还没确认）。等林晓确认。" in said
    assert "已经记过了" in zhou.tells("行为 记 1 林晓")
    assert "周航说5/6和你做了“每周培训”：练了报价，是吗？" in last(lin)
    assert "没有要你确认" in zhou.tells("行为 是 1") and "没有要你确认" in manager.tells("行为 是 1")
    assert "已确认做到0/1人，另有自报1人" in manager.tells("行为")
    assert "确认了：周航的“每周培训”" in lin.presses("是的", lin.heard_privately.posts[-1])
    assert "林晓确认了你的“每周培训”（5/6）" in last(zhou)
    assert "已经回答过了" in lin.tells("行为 没有 1")
    assert "#1 每周培训｜每周1次，5/9前：✅ 1/1" in zhou.tells("行为")
    assert "· 周航：✅ 1/1" in manager.tells("行为 1") and "已确认做到1/1人，另有自报0人" in manager.tells("行为")
    assert "收不回" in zhou.takes_back()


def test_due_days_are_reminded_once_and_only_who_has_not_said_so(town: Town) -> None:
    """The plan of day one: 1 May is a holiday, so 6 May; June's is 1 June. A stop over the hour is said."""
    manager, zhou, lin = people(town)
    manager.confirms("行为 加 交销售计划 频率=每月1日 遇休=顺延")
    assert "这一期 5/6前" in last(zhou)
    zhou.tells("行为 记 交销售计划 交到共享盘")
    assert "周航说5/6做了“交销售计划”：交到共享盘，是吗？" in last(manager)
    jump(town, "5/6", "16:00")
    assert "今天到期的行为：\n· 交销售计划：0/1\n" in last(lin) and "今天到期" not in str(zhou.heard_privately)
    assert "这一条不算" in manager.presses("没有", next(p for p in manager.heard_privately.posts if "交到共享盘" in str(p)))
    assert "这一条没有算" in last(zhou)
    town.go_to("5/7", "16:01")
    assert sum("今天到期" in str(post) for post in lin.heard_privately.posts) == 1
    lin.tells("请假 6/1")
    jump(town, "6/1", "16:40")
    assert "今天到期的行为（16:00 的提醒补发）" in last(zhou, "今天到期")
    assert sum("今天到期" in str(post) for post in lin.heard_privately.posts) == 1, "on leave"
    assert not any("今天到期" in str(post) for post in town.squares["telegram"].posts if post.room == town.group)


def test_once_a_month_with_each_of_a_list(town: Town) -> None:
    manager, zhou, lin = people(town)
    manager.confirms("行为 加 联合拜访 频率=每月1次 名单=林晓,王岚 给=骨干")
    assert "写上和谁做的，名单里有：王岚、林晓" in zhou.tells("行为 记 联合拜访")
    he = town.learner("何琳")
    he.tells("积分")
    assert "何琳不在“联合拜访”的名单里" in zhou.tells("行为 记 联合拜访 何琳")
    zhou.tells("行为 记 联合拜访 林晓")
    lin.presses("是的", lin.heard_privately.posts[-1])
    assert "5/29前：1/2，还差王岚" in zhou.tells("行为")
    jump(town, "5/29", "16:00")
    assert "联合拜访：1/2，还差王岚" in last(zhou, "今天到期")


BAD = [
    ("行为 加 每周培训 频率=每周0次", "不会到期"),
    ("行为 加 每周培训 频率=每周8次", "不会到期"),
    ("行为 加 每周培训 频率=每月32日", "不会到期"),
    ("行为 加 每周培训 频率=每月1次", "不会到期"),
    ("行为 加 每周培训 频率=每月1次 名单=,", "不会到期"),
    ("行为 加 每周培训", "多久做一次"),
    ("行为 加 频率=每周1次", "写上行为的名字"),
    ("行为 加 每周培训 频率=每周1次 给=没这个标签", "现在没有人有标签"),
    ("行为 加 每周培训 频率=每月1日 遇休=随便", "顺延、提前 或 不变"),
    ("行为 加 每周培训 频率=每月1次 名单=没这人", "营里没有叫"),
    ("行为 停 没有的", "没有叫“没有的”的行为"),
    ("行为 9", "没有第9项行为"),
    ("行为 是", "要确认哪一条"),
    ("行为 是 99", "没有要你确认"),
    ("行为 记", "现在没有请你做的行为"),
]


def test_what_is_wrong_is_one_sentence_and_changes_nothing(town: Town) -> None:
    manager, zhou, lin = people(town)
    for words, why in BAD:
        said = manager.tells(words)
        assert why in said, (words, said)
    assert "由社群经理来定" in zhou.tells(ADD) and "没有请你做的" in zhou.tells("行为")
    assert town.look(select(func.count()).select_from(behaviour)) == [(0,)]
    manager.confirms(ADD)
    assert "已经有“每周培训”了" in manager.tells(ADD)
    assert "不是请你做的" in lin.tells("行为 记 每周培训 周航") and "不能写自己" in zhou.tells("行为 记 每周培训 周航")
    assert town.look(select(func.count()).select_from(behaviour_report)) == [(0,)]
    zhou.tells("行为 记 每周培训 林晓")
    assert "收回了" in zhou.takes_back() and "不用确认了" in last(lin)
    assert "没有要你确认" in lin.tells("行为 是 1")
    assert "停了" in manager.tells("行为 停 每周培训") and "没有请你做的" in zhou.tells("行为")
    assert "照旧" in manager.takes_back() and "每周培训" in zhou.tells("行为")


@on_sqlite
def test_in_english(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager, zhou, lin = people(town)
    for one in (manager, zhou, lin):
        one.tells("language en")
    manager.confirms("behaviours add Team training cadence=2 a week for=骨干")
    assert "asks you to do “Team training”: 2 times a week, this time by May 9" in last(zhou)
    assert "0 of 2, and 1 of their own word, not confirmed. 林晓 is asked to confirm" in zhou.tells(
        "behaviours did Team training 林晓"
    )
    assert "Confirmed: “Team training” of 周航" in lin.presses("Yes", lin.heard_privately.posts[-1])
