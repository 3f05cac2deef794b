"""The week's rate: an exact fraction against a threshold, frozen on Monday, with leave and make-ups where they belong."""

from __future__ import annotations

import pytest

from tests.town import Somebody, Town

DAYS = ("5/6", "5/7", "5/8", "5/9")


def stamp(town: Town, people: list[Somebody], total: int) -> None:
    """`total` stamps over the four workdays of the holiday week, everybody on the first days."""
    for day in DAYS:
        town.go_to(day, "10:00")
        for person in people[: min(len(people), total)]:
            person.says("打卡")
            total -= 1


def forty_five_before(town: Town) -> list[Somebody]:
    """Forty-five who joined before the week, as in the journeys' fixture."""
    return town.learners(45)


@pytest.fixture
def camp_of_april(empty_town: Town) -> Town:
    """A camp whose learners joined on 30 April."""
    from datetime import UTC, datetime

    empty_town.clock.move(datetime(2026, 4, 30, 1, 0, tzinfo=UTC))
    empty_town.opened()
    return empty_town


@pytest.mark.parametrize(("done", "rate", "verdict"), [(153, "85.0%", "，达标"), (152, "84.4%", "未达标")])
def test_the_threshold_is_compared_exactly(camp_of_april: Town, done: int, rate: str, verdict: str) -> None:
    town = camp_of_april
    people = forty_five_before(town)
    stamp(town, people, done)
    town.go_to("5/11", "09:00")
    answer = town.somebody("王岚").tells("周完成率")
    assert (
        f"5/4–5/10：应打卡 45人×4天=180，已完成{done}，{rate}{verdict if verdict.startswith('，') else '，' + verdict}"
        in answer
    )


def test_a_closed_week_keeps_its_verdict_and_says_what_came_after(camp_of_april: Town) -> None:
    town = camp_of_april
    people = forty_five_before(town)
    stamp(town, people, 152)
    town.go_to("5/11", "09:05")
    last = people[-1]
    assert "已补" in last.says("补卡 5/9 迟到的一天")
    assert "已补" in people[-2].says("补卡 5/9 迟到的一天")
    answer = town.somebody("王岚").tells("周完成率 上周")
    assert "84.4%，未达标" in answer and "补后 85.5%（154/180），结论不变" in answer
    assert "那周已结算" in last.says("请假 5/9")


def test_a_changed_threshold_leaves_closed_weeks_alone(camp_of_april: Town) -> None:
    town = camp_of_april
    stamp(town, forty_five_before(town), 152)
    town.go_to("5/11", "09:05")
    owner = town.somebody("王岚")
    owner.says("设置 达标线 80")
    assert "未达标（≥85%）" in owner.tells("周完成率 上周")


def test_leave_leaves_the_denominator(camp_of_april: Town) -> None:
    town = camp_of_april
    people = town.learners(10)
    town.go_to("5/6", "08:00")
    assert "5/7–5/8 不计入" in people[0].says("请假 5/7-5/8")
    stamp(town, people[1:], 36)
    people[0].says("打卡")
    town.go_to("5/11", "09:05")
    answer = town.somebody("王岚").tells("周完成率 上周")
    assert "应打卡38人次" in answer and "已完成37，97.3%，达标" in answer


def test_leave_does_not_break_a_streak(town: Town) -> None:
    lin = town.learner("林晓")
    lin.says("打卡")
    assert "5/7–5/8 不计入" in lin.says("请假 5/7-5/8")
    town.go_to("5/9")
    assert "连续2" in lin.says("打卡")


def test_leave_is_cancelled_undone_and_overruled_by_a_stamp(town: Town) -> None:
    lin = town.learner("林晓")
    assert "不计入" in lin.says("请假 明天")
    assert "已取消" in lin.says("请假 取消 明天") and "没有请假" in lin.says("请假 取消 明天")
    lin.says("请假 5/7-5/8")
    assert "请假已取消" in lin.takes_back()
    lin.says("请假 5/7")
    town.go_to("5/7")
    assert "今天原已请假，按已打卡算" in lin.says("打卡")
    assert "没看懂日期" in lin.says("请假 改天") and "没有工作日" in lin.says("请假 5/10")


def test_the_joining_day_counts_only_if_stamped(town: Town) -> None:
    early, late = town.learner("林晓"), town.learner("周航")
    early.says("打卡")
    town.go_to("5/7", "10:00")
    assert "应打卡3人次" in town.somebody("王岚").tells("周完成率")
    assert late.name == "周航"


def test_a_run_of_seven_pays_once_and_a_makeup_can_complete_it(town: Town) -> None:
    lin = town.learner("林晓")
    for day in ("5/6", "5/7", "5/8", "5/11", "5/12", "5/13"):
        town.go_to(day)
        lin.says("打卡")
    town.go_to("5/14")
    assert "连续4个工作日｜+5" in lin.says("打卡")
    answer = lin.says("补卡 5/9")
    assert "🔥 连续7个工作日 +20" in answer and "连续恢复为8" in answer
    assert lin.says("积分").startswith("积分：57")
    town.go_to("5/15")
    assert "🔥" not in lin.says("打卡")


def test_what_cannot_be_made_up_says_why(town: Town) -> None:
    lin = town.learner("林晓")
    lin.says("打卡")
    assert "没有漏打" in lin.says("补卡") and "今天直接发“打卡”" in lin.says("补卡 今天") and "还没到" in lin.says("补卡 明天")
    town.go_to("5/20")
    assert "已过期" in lin.says("补卡 5/7") and "不是日期" in lin.says("补卡 那天")
    assert "是休息日，不用补" in lin.says("补卡 5/17")
    answer = lin.says("补卡")
    assert "可补：5/13、5/14、5/15、5/18、5/19" in answer
    for day in ("5/13", "5/14", "5/15"):
        assert "已补" in lin.says(f"补卡{day} 补上")
    assert "本月3次补卡已用完" in lin.says("补卡 5/18")
    assert "已打卡，不用补" in lin.says("补卡 5/13")


@pytest.mark.parametrize(
    ("at", "answer"),
    [("05:59:59", "06:00后再来"), ("06:00:00", "第1天"), ("22:00:00", "第1天"), ("22:00:01", "已关闭，明天可补卡")],
)
def test_the_window_to_the_second(town: Town, at: str, answer: str) -> None:
    town.somebody("王岚").says("设置 打卡窗口 06:00-22:00")
    lin = town.learner("林晓")
    town.go_to("5/7", at)
    assert answer in lin.says("打卡")


def test_a_camp_may_ask_for_words_or_a_file(town: Town) -> None:
    from bot.messages import FileRef

    owner, lin = town.somebody("王岚"), town.learner("林晓")
    owner.says("设置 打卡最少字数 5")
    assert "至少5个字" in lin.says("打卡 好") and "今日" in lin.says("打卡 今天读完一章")
    town.go_to("5/7")
    owner.says("设置 打卡要附件 是")
    assert "要附图片" in lin.says("打卡 今天读完一章")
    assert "连续2" in lin.says("打卡 今天读完一章", files=(FileRef("a.jpg", 3, "a"),))
