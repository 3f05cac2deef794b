"""A camp with more than sixty of each thing that stands in a list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, update

from bot.messages import Address, FileRef, Lane
from bot.parts import Text
from handlers.quiz.bank.questions import Question, Short
from storage import (
    answers,
    archive,
    asks,
    audit,
    badges,
    bank,
    behaviours,
    care,
    cases,
    drafts,
    exams,
    heat,
    joining,
    kpi,
    lessons,
    memberships,
    onboarding,
    outbox,
    path,
    points,
    promotion,
    retro,
    roi,
    shop,
    targets,
    templates,
    tickets,
    tool_packs,
    topics,
)
from storage.channels.web import invitations
from storage.connection import Db
from storage.events import events, rounds, signups
from storage.homework.assignments import set_homework
from storage.mentors import pairs, weeks
from storage.path import Need, StageSpec
from storage.promotion import LevelNeed
from storage.schema import Instant
from storage.targets import TargetVersion
from tests.quiz import fill, single, write
from tests.town import Somebody, Town

MANY = 65
LOSE = (
    update(outbox.outbox)
    .where(outbox.outbox.c.id == bindparam("message"))
    .values(settled_at=bindparam("at", type_=Instant), outcome="failed")
)
HELD: dict[str, Any] = {
    "kind": "sharing",
    "brief": "",
    "minutes": 60,
    "place": "",
    "link": "",
    "speaker": "",
    "speaker_id": None,
    "topics": (),
    "tag": None,
    "required": False,
    "seats": None,
}
"""An event nobody said more of than when it is."""
BARE: dict[str, Any] = {"brief": "", "tag": None, "until": None, "late": "mark", "peers": 0, "rubric": ()}
"""Rules of homework that has none."""
COURSES = {
    "课程.csv": "标题,技能\n" + "\n".join(f"第{n}节课,先问{n}" for n in range(1, MANY + 1)),
    "必修.csv": "标题,技能,必修\n" + "\n".join(f"必修{n}号,先看{n},是" for n in range(1, MANY + 1)),
}
"""One that is to come, and one that has come and nobody has learned."""


def crowded(town: Town) -> Somebody:
    """The camp's owner, who is also its only expert; everything was done by or to the learners 学员1 … 学员65."""
    owner = town.somebody("王岚")
    owner.tells("积分")
    owner.confirms("群规 不发广告；每个工作日打卡")
    town.learners(MANY)
    for name, table in COURSES.items():
        town.squares["telegram"].files[name] = table.encode()
        owner.tells("", files=(FileRef(name, len(table.encode()), name),))
        assert "已导入" in owner.tells("导入")
    for n in range(1, MANY + 1):
        owner.tells(f"提醒 5/29 9:{n % 60:02} 第{n}件")
    owner.confirms("问卷 试 实名\n评 [1-5]")
    owner.confirms("投票 周五去哪？ 爬山/唱歌/火锅")
    fill(town, [single(f"客户说第{n}句怎么回？") for n in range(1, MANY + 1)])
    fill(town, [Question("第零问怎么答？", Short("先问清"))])
    write(town, lambda db: _filled(town, db))
    for n in range(1, MANY + 1):
        owner.tells(f"题库 Q{n:03} 答案 C")
    return owner


def _filled(town: Town, db: Db) -> None:
    now, today = town.clock.now(), town.now.date()
    learners = [member for member in memberships.members(db, 1) if member.role == "learner"]
    assert len(learners) == MANY
    (owner,) = [member for member in memberships.members(db, 1) if member.role == "owner"]
    for n in range(1, MANY + 1):
        invitations.make(db, 1, owner.person, f"邀请群{n}", seats=20, until=now + timedelta(days=7), at=now)
    subject = topics.open_topic(db, 1, "最难接的一句话", by=owner.person, at=now, until=now + timedelta(days=9))
    stock = bank.everything(db, 1)
    short, choices = stock[-1], stock[:-1]
    rules: dict[str, Any] = {
        "tag": None,
        "questions": 1,
        "pass_mark": 80,
        "attempts": 2,
        "minutes": None,
        "form": None,
        "until": None,
        "at": now,
    }
    tests = [exams.open_exam(db, 1, name, "exam", **rules) for name in ("阶段一", "阶段二")]
    to_come, *_ = coming = lessons.everything(db, 1)
    for lesson in coming:
        if lesson.title.startswith("必修"):
            lessons.push(db, 1, lesson.id, today, today, at=now)
    path.put(db, 1, [StageSpec(f"第{n}站", (Need("checkin", "", n),)) for n in range(1, MANY + 1)], at=now)
    first = 0
    changed = archive.add(db, 1, "这条改过很多回吗", "第0稿", person=None, source="import", at=now)
    onboarding.plan(db, 1, [(30, "none", None), (30, "signoff", None)], at=now)
    written: dict[str, Any] = {"track": promotion.POST, "rank": 1, "version": 1, "by": owner.person, "at": now}
    promotion.put(db, 1, "顾问", "顾问", needs=[LevelNeed("lessons", "", 1)], **written)
    aimed = TargetVersion(
        1, 0, "第1项指标", None, "NPS", None, Decimal(50), "", today, today + timedelta(days=90), owner.id, "", now, False
    )
    looked_back = retro.open_retro(db, 1, today, None, at=now)
    for _ in range(1, MANY):
        ended = pairs.offer(db, 1, learners[0], owner, 8, ["先问参照"], by=owner.person, at=now)
        pairs.end(db, ended or 0, by=None, why=None, at=now)
    for n, one in enumerate(learners, 1):
        lessons.learn(db, 1, one.id, to_come.id, at=now)
        lessons.apply(db, one.id, to_come.id, f"用在第{n}位客户", at=now)
        changed = archive.revise(db, changed, changed.question, f"第{n}稿", (), by=one.person, at=now)
        said = {"category": "learning", "reason": "award", "source": f"crowd:{n}", "note": f"第{n}笔"}
        points.earn(db, 1, learners[0].id, 1, at=now, **said)
        audit.note(db, 1, one.person, "tag", {"person": one.person, "change": f"+第{n}条"}, at=now)
        tickets.ask(db, 1, one.person, f"第{n}号客户嫌贵怎么回", due=None, at=now)
        topics.reply(db, subject or 0, one.id, f"第{n}句", counts=True, at=now)
        cases.write(
            db, 1, learners[0].id, f"第{n}个案例", ["情境", "任务", "行动", "结果"], [f"第{n}圈"], f"第{n}个案例", at=now
        )
        targets.keep(db, 1, aimed._replace(number=n, metric=f"第{n}项指标"), by=owner.person)
        if n > 1:
            targets.keep(db, 1, aimed._replace(aim=Decimal(50 + n)), by=owner.person)
        drafts.keep(
            db, 1, owner.person, f"群规 第{n}份草稿", place="", as_host=False, said_at=now, until=now + timedelta(days=9)
        )
        senior: dict[str, Any] = {**written, "rank": 2, "version": n}
        asks_more = promotion.put(db, 1, "资深顾问", "资深顾问", needs=[LevelNeed("lessons", "", n)], **senior)
        promotion.end(db, asks_more or 0, at=now)
        kept = (f"第{n}份清单", f"第{n}份清单", "先查", (), f"第{n}份清单")
        templates.add(db, 1, "checklist", *kept, by=one.person, at=now)
        link = f"https://example.com/{n}"
        tool = tool_packs.keep(db, 1, "lesson", str(to_come.id), f"第{n}份工具", link=link, by=one.person, at=now)
        tool_packs.attach(db, tool, at=now)
        five = (Decimal(80000), Decimal(98000), Decimal(2), 45, Decimal(360000))
        month = date(2020 + n // 12, 1 + n % 12, 1)
        roi.keep(db, 1, month, amounts=five, gate=150, basis=None, stated="", by=one.person, at=now)
        of_east = ("", None, "华东", month, "45")
        said_of = [kpi.FigureRow(f"第{n}个指标", f"第{n}个指标", *of_east)]
        said_of += [kpi.FigureRow("很多个月", "很多个月", *of_east)]
        kpi.write(db, 1, "kpi", kpi.begin(db, 1, "kpi", "业绩.xlsx", one.person, at=now), said_of, at=now)
        entry = archive.add(db, 1, f"第{n}种异议怎么回", f"先问第{n}句", person=None, author="何琳", source="import", at=now)
        heat.note(db, entry.id, one.person, "view", today)
        made = badges.make(db, 1, f"第{n}种勋章", f"第{n}种勋章", rule=None, by=1, at=now)
        assert made is not None
        badges.give(db, made, learners[0].id, source="crowd", at=now, told=True)
        badges.give(db, 1, one.id, source="crowd", at=now, told=True)
        listed: dict[str, Any] = {"price": 1, "purse": "points", "stock": None, "per_person": None, "award": None}
        item = shop.offer(db, 1, f"第{n}种礼物", f"第{n}种礼物", by=1, at=now, **listed)
        gift = shop.find_item(db, 1, item or 0)
        assert gift is not None
        shop.hand_over(db, shop.order(db, gift, learners[0].id, left=0, at=now), by=None, at=now)
        archive.teach(db, 1, f"术语{n}号", by=one.person, at=now)
        held: dict[str, Any] = {**HELD, "title": f"第{n}场活动", "starts_at": now + timedelta(days=3, minutes=n)}
        number = events.hold(db, 1, by=one.id, at=now, host_id=one.id, **held)
        assert number is not None
        first = number if n == 1 else first
        signups.sign_up(db, first, one.id, at=now)
        often: dict[str, Any] = {"on_rest_day": "same", "tag": None, "names": (), "by": owner.person, "at": now}
        behaviours.add(db, 1, f"第{n}项行为", f"第{n}项行为", "weekly", 1, **often)
        retro.write(db, looked_back or 0, one.id, "did", f"拜访了第{n}家", at=now)
        pairs.offer(db, 1, one, owner, 8, ["先问参照"], by=owner.person, at=now)
        weeks.ask(db, MANY, date(2026, 5, 4) + timedelta(7 * n), today, at=now)
        set_homework(db, 1, f"第{n}份作业", **BARE, by=one.id, at=now)
        joining.ask(db, 1, "telegram", "group", f"new{n}", f"新人{n}", at=now)
        care.flag(db, 1, one.id, [["R4", {"days": "5/4"}]], on=today, due_on=date(2026, 5, 29))
        outbox.put(db, None, [Text.of("有话说")], Lane.PUSH, at=now, person=one.person)
        lost = outbox.put(
            db, Address("telegram", f"@{n}", direct=True), [Text.of("没到")], Lane.PUSH, at=now, person=one.person
        )
        db.run(LOSE, message=lost, at=now)
        _answered(db, learners[0].id, choices[n - 1], now, right=False)
        graded = exams.sit(db, 1, one.id, [short.id], at=now, exam_id=tests[0], attempt=2)
        _answered(db, one.id, short, now, right=None, sitting=graded)
        exams.end(db, graded, at=now)
        for test in tests:
            sitting = exams.sit(db, 1, one.id, [choices[0].id], at=now, exam_id=test)
            exams.end(db, sitting, at=now)
            exams.score(db, sitting, Fraction(n, 100))
    round_of: dict[str, Any] = {**HELD, "kind": "qa", "title": "一场问答", "starts_at": now + timedelta(days=5)}
    questions = events.hold(db, 1, by=owner.id, at=now, host_id=owner.id, **round_of)
    assert questions == MANY + 1
    for n, one in enumerate(learners, 1):
        rounds.ask(db, questions, one.id, f"第{n}个问题怎么答", str(n), named=True, at=now)


def _answered(
    db: Db, member: int, stored: bank.Stored, now: datetime, *, right: bool | None, sitting: int | None = None
) -> None:
    """None is an answer that waits for an expert."""
    number = asks.put(db, 1, stored, "exam" if sitting else "drill", at=now, membership=member, sitting=sitting)
    put = asks.look(db, number, None)
    assert put is not None
    answers.give(db, put, member, "沉默", [2], None if right is None else (int(right), 1), at=now)
    asks.close(db, number, at=now)
