"""What takes long is given to who may have it when it is there, not to who might when they asked."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import select

from bot.feature import Role
from bot.messages import FileRef
from bot.parts import File
from storage import exams, memberships, tasks
from storage.connection import Db
from tests.engines import postgresql_in_journeys
from tests.quiz import fill, single, write
from tests.town import Somebody, Town

ASKED = (
    "看板 本周 xlsx",
    "看板 名单",
    "看板 留存",
    "柯氏报告",
    "周报 xlsx",
    "导出 成员",
    "导出 人事",
    "导入 成员 模板",
    "题库 统计",
    "结果 E1 导出",
    "结果 S1 导出",
    "结果 P1 导出",
    "彩排 7天",
    "重新判分 Q001",
    "预警 加 掉队 打卡率<60 1周",
    "作业 导出 拜访提纲",
    "勋章 新建 七日连签 连续打卡>=7",
)
ROSTER = "姓名,账号,角色\n新来的,telegram:9001,学员\n写错的,,学员\n".encode()
ASKED_BY_NOBODY = {
    "badges.award": "tells those it concerns what is theirs",
    "ballots.forget": "says nothing to anybody",
    "bank.judge": "was allowed when it was pressed; it tells those it concerns",
    "bank.settle": "tells those it concerns what is theirs",
    "bill.make": "a learner's own",
    "certificates.judge": "a badge's own words, to whoever sent it",
    "certificates.make": "to those they are about, and how far it is to whoever was allowed to issue them",
    "contest.podium": "stands in the rooms",
    "digest.weekly": "the camp's, by its rhythm",
    "events.ics": "what everybody may know",
    "events.keep": "was allowed when it was sent; it tells who sent it where it did not arrive",
    "events.month": "what everybody may know",
    "homework.keep": "a learner's own",
    "lessons.each": "by the camp's rhythm",
    "lessons.hurry": "by the camp's rhythm",
    "lessons.keep": "a learner's own",
    "lessons.late": "by the camp's rhythm",
    "moderation.read_codes": "says nothing to whoever sent the picture; what it finds is the managers'",
    "lessons.weak": "by the camp's rhythm",
    "lessons.whom": "by the camp's rhythm",
    "my_data.collect": "a person's own",
    "my_data.find": "says nothing to anybody",
    "my_data.rewrite": "says nothing to anybody",
    "path.differing": "says nothing to anybody",
    "path.pause": "says nothing to anybody",
    "records.mine": "a learner's own",
    "qa.alike": "at night; the managers of the morning after are told",
    "qa.behind": "counts on in a message that stands already",
    "qa.label": "says nothing to anybody",
    "retention.aged": "says nothing to anybody",
    "retention.files": "says nothing to anybody",
}
ASKS_FOR_ITSELF = {
    "import_export.part": "stops, and says how far it came",
    "import_export.pause": "what is half taken back is taken back to its end",
    "portraits.radar": "one's own is one's own, another's is the managers'",
    "polls.book": "its author may have it, and managers",
    "surveys.book": "its author may have it, and managers",
}


def test_every_task_says_whose_its_result_is(town: Town) -> None:
    """One with no role is nobody's secret, or looks itself."""
    open_ = {name for name, role in town.app.router.task_roles.items() if role is Role.ANYONE}
    assert open_ == ASKED_BY_NOBODY.keys() | ASKS_FOR_ITSELF.keys()


def lived(town: Town) -> Somebody:
    """A second manager, whom there is something of everything for; the form and the poll are the owner's."""
    owner = town.opened()
    learner, deputy = town.learner("林晓"), town.learner("何琳")
    owner.tells("角色 何琳 经理")
    owner.confirms("问卷 试 实名\n评 [1-5]")
    owner.confirms("投票 周五去哪？ 爬山/唱歌/火锅")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    fill(town, [single("客户嫌贵怎么回？")])
    write(town, lambda db: _sat(town, db))
    learner.says("打卡")
    town.go_to("5/11", "10:00")
    return deputy


def _sat(town: Town, db: Db) -> None:
    rules: dict[str, Any] = {
        "tag": None,
        "questions": 1,
        "pass_mark": 80,
        "attempts": 2,
        "minutes": None,
        "form": None,
        "until": None,
    }
    exam = exams.open_exam(db, 1, "阶段一", "exam", **rules, at=town.clock.now())
    member = next(one for one in memberships.members(db, 1) if one.name == "林晓")
    sitting = exams.sit(db, 1, member.id, [1], at=town.clock.now(), exam_id=exam)
    exams.end(db, sitting, at=town.clock.now())
    exams.score(db, sitting, Fraction(1))


@postgresql_in_journeys
def test_who_has_lost_the_role_meanwhile_gets_a_sentence_instead(either_town: Town) -> None:
    town = either_town
    deputy = lived(town)
    given = [post for says in ASKED for post in deputy.tells(says).posts if any(isinstance(part, File) for part in post.parts)]
    assert len(given) >= 7
    town.squares["telegram"].files["成员.csv"] = ROSTER
    deputy.tells("", files=(FileRef("成员.csv", len(ROSTER), "成员.csv"),))
    deputy.tells("下载错误表")
    deputy.tells("导入")
    asked = [row for row in town.look(select(tasks.task)) if row.name not in ASKED_BY_NOBODY and row.direct]
    assert {row.name for row in asked} >= town.app.router.task_roles.keys() - ASKED_BY_NOBODY.keys() - {
        "bank.picture",
        "camp_templates.copy",
        "invitations.qr",
        "exam.baseline",
        "import_export.pause",
        "import_export.read_pasted",
        "judging.book",
        "lessons.attach",
        "portraits.radar",
        "tool_packs.keep",
    }
    square, before = town.squares["telegram"], len(town.squares["telegram"].posts)
    write(town, lambda db: _asked_again_and_demoted(town, db, asked))
    town.restart()
    told = [post for post in square.posts[before:] if post.room == deputy.private.room]
    assert not [post for post in told if any(isinstance(part, File) for part in post.parts)]
    assert len(told) == len(asked)
    assert all("你现在的角色不能" in str(post) or "要由发起人" in str(post) or "给发起人" in str(post) for post in told)


def _asked_again_and_demoted(town: Town, db: Db, asked: list[Any]) -> None:
    """The same work is asked for by a manager who is none when it is done."""
    for row in asked:
        at = town.at(row.channel, row.room)
        place = type(at)(at.channel, at.room, direct=True)
        tasks.ask(db, row.name, row.payload, at=town.clock.now(), person=row.person_id, camp=row.camp_id, place=place)
    deputy = next(one for one in memberships.members(db, 1) if one.name == "何琳")
    memberships.appoint(db, 1, deputy, "learner")
