"""A case of care from its first line to its end: what a manager does with it, an exam that opens it, and the rules that do."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from handlers.digest.care import own_rules
from handlers.digest.care.rules import LearnerFigures, reasons, recovered, said
from handlers.digest.care.settings import Bounds
from storage import care, care_rules, lessons
from storage.connection import Db
from storage.reports import enrolment
from tests.quiz import fill, single, write
from tests.stories.test_exam import takes
from tests.town import Somebody, Town


def flagged(town: Town, name: str, reason: list[object] | None = None) -> int:
    """A case about somebody, as a digest opens one."""
    about = reason or ["R4", {"days": ["5/8", "5/9"], "below": 2}]

    def opens(db: Db) -> int | None:
        row = next(row for row in db.all(enrolment.ROSTER, camp=1) if row.name == name)
        return care.flag(db, 1, row.id, [about], on=town.now.date(), due_on=date(2026, 5, 18))

    number = write(town, opens)
    assert number is not None
    return number


def one_lesson(town: Town) -> None:
    """A required lesson that has come."""

    def given(db: Db) -> None:
        course = lessons.open_course(db, 1, "课", starts_on=None)
        plain = {"skill": "", "case": "", "body": "", "shown": "[]", "minutes": 1, "required": "yes", "tags": [], "author": ""}
        lessons.save(
            db, 1, [(course.id, "课", {**plain, "title": "开口", "apply": False, "question": None}, [])], at=town.clock.now()
        )
        lessons.push(db, 1, 1, town.now.date(), None, at=town.clock.now())

    write(town, given)


def heard_since(who: Somebody, before: int) -> str:
    return "\n".join(str(post) for post in who.heard_privately.posts[before:])


def test_what_a_manager_does_with_a_case_stands_in_it_until_it_is_closed(town: Town) -> None:
    wang, zhao, qian, lin = town.somebody("王岚"), *(town.learner(name) for name in ("赵雨", "钱多", "林晓"))
    for one in (zhao, qian, lin):
        one.tells("积分")
    for name in ("赵雨", "钱多", "林晓"):
        flagged(town, name)
    assert "提醒要写上带给对方的话" in wang.tells("处理 Z1 提醒")
    assert "最多500字" in wang.tells(f"处理 Z1 提醒 {'长' * 501}")
    assert "没有 Z9" in wang.tells("处理 Z9 提醒 在吗")
    assert "Z1 怎么处理" in wang.tells("处理 Z1 打个招呼")
    assert wang.tells("待办 Z1").count("待联系") == 1, "nothing of that changed it"

    before = len(zhao.heard_privately.posts)
    said = wang.tells("处理 Z1 提醒 上周差2次，有困难告诉我")
    assert "✅ 已用你的名字发给赵雨（Z1）：上周差2次，有困难告诉我" in said
    heard = heard_since(zhao, before)
    assert heard.startswith("王岚：上周差2次，有困难告诉我\n") and "回复“请假 日期”" in heard and "Z1" not in heard
    assert "（王岚：上周差2次，有困难告诉我；5/18 复看）" in wang.tells("待办"), "it stands there until it is closed"

    assert "怎么处理？回：" in wang.tells("处理 Z2") and "安排辅导，由你跟进" in wang.tells("辅导 导师=周航")
    assert "钱多：安排补训" in wang.tells("处理 Z2 补训 谈判") and "补训 谈判" in wang.tells("处理 Z2 补训 谈判")
    whole = wang.tells("待办 Z2")
    assert "王岚 辅导：导师=周航" in whole and "王岚 补训：谈判" in whole

    assert "不处理要写上原因" in wang.tells("处理 Z3 忽略")
    assert "为什么不用管" in wang.tells("忽略 Z3")
    assert "✅ Z3 林晓：不用处理" in wang.tells("在外地出差")
    for again in ("忽略 Z3 又一次", "处理 Z3 恢复", "处理 Z3 提醒 在吗"):
        assert "Z3 已经定了" in wang.tells(again), again
    assert "Z3" not in wang.tells("看板 关注") and "Z3 重新打开" in wang.takes_back()
    assert "林晓" in wang.tells("看板 关注")

    he = town.learner("何琳")
    wang.tells("角色 何琳 经理")
    assert "Z1 已经定了" in he.tells("处理 Z1 提醒 我也说一句"), "whoever acted owns it"
    assert "要由社群经理来做" in zhao.tells("处理 Z1 恢复") or "社群经理" in zhao.tells("处理 Z1 恢复")
    assert wang.says("看板 关注") == "已私聊发给你。"
    posts = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert not any("连续缺勤" in post or "Z1" in post for post in posts), "nobody is named in a group"


def test_an_exam_below_opens_one_case_another_joins_it_and_a_pass_ends_it(town: Town) -> None:
    """Two of five is 40, three are 60: the bound itself is enough."""
    wang, chen, lin = town.somebody("王岚"), town.learner("陈默"), town.learner("林晓")
    chen.tells("积分")
    lin.tells("积分")
    one_lesson(town)
    fill(town, [single(f"题{n}", "AB"[n % 2]) for n in range(5)])
    wang.confirms("考试 期中 题数=5 及格=80 次数=3")
    wang.confirms("考试 期末 题数=5 及格=50")
    before = len(wang.heard_privately.posts)
    takes(town, chen, "期中", right=2, of=5)
    assert "陈默" not in heard_since(wang, before), "the course is not done"
    chen.tells("已学 L1")
    takes(town, chen, "期中", right=2, of=5)
    told = heard_since(wang, before)
    assert "需关注1人" in told and "陈默：完成但低分 必修全学完，考试40（低于60）" in told
    takes(town, chen, "期末", right=2, of=5)
    lin.tells("已学 L1")
    takes(town, lin, "期中", right=3, of=5)
    assert heard_since(wang, before).count("需关注") == 1, "a second failing joins the open case, 60 is enough"
    assert "又一次低分：完成但低分 必修全学完，考试40" in wang.tells("待办 Z1")
    wang.tells("处理 Z1 聊聊 约了周三")
    takes(town, chen, "期中", right=5, of=5)
    assert "没有需要关注的人" in wang.tells("看板 关注")
    said = wang.tells("看板 干预")
    assert "已联系：1人（恢复 1/1：补考100，进行中 0/1）\n未联系：0人\n只是放在一起看" in said
    town.go_to("6/1", "09:30")
    assert "干预结果 5/1–5/31" in str(wang.heard_privately), "each month's first workday says so without asking"


def test_a_rule_of_ones_own_is_tried_before_it_is_on(town: Town) -> None:
    wang, zhao, lin = town.somebody("王岚"), town.learner("赵雨"), town.learner("林晓")
    for day in ("5/7", "5/8", "5/9", "5/11", "5/12", "5/13", "5/14", "5/15"):
        town.go_to(day, "10:00")
        lin.says("打卡")
        if day in ("5/7", "5/9", "5/12", "5/15"):
            zhao.says("打卡")
    town.go_to("5/18", "10:00")
    for wrong, why in (
        ("预警 加", "没看懂这条规则"),
        ("预警 加 打卡率<60", "规则要有名字"),
        ("预警 加 掉队 心情<60", "没有“心情”这个指标"),
        ("预警 加 掉队 打卡率<60 9周", "只能看最近1到8周"),
        ("预警 加 掉队 打卡率>100 2周", "点不到人"),
        ("预警 加 连续缺勤 打卡率<60 2周", "已经有"),
        ("预警 停 掉队", "没有叫“掉队”"),
        ("预警 停 连续缺勤", "自带的，停不了"),
        ("预警 看看", "没看懂"),
    ):
        assert why in wang.tells(wrong), wrong
    draft = str(wang.tells("预警 加 掉队 打卡率<60 1周").posts[-1])
    assert "过去4周共点到1/2人" in draft and "5/11–5/17：1/2人，赵雨 40%" in draft and "4/20–4/26：0/" in draft
    everybody = str(wang.tells("预警 加 全都 打卡率≤99.9 1周").posts[-1])
    assert "点到了所有人" not in everybody
    everybody = str(wang.tells("预警 加 全都 静默天数≥0 1周").posts[-1])
    assert "点不到人，或者点到所有人" in everybody
    everybody = str(wang.tells("预警 加 全都 静默天数<9 1周").posts[-1])
    assert "⚠️ 有一周点到了所有人（2人）" in everybody
    assert "✅ 预警“掉队”开了：打卡率<60%，近1周" in wang.confirms("预警 加 掉队 打卡率<60 1周")
    assert "已经有“掉队”了" in wang.tells("预警 加 掉队 打卡率<50 1周")
    listed = wang.tells("预警")
    assert "掉队：打卡率<60%，近1周（第1版" in listed and "连续缺勤：连续2个工作日未打卡" in listed and "R4" not in listed
    for day in ("5/18", "5/19", "5/20", "5/21", "5/22"):
        town.go_to(day, "11:00")
        lin.says("打卡")
        if day in ("5/19", "5/22"):
            zhao.says("打卡")
    town.go_to("5/25", "09:30")
    assert "赵雨：掉队 打卡率40%（<60%，近1周）" in str(wang.heard_privately.posts[-1])
    wang.tells("设置 预警缺勤天数 3")
    assert "连续3个工作日未打卡（第1版" in wang.tells("预警") or "连续3个工作日未打卡（第2版" in wang.tells("预警")
    assert "✅ 预警“掉队”停了" in wang.tells("预警 停 掉队") and "又开了" in wang.takes_back()
    wang.tells("预警 停 掉队")
    assert "掉队：" not in wang.tells("预警") and "赵雨" in wang.tells("看板 关注"), "an open case goes on"


# ── pure ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("掉队 打卡率<60 2周", ("掉队", "rate", "<", 60, 2)),
        ("掉队 打卡率 ＜ 60% 2周", ("掉队", "rate", "<", 60, 2)),
        ("久不出声 静默天数>=7 3周", ("久不出声", "silent", "≥", 7, 3)),
        ("slow learner lessons<=1 2 weeks", ("slow learner", "lessons", "≤", 1, 2)),
        ("模块差 模块分<70.5", ("模块差", "module", "<", Fraction(141, 2), 1)),
    ],
)
def test_a_rule_is_read_as_people_write_it(words: str, rule: tuple[str, str, str, int, int]) -> None:
    read = own_rules.read(words)
    assert (read.name, read.metric, read.compares, read.bound, read.weeks) == rule


@pytest.mark.parametrize(("compares", "named"), [("<", [59]), ("≤", [59, 60]), ("≥", [60, 61]), (">", [61])])
def test_a_rule_compares_exactly(compares: str, named: list[int]) -> None:
    rule = own_rules.OwnRule(1, "规则", "rate", compares, Fraction(60), 1)
    assert [value for value in (59, 60, 61) if rule.names(Fraction(value))] == named


def test_a_case_is_looked_at_again_by_the_numbers_it_was_opened_with() -> None:
    learner = LearnerFigures(1, days=((date(2026, 5, 8), False), (date(2026, 5, 9), False)), week=(3, 5))
    (reason,) = reasons(learner, Bounds(missed=2))
    assert reasons(learner, Bounds(missed=3)) == [] and recovered(reason, learner) is False
    assert "2个工作日" in said([reason])[0].to("zh")
    score = LearnerFigures(1, lessons=(1, 1), score=Fraction(62), low=(7, Fraction(599, 10)))
    (low,) = reasons(score)
    assert low[1]["score"] == "59.9" and recovered(low, score) is True
    assert reasons(LearnerFigures(1, lessons=(1, 1), low=(7, Fraction(60)))) == []


def test_two_accounts_with_an_open_case_each_go_on_in_the_earlier(either_town: Town) -> None:
    town = either_town
    town.opened()
    town.learner("林晓")
    town.learner("小林")
    first, second = flagged(town, "林晓"), flagged(town, "小林")
    members = {row.name: row.id for row in town.look(enrolment.ROSTER, camp=1)}
    assert (
        write(town, lambda db: care.flag(db, 1, members["林晓"], [["R4", {}]], on=date(2026, 5, 6), due_on=date(2026, 5, 13)))
        is None
    )
    write(town, lambda db: care.move(db, members["小林"], members["林晓"], on=date(2026, 5, 7)))
    assert [row.id for row in town.look(care.OPEN, camp=1)] == [first]
    rows = {row.id: row.outcome for row in town.look(care.FLAGGED, camp=1, first=date(2026, 5, 1), last=date(2026, 5, 31))}
    assert rows == {first: None, second: "joined"}
    write(town, lambda db: care.close(db, first, "recovered", on=date(2026, 5, 8), evidence={"rate": "100%"}))
    assert write(town, lambda db: care.backlog(db, 1))[0] == 0 and write(town, lambda db: care.reopen(db, first))
    rule = write(town, lambda db: care_rules.version(db, 1, "R1", {"below": 60}, at=town.clock.now()))
    assert rule == write(town, lambda db: care_rules.version(db, 1, "R1", {"below": 60}, at=town.clock.now()))
    assert rule != write(town, lambda db: care_rules.version(db, 1, "R1", {"below": 65}, at=town.clock.now()))
    assert [(one.version, one.bounds) for one in write(town, lambda db: care_rules.in_force(db, 1))] == [(2, {"below": 65})]
