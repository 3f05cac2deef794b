"""Every kind of question we ask, and what may come before its answer: a command, a press, half an hour, a day, a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.discovery import find_features
from bot.messages import FileRef, Kind, Quote
from bot.router import Router
from storage import archive, dialogs
from tests.quiz import fill, single, write
from tests.stories.test_lessons import COURSE, send
from tests.stories.test_todo import cared_for
from tests.town import Heard, Somebody, Town

pytestmark = pytest.mark.journey

BANK = "题型,题干,选项A,选项B,选项C,答案,标签\n单选,客户说太贵，先做什么？,降价,问与谁比,沉默,B,异议\n"


@dataclass
class Scene:
    """A camp on its first day with two who talk to us."""

    town: Town
    manager: Somebody
    learner: Somebody

    def knows(self) -> None:
        """The archive has an answer to what is asked."""
        at = self.town.clock.now()
        write(
            self.town,
            lambda db: archive.add(db, 1, "客户嫌报价高怎么回", "先问与谁比", person=None, source="file", at=at),
        )

    def teaches(self) -> None:
        send(self.town, self.manager, COURSE)
        self.manager.tells("导入")
        self.town.go_to("5/6", "08:30")
        self.learner.tells("已学 L1 B")


@dataclass(frozen=True)
class Question:
    """How it is opened, by whom, what answers it, and what shows that the answer was taken. `outlives` is what it waits through."""

    opens: Callable[[Scene], object]
    answer: str | Callable[[Scene], Heard]
    taken: str
    outlives: frozenset[str] = frozenset()
    by: str = "learner"


ALWAYS = frozenset({"nothing", "a restart"})
TALK = frozenset({"a command", "a press"})
HALF_AN_HOUR = frozenset({"half an hour"})
A_DAY = frozenset({"a day"})


def _used(scene: Scene) -> None:
    scene.teaches()
    scene.learner.tells("已应用 L1")


def _cared_for(scene: Scene) -> None:
    cared_for(scene.town, scene.learner.name)
    scene.manager.tells("处理 Z1")


def _rated(scene: Scene) -> None:
    scene.teaches()
    scene.learner.tells("微课 L1 8")


def _pictures(scene: Scene) -> None:
    scene.manager.tells("设置 打卡要附件 是")
    scene.learner.tells("打卡")


def _survey(scene: Scene) -> None:
    scene.manager.confirms("问卷 试 实名 截止=5/12 18:00\n说说看 [文字]\n再说说 [文字]")
    scene.learner.tells("填 S1")


def _to_rate_colleagues(scene: Scene) -> None:
    for name in ("周航", "陈默", "赵敏", "钱进"):
        scene.town.learner(name).tells("积分")
    scene.manager.tells(f"互评 设 行为=先问参照 结束={scene.town.now.date() - timedelta(29)}")
    scene.town.pass_(days=2)
    scene.learner.tells("互评 评")


def _poll(scene: Scene) -> None:
    scene.manager.confirms("投票 周五去哪？ 爬山/唱歌 匿名 截止=5/12 18:00")
    scene.learner.tells("投 P1")


def _exam(scene: Scene) -> None:
    fill(scene.town, [single("怎么回？", "B"), single("再问？", "B")])
    scene.manager.confirms("考试 阶段一 题数=2")
    scene.learner.tells("考试 阶段一")


def _late_contest(scene: Scene) -> None:
    fill(scene.town, [single(f"第{n}问？", "B") for n in range(3)])
    event = scene.manager.event(Kind.SAID, "开赛 异议抢答 题数=3", scene.manager.private)
    scene.town.hear(replace(event, at=event.at - timedelta(hours=3)))


def _found(scene: Scene) -> None:
    scene.knows()
    scene.learner.tells("搜 报价")


def _homework(scene: Scene) -> None:
    scene.manager.confirms("作业 拜访提纲 截止=5/12 18:00")
    scene.learner.tells("交作业 拜访提纲 一段")


def _to_rate(scene: Scene) -> None:
    others = [scene.town.learner(name) for name in ("周航", "赵雨")]
    scene.manager.confirms("作业 拜访提纲 截止=5/6 18:00 同伴=2")
    for who in (scene.learner, *others):
        who.tells("交作业 拜访提纲 一段")
        who.tells("完成")
    scene.town.go_to("5/6", "18:01")
    said = scene.learner.tells("作业 评")
    number = said.split("H")[1].split(" ")[0]
    scene.learner.tells(f"作业 评 H{number} 第1项 4")


def _paired(scene: Scene) -> None:
    mentor = scene.town.learner("周航")
    scene.manager.tells(f"辅导 {scene.learner.name} 导师=周航 8周 行为=先问参照")
    for one in (scene.learner, mentor):
        one.tells("辅导 好的")


def _week_filled(scene: Scene) -> None:
    _paired(scene)
    scene.town.go_to("5/9", "17:01")
    scene.learner.tells("辅导 填 做到")


def _pair_ends(scene: Scene) -> None:
    _paired(scene)
    scene.learner.tells("辅导 结束")


def _drawn(scene: Scene) -> None:
    scene.learner.tells("积分")
    scene.manager.confirms("抽查 100% 变了哪三处？ 版本=2.3")
    scene.learner.tells("抽查 答 T1")


def _tool(scene: Scene) -> None:
    scene.manager.confirms("作业 拜访提纲 截止=5/12 18:00")
    scene.manager.tells("工具包 加 提问清单 给=作业 拜访提纲")


def _goal(scene: Scene) -> None:
    scene.learner.tells("我的目标 独立报价 截止=8/31")
    scene.learner.tells("我的目标 完成 1")


def _retro(scene: Scene) -> None:
    scene.manager.tells("设置 复盘时间 17:30")
    scene.town.go_to("5/9", "17:31")
    scene.learner.tells("复盘")


def _recruiting(scene: Scene) -> None:
    """Another camp, where one comes in by applying."""
    scene.manager.says("开营 二营", room="群二")
    scene.manager.tells("切换 二营")
    scene.manager.confirms("招募 表单\n你的岗位？ [单选] 新员工/骨干\n为什么来？ [文字]")
    scene.manager.tells("招募 开")
    scene.learner.tells("申请 二营")


def _entry_quiz(scene: Scene) -> None:
    scene.manager.says("开营 二营", room="群二")
    scene.manager.tells("切换 二营")
    fill(scene.town, [single("怎么回？", "B", "入营"), single("再问？", "B", "入营")], camp=2)
    scene.manager.tells("设置 入营题 2 标签=入营")
    scene.manager.confirms("招募 表单\n你的岗位？ [单选] 新员工/骨干")
    scene.manager.tells("招募 开")
    scene.learner.tells("申请 二营")
    scene.learner.tells("B")
    scene.learner.tells("申请 交")


def _warned(scene: Scene) -> None:
    other = scene.town.learner("李主管")
    other.tells("积分")
    scene.manager.tells("角色 李主管 经理")
    scene.manager.confirms("群规 按时打卡；不发广告")
    scene.manager.tells("巡查 词 G2 加V")
    scene.learner.chats("加V看股票")
    scene.manager.tells("处理 M1 警告 发广告")
    scene.learner.tells("申诉 M1")


def _near(scene: Scene) -> None:
    scene.knows()
    scene.learner.tells("提问 客户嫌报价太高怎么回")


def _archives(scene: Scene) -> None:
    event = scene.manager.event(Kind.SAID, "/归档", scene.manager.private)
    scene.town.hear(replace(event, data={"to_us": True, "quote": Quote("先问与谁比，再拆三年总成本")}))


def _file(scene: Scene, name: str, content: bytes, who: Somebody) -> Heard:
    scene.town.squares[who.channel].files[name] = content
    return who.tells("", files=(FileRef(name, len(content), name),))


QUESTIONS = {
    "todo.words": Question(_cared_for, "联系 聊了近况", "由你跟进", by="manager"),
    "homework.gather": Question(_homework, "又一段", "文字2段", TALK | HALF_AN_HOUR),
    "tool_packs.content": Question(_tool, "https://example.com/a", "“提问清单”跟着作业《拜访提纲》发", by="manager"),
    "homework.remark": Question(_to_rate, "结构清楚", "评好了", TALK),
    "mentors.line": Question(_week_filled, "周三那次漏了", "这周填好了"),
    "mentors.why": Question(_pair_ends, "换了部门", "结对结束了"),
    "cases.part": Question(lambda s: s.learner.tells("案例 写"), "客户第三次嫌贵", "2/4", TALK | HALF_AN_HOUR),
    "recruiting.answer": Question(_recruiting, "B", "2/2 为什么来", TALK | HALF_AN_HOUR),
    "recruiting.quiz_answer": Question(_entry_quiz, "B", "入营题 2/2", TALK | HALF_AN_HOUR),
    "moderation.why": Question(_warned, "是课程资料链接", "已交给另一位经理"),
    "roi.term": Question(
        lambda s: s.manager.tells("ROI"), "8万 9.8万 2 45 36万", "TE＝1,260,000", TALK | HALF_AN_HOUR, by="manager"
    ),
    "feedback.marks": Question(_to_rate_colleagues, "4", "收到", TALK | HALF_AN_HOUR),
    "outcomes.expected": Question(
        lambda s: s.manager.tells("成效 期望 开始=2026-06-01 结束=2026-06-30 出资人=李总"),
        "5% 利润额",
        "期望培训让成本变化百分之几",
        TALK | HALF_AN_HOUR,
        by="manager",
    ),
    "spot_checks.answer": Question(_drawn, "账期和折扣变了", "T1 收到了"),
    "my_goals.evidence": Question(_goal, "客户签了", "达成了"),
    "retro.field": Question(_retro, "拜访了3家", "2/3 卡点", TALK),
    "lessons.how": Question(_used, "今天问了客户和谁比，他说是去年的报价", "已应用，记下了"),
    "lessons.comment": Question(_rated, "案例再多一点就好了", "转给作者"),
    "import_export.pasted": Question(lambda s: s.manager.tells("导入 题库"), BANK, "试读", TALK, by="manager"),
    "import_export.confirm": Question(
        lambda s: _file(s, "题库.csv", BANK.encode(), s.manager), "导入", "已导入", TALK, by="manager"
    ),
    "import_export.which": Question(
        lambda s: _file(s, "表.csv", "甲,乙\n一,二\n".encode(), s.manager), "题库", "没看出", TALK, by="manager"
    ),
    "checkin.picture": Question(_pictures, lambda s: _file(s, "图.jpg", b"jpeg", s.learner), "✅", TALK),
    "surveys.answer": Question(_survey, "挺好", "2/2", TALK | HALF_AN_HOUR | A_DAY),
    "polls.ballot": Question(_poll, "A", "已投出", TALK | HALF_AN_HOUR | A_DAY),
    "exam.answer": Question(_exam, "B", "第2/2题", TALK | HALF_AN_HOUR | A_DAY),
    "contest.still": Question(_late_contest, "开", "已在", by="manager"),
    "qa.shown": Question(_found, "1", "先问与谁比", TALK),
    "qa.question": Question(_archives, "客户嫌报价高怎么回", "K-0001", by="manager"),
    "qa.unsolved": Question(_near, "没解决", "这个问题会发到营里", TALK),
    "my_data.sure": Question(lambda s: s.learner.tells("删除我的数据 继续"), "彻底删除", "已删除"),
    "drafts.waiting": Question(
        lambda s: s.manager.tells("群规 不发广告；按时打卡"), "发出", "群规", TALK | HALF_AN_HOUR, by="manager"
    ),
}


def _nothing(scene: Scene, who: Somebody) -> None: ...


def _command(scene: Scene, who: Somebody) -> None:
    assert "积分" in who.tells("积分")


def _press(scene: Scene, who: Somebody) -> None:
    assert "还没有" in str(scene.town.hear(who.event(Kind.PRESSED, "流水", who.private)))


BETWEEN: dict[str, Callable[[Scene, Somebody], None]] = {
    "nothing": _nothing,
    "a command": _command,
    "a press": _press,
    "half an hour": lambda scene, who: scene.town.pass_(minutes=31),
    "a day": lambda scene, who: scene.town.pass_(hours=24, minutes=1),
    "a restart": lambda scene, who: scene.town.restart(),
}


def test_every_step_of_ours_stands_in_the_table() -> None:
    assert QUESTIONS.keys() == Router(find_features(), "小助").steps.keys()


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("step", QUESTIONS)
def test_a_question_waits_for_its_answer_as_long_as_it_should(either_town: Town, step: str, between: str) -> None:
    town = either_town
    manager = town.opened()
    manager.tells("积分")
    learner = town.learner("林晓")
    learner.tells("积分")
    scene, asked = Scene(town, manager, learner), QUESTIONS[step]
    asked.opens(scene)
    who = manager if asked.by == "manager" else learner
    waiting = [row.step for row in town.look(select(dialogs.dialog.c.step))]
    assert waiting == [step], waiting
    BETWEEN[between](scene, who)
    said = who.tells(asked.answer) if isinstance(asked.answer, str) else asked.answer(scene)
    assert said
    assert (asked.taken in said) is (between in ALWAYS | asked.outlives), said


@pytest.mark.parametrize("step", QUESTIONS)
def test_one_cancel_ends_a_question_and_names_it(either_town: Town, step: str) -> None:
    town = either_town
    manager = town.opened()
    manager.tells("积分")
    learner = town.learner("林晓")
    learner.tells("积分")
    scene, asked = Scene(town, manager, learner), QUESTIONS[step]
    asked.opens(scene)
    who = manager if asked.by == "manager" else learner
    said = who.tells("取消")
    assert "先放下" in said and "{" not in said and "None" not in said
    assert town.look(select(dialogs.dialog.c.step)) == []
    assert "没有等你回答的问题" in who.tells("取消")
