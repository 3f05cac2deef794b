"""The card over a talk says what today asks of whoever looks: until when one can check in, the lesson, and what waits; each with the words
that do it."""

from __future__ import annotations

from typing import Any

from bot.messages import Kind
from bot.today import TodayPlace
from tests.homework import hands_in, learners, staffed
from tests.stories.test_lessons import imported
from tests.town import Somebody, Town


def card(who: Somebody) -> dict[str, tuple[str, str, bool]]:
    """By label: how it stands, what a press says, whether it is done. What is read later stands later."""
    town = who.town
    account = who.event(Kind.SAID, "", who.private).sender
    assert account is not None
    rows: list[Any] = town.run(town.app.around(account, town.at(who.channel, town.group))).cards["today"]
    assert [row.place for row in rows] == sorted(row.place for row in rows)
    assert {row.place for row in rows if row.label in ("打卡", "Check in")} == {TodayPlace.WINDOW}
    return {row.label: (row.value, row.says, row.is_done) for row in rows}


def test_a_learner_reads_the_window_the_lesson_and_what_waits(town: Town) -> None:
    owner, expert = staffed(town)
    (lin,) = learners(town, "林晓")
    assert card(lin) == {"打卡": ("今天全天", "打卡", False)}
    owner.tells("设置 打卡窗口 06:00-22:00")
    town.go_to("5/6", "05:30")
    assert card(lin)["打卡"] == ("06:00 开始", "", False)
    town.go_to("5/6", "09:00")
    assert card(lin)["打卡"] == ("到 22:00", "打卡", False)
    imported(town)
    owner.confirms("作业 拜访提纲 写出三个问题 截止=6/10 18:00 评阅=何琳")
    town.go_to("5/7", "09:00")
    found = card(lin)
    assert found["微课"] == ("澄清参照 · 约6分钟", "微课 L1", False)
    number = found["作业"][1].removeprefix("交作业 ")
    assert found["作业"] == ("拜访提纲 · 06-10 18:00 前", f"交作业 {number}", False) and number.isdigit()
    assert "拜访提纲" in lin.tells(found["作业"][1]), "what it says is heard"
    lin.tells("取消")
    lin.tells("打卡")
    assert "学完 L1" in lin.tells("已学 L1 B")
    assert "✅" in lin.tells("已应用 L1 今天先问清了客户在跟谁比较")
    hands_in(lin, "拜访提纲")
    done = card(lin)
    assert done["打卡"] == ("今天已打卡", "", True) and done["微课"][2] and "作业" not in done
    assert card(expert)["待办"] == ("1件等你定", "待办", False)


def test_a_day_off_a_leave_and_a_closed_window_ask_for_nothing(town: Town) -> None:
    owner, (lin, bob) = town.somebody("王岚"), learners(town, "林晓", "周航")
    owner.tells("设置 打卡窗口 06:00-22:00")
    town.go_to("5/6", "22:30")
    assert card(lin)["打卡"] == ("06:00–22:00 已关，明天可补卡", "", False)
    assert card(owner)["打卡"] == ("06:00–22:00 已关 · 0/2人", "", False)
    town.go_to("5/7", "09:00")
    lin.tells("请假 今天")
    bob.tells("打卡")
    assert card(lin)["打卡"] == ("今天请假", "", True)
    assert card(owner)["打卡"] == ("到 22:00 · 1/1人", "", False), "who is on leave is not waited for"
    town.go_to("5/10", "09:00")
    assert card(lin)["打卡"] == ("今天休息", "", True) == card(owner)["打卡"]


def test_the_same_in_english(town: Town) -> None:
    owner, _ = staffed(town)
    ann = town.learner("Ann", language="en")
    ann.tells("start")
    owner.tells("设置 打卡窗口 06:00-22:00")
    town.go_to("5/6", "09:00")
    assert card(ann) == {"Check in": ("until 22:00", "打卡", False)}
    owner.confirms("作业 Plan 写出三个问题 截止=6/10 18:00 评阅=何琳")
    assert card(ann)["Homework"][0] == "Plan · by 06-10 18:00"
