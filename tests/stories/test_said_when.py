"""What words mean by the time they name is counted from when they were said, and by whose clock, however late they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.messages import Kind
from tests.engines import on_sqlite
from tests.town import ZONE, Heard, Somebody, Town


def hears_late(one: Somebody, words: str, said: str) -> Heard:
    """Words said at that moment (2026-05-06 21:50) that reach us now."""
    event = one.event(Kind.SAID, words, one.private)
    return one.town.hear(replace(event, at=datetime.fromisoformat(said).replace(tzinfo=ZONE)))


def test_a_managers_hour_for_somebody_abroad_is_the_camps(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("甲")
    ann.tells("时区 纽约")
    said = manager.tells("提醒 甲 明天 9:00 会")
    assert "明天（周四）09:00" in said
    assert "按营的钟（Asia/Shanghai）；甲那里（America/New_York）是 5月6日 21:00。" in said
    town.go_to("5/6", "21:30")
    assert "会" not in ann.heard_privately.split("\n")[-1]
    town.go_to("5/7", "09:01")
    assert "⏰ 王岚：会" in ann.heard_privately


def test_a_managers_rhythm_for_somebody_abroad_rings_by_the_camps_clock_and_their_own_by_theirs(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("甲")
    ann.tells("时区 东京")
    manager.tells("提醒 甲 每天 10:00 看板")
    ann.tells("提醒 每天 10:00 读书")
    town.go_to("5/6", "09:30")
    assert "⏰ 读书" in ann.heard_privately and "看板" not in ann.heard_privately
    town.go_to("5/6", "10:01")
    assert "⏰ 王岚：看板" in ann.heard_privately


def test_a_manager_abroad_is_told_that_the_camps_clock_counts(town: Town) -> None:
    manager = town.somebody("王岚")
    manager.tells("时区 纽约")
    assert "按营的钟（Asia/Shanghai），不是你的（America/New_York）。" in manager.confirms("提醒 大家 明天 9:00 开会")
    assert "营的钟" not in manager.tells("提醒 明天 9:00 开会")


@on_sqlite
def test_a_private_deadline_names_the_zone_of_a_reader_abroad_and_the_groups_names_none(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    ann, bob = town.learner("林晓"), town.learner("周航", language="en")
    for one in (ann, bob):
        one.tells("积分")
    ann.tells("时区 纽约")
    bob.tells("timezone Asia/Kuala_Lumpur")
    manager.confirms("问卷 每周脉搏 截止=5/8 18:00")
    manager.confirms("投票 周五去哪？ 爬山/唱歌 截止=5/8 18:00")
    town.go_to("5/7", "09:30")
    assert "截止 5月8日 06:00（纽约时间）" in ann.heard_privately
    assert "18:00" in bob.heard_privately and "time)" not in bob.heard_privately, "the same clock by another name"
    group = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert any("截止 5月8日 18:00" in said for said in group) and not any("时间）" in said for said in group)


def test_whom_it_rings_with_puts_it_off_by_their_own_clock(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("甲")
    ann.tells("时区 东京")
    manager.tells("提醒 甲 明天 9:00 会")
    ann.tells("提醒 改 R1 明天 12:00")
    town.go_to("5/7", "11:01")  # noon in Tokyo
    assert "⏰ 王岚：会" in ann.heard_privately


@on_sqlite
def test_a_reminder_that_comes_late_means_the_day_it_was_said_for(either_town: Town) -> None:
    town = either_town
    town.opened()
    ann = town.learner("甲")
    ann.tells("积分")
    town.go_to("5/7", "08:00")
    assert "今天 09:00" in hears_late(ann, "提醒 明天9点 交作业", "2026-05-06 21:50")
    town.go_to("5/7", "09:01")
    assert "⏰ 交作业" in ann.heard_privately


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("提醒 明天7点 交作业", "这条来得晚，5月7日 07:00 已经过了"),
        ("提醒 两小时后 交作业", "这条来得晚，5月6日 23:50 已经过了"),
        ("请假 明天", "已登记，5/7 不计入应打卡"),
        ("补卡 今天", "今天"),
        ("打卡 读完第三章", "5/6"),
    ],
)
def test_every_command_with_a_time_counts_from_when_it_was_said(town: Town, words: str, answer: str) -> None:
    ann = town.learner("甲")
    ann.tells("积分")
    town.go_to("5/7", "08:00")
    assert answer in hears_late(ann, words, "2026-05-06 21:50")


def test_a_poll_that_comes_late_ends_on_the_day_its_words_named(town: Town) -> None:
    manager = town.somebody("王岚")
    manager.tells("积分")
    town.go_to("5/7", "08:00")
    assert "5月7日" in hears_late(manager, "投票 周末去哪？ 山/海 截止=明天18:00", "2026-05-06 21:50") + str(
        town.squares["telegram"].posts[-1]
    )
