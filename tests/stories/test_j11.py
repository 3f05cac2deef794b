"""J11 over eight weeks: from three warnings to three outcomes, past a restart, an outage and Dragon Boat."""

from __future__ import annotations

from datetime import date

import pytest

from storage import care
from tests.quiz import fill, single
from tests.stories.test_cases import one_lesson
from tests.stories.test_exam import takes
from tests.stories.test_remedial import answered
from tests.town import Somebody, Town

pytestmark = pytest.mark.journey


def come(town: Town, day: str, *people: Somebody) -> None:
    """They check in on a day."""
    town.go_to(day, "10:00")
    for one in people:
        one.says("打卡")


def numbers(town: Town) -> dict[str, int]:
    """The last case of each learner."""
    rows = town.look(care.FLAGGED, camp=1, first=date(2026, 5, 1), last=date(2026, 7, 31))
    return {row.name: row.id for row in rows}


def test_eight_weeks_from_a_warning_to_an_outcome(town: Town) -> None:
    wang, chen, zhao, qian, zhou = town.somebody("王岚"), *(town.learner(name) for name in ("陈默", "赵雨", "钱多", "周航"))
    everybody = (chen, zhao, qian, zhou)
    for one in everybody:
        one.tells("积分")
    one_lesson(town)
    fill(town, [single(f"题{n}", "AB"[n % 2]) for n in range(9)])
    wang.confirms("考试 期中 题数=9 及格=80 次数=3")
    come(town, "5/6", *everybody)
    come(town, "5/7", *everybody)
    come(town, "5/8", chen, qian, zhou)
    chen.tells("已学 L1")
    takes(town, chen, "期中", right=5, of=9)
    assert "陈默：完成但低分 必修全学完，考试55.5（低于60）" in str(wang.heard_privately), "told when the score is there"
    zhou.tells("已学 L1")
    come(town, "5/9", chen, qian, zhou)
    answered(town, 钱多=6)

    town.go_to("5/11", "09:00")
    told = str(wang.heard_privately.posts[-1])
    assert (
        "需关注2人" in told
        and "赵雨：连续缺勤 2个工作日未打卡（5/8、5/9）" in told
        and "钱多：模块偏低 谈判 60（低于70）" in told
    )
    assert "陈默" not in told, "nobody twice in five workdays"
    case = numbers(town)

    assert "没有叫“没有人”的人" in wang.tells(f"处理 Z{case['陈默']} 辅导 导师=没有人 行为=先问参照")
    offered = wang.tells(f"处理 Z{case['陈默']} 辅导 导师=周航 8周 行为=先问参照,记录异议")
    assert "陈默：安排辅导，由你跟进" in offered and "已问陈默和周航愿不愿意结对8周" in offered
    for one in (chen, zhou):
        one.presses("好的", one.heard_privately.posts[-1])
    assert "进展：和导师结对了" in wang.tells(f"待办 Z{case['陈默']}")
    wang.tells(f"处理 Z{case['赵雨']} 提醒 上周差2次，有困难告诉我")
    assert str(zhao.heard_privately.posts[-1]).startswith("王岚：上周差2次，有困难告诉我")
    assert "5/12" in zhao.tells("请假 5/12-5/13")
    wang.tells(f"处理 Z{case['钱多']} 补训")
    assert "补训开了：1人，第一次 05-12 19:00" in wang.confirms("补训 谈判 时间=周二,周五 19:00")

    come(town, "5/11", *everybody)
    come(town, "5/12", chen, qian, zhou)
    town.go_to("5/12", "18:50")
    before = len(qian.heard_privately.posts)
    town.clock.move(town.now.replace(hour=19, minute=20))  # away over the session
    town.restart()
    heard = [str(post) for post in qian.heard_privately.posts[before:] if "补训" in str(post)]
    assert len(heard) == 1 and "19:00 已经开始（提醒补发" in heard[0], "once, late, and says so"
    assert "签到了" in qian.tells("补训 签到")
    for day in ("5/13", "5/14", "5/15"):
        come(town, day, chen, qian, zhou, *([zhao] if day != "5/13" else []))
    takes(town, chen, "期中", right=8, of=9)
    wang.confirms("考试 谈判补考 题数=10 标签=谈判 次数=2")
    takes(town, qian, "谈判补考", right=8, of=10)
    assert "谈判补考80，过了，补训到此结束" in str(qian.heard_privately)

    town.go_to("5/18", "09:30")
    assert "现在没有需要关注的人" in wang.tells("看板 关注"), "leave is in no denominator, the re-test is passed"
    town.go_to("6/1", "09:30")
    table = next(str(post) for post in reversed(wang.heard_privately.posts) if "干预结果 5/1–5/31" in str(post))
    assert "已联系：3人（恢复 3/3：" in table and "补考88.8" in table and "打卡率100%" in table and "谈判" in table
    assert "不能证明是联系带来的" in table

    for day in ("6/8", "6/9", "6/10", "6/11", "6/12", "6/15", "6/16"):
        come(town, day, *everybody)
    come(town, "6/17", chen, qian, zhou)
    come(town, "6/18", chen, zhou)  # 6/19 is Dragon Boat: 赵雨 missed two, 钱多 one
    town.go_to("6/22", "09:30")
    told = next(str(post) for post in reversed(wang.heard_privately.posts) if "需关注" in str(post))
    assert "赵雨：连续缺勤 2个工作日未打卡（6/17、6/18）" in told and "钱多" not in told
    come(town, "6/22", *everybody)
    for day in ("6/23", "6/24", "6/25", "6/26"):
        come(town, day, *everybody)
    town.go_to("6/29", "09:30")
    assert "赵雨" not in wang.tells("看板 关注"), "and back again"
    posts = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert not any(word in post for post in posts for word in ("连续缺勤", "完成但低分", "模块偏低", "补训"))
    learners = [str(post) for one in everybody for post in one.heard_privately.posts]
    assert not any(word in said for said in learners for word in ("低于", "落后", "缺勤", "不及格")), "nobody is shamed"
