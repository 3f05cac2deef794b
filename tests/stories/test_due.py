"""A due row carries its camp: what is put on the agenda in a camp is done in it, also when a delivery puts it there again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from scheduler.runner import Runner
from storage import agenda
from storage.connection import Db
from tests.town import Town

ROWS = select(agenda.agenda.c.job, agenda.agenda.c.subject, agenda.agenda.c.camp_id)


def test_everything_a_camp_plans_names_it(either_town: Town) -> None:
    town = either_town
    owner, lin = town.opened(), town.learner("林晓")
    owner.confirms("投票 周五去哪？ 爬山/看展 截止=5/8 18:00")
    owner.confirms("问卷 柯氏一级 匿名")
    owner.confirms("投票 开始=每周一 9:00 本周想学什么？ 谈判/洞察 时长=2天")
    lin.says("提醒 明天 9:00 交计划")
    lin.says("提问 客户嫌贵怎么回？ #异议")
    rows = {(row.job, row.subject): row.camp_id for row in town.look(ROWS)}
    assert {"polls.close", "polls.open", "surveys.close", "reminders.ring", "qa.overdue"} <= {job for job, _ in rows}
    assert {key for key, camp in rows.items() if camp is None} == {
        (job, "house:0") for job in ("housekeeping.tidy", "my_data.rewrite", "retention.sweep")
    }
    assert set(rows.values()) == {1, None}


def test_a_row_planned_again_by_nobody_stays_its_camps(either_town: Town) -> None:
    town, moment = either_town, either_town.clock.now() + timedelta(days=9)
    town.opened()

    def plan(db: Db) -> list[int | None]:
        agenda.plan(db, "exam.timeout", "ask:1", moment, camp=1)
        agenda.plan(db, "exam.timeout", "ask:1", moment - timedelta(days=1))
        agenda.plan(db, "exam.timeout", "ask:2", moment)
        return [row.camp for row in agenda.due(db, moment, 999) if row.job == "exam.timeout"]

    async def write() -> list[int | None]:
        return await town.database.transact(plan)

    assert town.run(write()) == [1, None]


def test_two_camps_are_kept_apart(town: Town) -> None:
    """The same moment, two camps, one person in both: each is told what rings in its own."""
    owner = town.somebody("王岚")
    town.group = "群二"
    second = town.somebody("王岚")
    assert "开好了" in second.says("开营 乙营")
    owner.says("提醒 明天 9:00 甲营的事", room="群一")
    second.says("提醒 明天 9:00 乙营的事", room="群二")
    rows = {(row.subject, row.camp_id) for row in town.look(ROWS) if row.job == "reminders.ring"}
    assert {camp for _, camp in rows} == {1, 2} and isinstance(town.app.runner, Runner)
    before = len(town.squares["telegram"].posts)
    town.go_to("5/7", "09:01")
    said = {
        (post.room, word) for post in town.squares["telegram"].posts[before:] for word in ("甲营", "乙营") if word in str(post)
    }
    assert said == {("群一", "甲营"), ("群二", "乙营")}
