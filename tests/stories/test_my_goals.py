"""My goals: set with a day, nudged once a month until closed with evidence, and read by a mentor only where their owner says so."""

from __future__ import annotations

from tests.stories.test_mentors import jump, last, paired
from tests.town import Town


def test_a_goal_is_set_nudged_each_month_and_closed_with_evidence(either_town: Town) -> None:
    town = either_town
    town.opened()
    ann = town.learner("林晓")
    ann.tells("积分")
    assert "还没有目标" in ann.tells("我的目标")
    assert "🎯 记下了 #1：独立完成一次报价（5/31前）。只有你看得到" in ann.tells("我的目标 独立完成一次报价 截止=5/31")
    assert "记下了 #2" in ann.tells("我的目标 三个月内带一个新人 截止=8/31")
    jump(town, "6/1", "09:30")
    assert "这个月看一眼你的目标" in last(ann) and "到了日子的：#1。" in last(ann)
    town.restart()
    jump(town, "6/30", "18:00")
    assert sum("看一眼你的目标" in str(post) for post in ann.heard_privately.posts) == 1
    assert "怎么看出 #1 达成了" in ann.presses("达成 #1", next(p for p in ann.heard_privately.posts if "看一眼" in str(p)))
    assert "🎉 #1 独立完成一次报价 达成了：客户签了" in ann.tells("客户签了")
    assert "没有 #1 这个进行中" in ann.tells("我的目标 完成 1 再一次")
    jump(town, "7/1", "10:30")
    nudged = [str(post) for post in ann.heard_privately.posts if "看一眼你的目标" in str(post)]
    assert len(nudged) == 2 and "#2" in nudged[1] and "#1" not in nudged[1] and "到了日子" not in nudged[1]
    assert "不做了，不再提醒" in ann.tells("我的目标 不做了 2")
    jump(town, "8/3", "10:00")
    assert sum("看一眼你的目标" in str(post) for post in ann.heard_privately.posts) == 2
    assert not any("报价" in str(post) for post in town.squares["telegram"].posts if post.room == town.group)


def test_a_mentor_reads_what_is_shown_and_nothing_else(town: Town) -> None:
    manager, chen, zhou = paired(town)
    chen.tells("我的目标 独立完成报价 截止=8/31")
    chen.tells("我的目标 学会复盘 截止=7/31")
    assert "没有给你看的目标" in zhou.tells("我的目标 陈默")
    assert "你的导师看得到了" in chen.tells("我的目标 给导师看 1")
    shown = zhou.tells("我的目标 陈默")
    assert "#1 独立完成报价" in shown and "复盘" not in shown
    assert "写上哪天前" in manager.tells("我的目标 陈默"), "a manager reads nothing"
    chen.tells("我的目标 不给导师看 1")
    assert "没有给你看的目标" in zhou.tells("我的目标 陈默")


def test_what_is_wrong_is_one_sentence_and_changes_nothing(town: Town) -> None:
    ann = town.learner("林晓")
    ann.tells("积分")
    for words, why in (
        ("我的目标 学会报价", "写上哪天前"),
        ("我的目标 学会报价 截止=5/5", "过"),
        (f"我的目标 {'长' * 101} 截止=8/31", "最多100个字"),
        ("我的目标 完成", "哪一个"),
        ("我的目标 完成 7 好了", "没有 #7"),
        ("我的目标 给导师看 7", "没有 #7"),
    ):
        said = ann.tells(words)
        assert why in said, (words, said)
    assert "还没有目标" in ann.tells("我的目标")
    for n in range(10):
        ann.tells(f"我的目标 目标{n} 截止=8/31")
    assert "同时最多10个" in ann.tells("我的目标 再一个 截止=8/31")
    assert "不做了" in ann.takes_back()
    assert "记下了 #11" in ann.tells("mygoals One more until=8/31")


def test_a_managers_own_goal_is_closed_in_the_words_of_a_target(town: Town) -> None:
    """目标 is theirs too, and knows no 1完成."""
    wang = town.somebody("王岚")
    wang.tells("我的目标 8月底前独立完成一次报价")
    assert "怎么看出 #1 达成了" in wang.tells("目标 1完成")
