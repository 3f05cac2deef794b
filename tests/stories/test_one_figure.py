"""A figure is one number wherever it stands: digest, dashboard, desk, week's rate, targets, report, goals, prizes, bills and records, held against
the registry of named figures over a week that was lived."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.messages import Kind
from bot.named_figures import FIGURES, Measured
from bot.parts import File
from storage.bills import bill
from storage.connection import Db
from storage.events import attendance, events
from storage.kept_figures import kept_figure
from tests.desk import asks, cells
from tests.engines import on_sqlite
from tests.quiz import write
from tests.stories.test_figures import SINCE, UNTIL, Lived
from tests.town import ZONE, Heard, Town

MONDAY, SUNDAY = date(2026, 5, 4), date(2026, 5, 10)
OVER_DAYS = ("rate", "daily_active", "lessons", "tests", "accepted", "answered_in", "events")
TARGET = {
    "rate": "打卡率", "daily_active": "日活率", "lessons": "微课完成率", "tests": "测验均分", "accepted": "采纳率",
    "answered_in": "首答中位小时", "events": "活动到场率",
}  # fmt: skip
IN_WORDS = {
    "rate": r"打卡：\d+/\d+=([\d.]+%)",
    "daily_active": r"日活率：(?:工作日 )?([\d.]+%)",
    "lessons": r"微课：学完 \d+/\d+=([\d.]+%)",
    "tests": r"测验均分：([\d.]+)",
    "answered_in": r"中位([\d.]+)工作小时",
    "events": r"活动：到场 \d+/\d+=([\d.]+%)",
}
"""How digest and dashboard print them; of the questions they say how many were asked and accepted."""


class LivedWithAnEvent(Lived):
    """The same week, with a goal and a prize from its beginning, an event at its end and somebody who left in the middle of it."""

    def _week(self) -> None:
        self.town.go_to("5/4", "08:00")
        self.owner.tells("设目标 短期 人人都打卡 指标=打卡 数=30次 截止=5/30")
        self.owner.confirms("奖项 加 打卡王 每周 按=打卡 前=3 并列=都给")
        super()._week()
        self._keep(self._event)
        with self.town.database.engine.begin() as connection:
            connection.exec_driver_sql(
                'UPDATE question SET options = \'["问清", "降价"]\', answer = \'[["1", ""], ["0", ""]]\''
            )

    def _event(self, db: Db) -> None:
        """Two of three came."""
        host = self.member("王岚")
        rules: Any = {"title": "谈判分享", "kind": "sharing", "starts_at": datetime(2026, 5, 8, 19, tzinfo=ZONE), "minutes": 60}
        rules |= {"brief": "", "place": "", "link": "", "speaker": "", "speaker_id": None, "host_id": host}
        rules |= {"topics": [], "tag": None, "required": False, "seats": None}
        number = events.hold(db, 1, by=host, at=self.town.clock.now(), **rules)
        assert number is not None
        for name in ("林晓", "周航"):
            attendance.sign_in(db, number, self.member(name), late=False, at=rules["starts_at"])
        db.run(update(attendance.attendance).values(expected=True))
        absent = {"event_id": number, "membership_id": self.member("陈默"), "state": "absent", "expected": True}
        db.run(insert(attendance.attendance), **absent, at=rules["starts_at"])
        events.close(db, number, 3, at=rules["starts_at"] + timedelta(hours=1))


@pytest.fixture
def week(either_town: Town) -> LivedWithAnEvent:
    return LivedWithAnEvent(either_town)


def of_registry(week: Lived) -> dict[str, Measured]:
    inputs = {"first": f"{MONDAY}", "last": f"{SUNDAY}", "now": week.town.clock.now().isoformat()}
    return write(week.town, lambda db: {name: FIGURES[f"digest.{name}"].query(db, 1, inputs) for name in OVER_DAYS})


def printed(name: str, found: Measured) -> str:
    said = FIGURES[f"digest.{name}"].shown(found)
    return said if isinstance(said, str) else said.to("zh")


@on_sqlite
def test_a_named_figure_is_the_same_wherever_it_stands(week: LivedWithAnEvent) -> None:
    town, owner = week.town, week.owner
    found = of_registry(week)
    assert [name for name in OVER_DAYS if found[name].value is None] == [], "nothing is held against nothing"
    kept = {row.name: row for row in town.look(select(kept_figure)) if row.report == f"digest {MONDAY}"}
    for name, one in found.items():
        row = kept[f"digest.{name}"]
        assert (Fraction(row.value), row.n) == (one.value, one.n), ("published", name)
    for home in ("周报", "看板 上周"):
        said = str(owner.tells(home))
        for name, pattern in IN_WORDS.items():
            assert re.findall(pattern, said)[:1] == [printed(name, found[name])], (home, name)
        asked, accepted = (int(n) for n in re.findall(r"(\d+)问(\d+)采纳", said)[0])
        assert Fraction(accepted, asked) == found["accepted"].value, home
    _at_the_desk(week, found)
    rate = found["rate"]
    assert rate.value is not None
    said = owner.tells("周完成率 上周")
    assert f"应打卡{rate.n}人次" in said and f"已完成{rate.value * rate.n}，{printed('rate', rate)}" in said
    _as_targets(week, found)


def _at_the_desk(week: Lived, found: dict[str, Measured]) -> None:
    rows = cells(asks(week.town, week.owner, "reports"), "weeks")
    row = next(one for one in rows if "5/4" in str(one[0]) or "05-04" in str(one[0]))
    shares = [(one[0], one[1]) for one in row if isinstance(one, list) and len(one) == 2]
    for name in ("rate", "daily_active", "lessons"):
        value = found[name].value
        assert value is not None and any(whole and Fraction(part, whole) == value for part, whole in shares), (name, row)
    assert found["tests"].n in row and found["accepted"].n in row


def _as_targets(week: Lived, found: dict[str, Measured]) -> None:
    """Somebody aims at each: what there is of it, in chat and in the report."""
    town, owner = week.town, week.owner
    for name, word in TARGET.items():
        unit = "%" if "%" in printed(name, found[name]) else ""
        assert "设好了" in owner.tells(f"目标 加 {word} 基线=1{unit} 目标=2{unit} 截止=5/20"), name
    with town.database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE target SET since = '{MONDAY}', due = '{SUNDAY}'")
    for home in ("目标", "柯氏报告"):
        said = str(owner.tells(home))
        for name, word in TARGET.items():
            now = re.findall(rf"{word}：基线.+?现在([\d.]+%?)", said)
            shown = printed(name, found[name])
            assert now and _number(now[0]) == _number(shown), (home, name, now, shown)


def _number(words: str) -> Fraction:
    return Fraction(words.removesuffix("%"))


@on_sqlite
def test_what_is_counted_of_people_adds_up_to_what_is_counted_of_the_camp(week: LivedWithAnEvent) -> None:
    town, owner = week.town, week.owner
    rate = of_registry(week)["rate"]
    assert rate.value is not None
    done = int(rate.value * rate.n)
    assert f"打卡 {done}/30次" in owner.tells("设目标"), "the goal counts the same stamps"
    assert re.findall(r"打卡 (\d+)/30次", str(owner.tells("周报"))) == [str(done)], "and the digest says the same of it"
    people = (week.lin, week.zhou, week.chen, week.qian, week.zhao)
    for person in people:
        person.tells("学习账单 上周")
    bills = [row.figures for row in town.look(select(bill).where(bill.c.first == MONDAY))]
    assert sum(one["stamps"] for one in bills) == done and sum(one["expected"] for one in bills) == rate.n
    given = owner.tells("待办 F")
    assert f"{max(one['stamps'] for one in bills)}" in given, "the prize goes by the same number"
    _points(week, {row.membership_id: row.figures for row in town.look(select(bill).where(bill.c.first == MONDAY))})
    records = _statements(owner.tells("导出 xapi 5/4-5/10"), town)
    verbs = [one["verb"]["id"].rsplit("/", 1)[-1] for one in records]
    lessons = "SELECT count(*) FROM lesson_done WHERE at >= :since AND at < :until"
    assert verbs.count("completed") >= week.number(lessons, since=SINCE, until=UNTIL) > 0
    assert sum(one["learned"] for one in bills) == week.number(lessons, since=SINCE, until=UNTIL)
    assert verbs.count("attended") == week.number("SELECT count(*) FROM attendance WHERE state IN ('present', 'late')") == 2


def _points(week: Lived, bills: dict[int, dict[str, Any]]) -> None:
    board = str(week.owner.tells("排行榜"))
    for person, name in ((week.lin, "林晓"), (week.zhou, "周航")):
        points = bills[week.member(name)]["points"]
        assert f"积分：{points}" in person.tells("积分")
        assert f"积分：{points}（" in week.owner.tells(f"看板 {name}")
        assert re.search(rf"{name}\D+{points}", board), board


def _statements(said: Heard, town: Town) -> list[dict[str, Any]]:
    (file,) = [part for post in said.posts for part in post.parts if isinstance(part, File)]
    return [json.loads(line) for line in town.app.files.read(file.file).decode().splitlines()]


def test_who_leaves_takes_nothing_from_a_goal(town: Town) -> None:
    """What was done was done: a goal goes by those who were there when it was set, and a goal set later does not count what they did before."""
    owner, ann, bob = town.somebody("王岚"), town.learner("何琳"), town.learner("林晓")
    for person in (ann, bob):
        person.says("打卡")
    owner.tells("设目标 短期 人人都打卡 指标=打卡 数=10次 截止=6/5")
    town.pass_workdays(1)
    for person in (ann, bob):
        person.says("打卡")
    assert "打卡 2/10次" in owner.tells("设目标")
    town.pass_workdays(1)
    town.hear(ann.event(Kind.LEFT, "", town.at("telegram", town.group)))
    assert "打卡 2/10次" in owner.tells("设目标")
    town.pass_workdays(1)
    owner.tells("设目标 短期 人人都打卡 指标=打卡 数=10次 截止=6/5")
    assert "打卡 0/10次" in owner.tells("设目标")


def test_the_table_of_homes_names_every_figure_over_days() -> None:
    """Whoever registers another says where it stands."""
    assert {name for name, one in FIGURES.items() if one.is_over_days} == {f"digest.{name}" for name in OVER_DAYS}
    assert TARGET.keys() == set(OVER_DAYS) and IN_WORDS.keys() == set(OVER_DAYS) - {"accepted"}
