"""免打扰: what is pushed to somebody in private waits for the end of the hours they chose; what they asked for does not."""

from __future__ import annotations

from tests.stories.test_lessons import imported
from tests.town import Somebody, Town

COURSE = "---\n开始: 入营\n课程: 新人课\n---\n" + "".join(f"# 第{n}课\n## 技能\n技能{n}。\n" for n in "一二三四五")


def pushes(who: Somebody) -> int:
    """How many lessons have come in private."""
    return str(who.heard_privately).count("今日微课（")


def test_no_push_comes_in_the_quiet_hours_of_a_week(town: Town) -> None:
    imported(town, COURSE)
    lin, zhou = town.learner("林晓"), town.learner("周航")
    zhou.tells("积分")
    assert "推送等到 12:00，自己设的提醒照常" in lin.tells("免打扰 00:00-12:00")
    for number, day in enumerate(("5/7", "5/8", "5/9", "5/11", "5/12"), 1):
        town.go_to(day, "08:31")
        assert (pushes(lin), pushes(zhou)) == (number - 1, number)
        town.go_to(day, "11:59")
        assert pushes(lin) == number - 1
        town.go_to(day, "12:00")
        assert pushes(lin) == number


def test_a_restart_keeps_what_waits_and_ones_own_reminder_rings(town: Town) -> None:
    imported(town, COURSE)
    lin = town.learner("林晓")
    lin.tells("免打扰 00:00-12:00")
    lin.tells("提醒 明天 9:30 交计划")
    town.go_to("5/7", "09:00")
    town.restart()
    town.go_to("5/7", "09:31")
    assert "交计划" in lin.heard_privately and pushes(lin) == 0
    town.go_to("5/7", "12:00")
    assert pushes(lin) == 1


def test_it_is_shown_ended_and_never_guessed(town: Town) -> None:
    lin = town.learner("林晓")
    assert "你没有设免打扰" in lin.tells("免打扰") and "时段写成" in lin.tells("免打扰 夜里")
    lin.tells("免打扰 22:00-07:00")
    assert lin.tells("免打扰").startswith("22:00–07:00 免打扰")
    assert "已关" in lin.tells("免打扰 关") and "你没有设免打扰" in lin.tells("免打扰")


def test_a_push_speaks_the_language_of_the_readers_account(town: Town) -> None:
    imported(town, COURSE)
    ann, lin = town.learner("Ann", language="en"), town.learner("林晓")
    ann.tells("points"), lin.tells("积分")
    town.go_to("5/7", "08:31")
    assert "Today's lesson" in str(ann.heard_privately) and pushes(lin) == 1
