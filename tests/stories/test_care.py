"""Eight weeks of forty-five learners (N3): exactly those marked by hand are flagged, nobody twice in five workdays, outcomes by count."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import bindparam, func, insert, select, update

from handlers.digest.care.rules import LearnerFigures, recovered
from scheduler.calendar import Calendar
from storage import answers, asks, bank, checkins, exams, lessons
from storage.care import care
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Day
from tests.town import ZONE, Town

NAMES = select(membership.c.id, person.c.name).select_from(membership.join(person, person.c.id == membership.c.person_id))
LEAVES = update(membership).where(membership.c.id == bindparam("member")).values(left_on=bindparam("day", type_=Day))
NUMBER = select(func.coalesce(func.max(bank.question.c.number), 0) + 1)
FIRST, LAST = date(2026, 5, 6), date(2026, 6, 26)
"""Eight weeks; Friday 19 June is Dragon Boat and nobody's workday."""
MAY = {n: date(2026, 5, n) for n in range(1, 32)}
JUNE = {n: date(2026, 6, n) for n in range(1, 31)}
AT_THE_END = {MAY[8], MAY[9]}
IN_THE_MIDDLE = {MAY[11], MAY[13]}
EVERY_END = {MAY[n] for n in (8, 9, 14, 15, 21, 22, 28, 29)} | {JUNE[n] for n in (4, 5, 11, 12, 17, 18, 25, 26)}
MISSED = {
    **dict.fromkeys(("学员1", "学员2", "学员3"), frozenset(AT_THE_END)),
    **dict.fromkeys(("学员4", "学员5"), frozenset(EVERY_END)),
    **dict.fromkeys(("学员6", "学员7", "学员8"), frozenset(IN_THE_MIDDLE)),  # 4/4, then 3/5
    "学员9": {MAY[12]},  # 4/4, then 4/5: twenty points are no fall
    "学员15": AT_THE_END,  # on leave
    "学员16": {MAY[8], MAY[11]},  # the week between them is over
    "学员19": {JUNE[17], JUNE[18]},  # the last two workdays before the holiday
    "学员20": {JUNE[18]},  # one, and the holiday is none
    "学员21": {JUNE[4], JUNE[5], *(JUNE[n] for n in range(8, 13))},  # then on leave for a week
}
LEAVE = {"学员15": (MAY[8], MAY[9]), "学员21": tuple(JUNE[n] for n in range(8, 13))}
LEFT = {"学员3": date(2026, 5, 13)}
LEARNED = {"学员11": MAY[21], "学员12": MAY[21], "学员18": MAY[20], "学员23": MAY[25]}
"""The day the last lesson was learned."""
SCORES = (
    ("学员11", MAY[21], 55),
    ("学员12", MAY[21], 60),
    ("学员18", MAY[14], 55),
    ("学员11", JUNE[2], 82),
    ("学员23", JUNE[3], 55),
    ("学员23", JUNE[10], 82),
)
"""Who took the exam on which day, one go after the other, and its score."""
TAGGED = (
    ("学员13", MAY[21], 3, 5),
    ("学员14", MAY[21], 7, 10),
    ("学员17", MAY[21], 0, 4),
    ("学员22", JUNE[3], 3, 5),
    ("学员22", JUNE[10], 9, 10),
)
MARKED = {
    date(2026, 5, 11): {**dict.fromkeys(("学员1", "学员2", "学员3", "学员4", "学员5"), "R4")},
    date(2026, 5, 18): {**dict.fromkeys(("学员4", "学员5"), "R4"), **dict.fromkeys(("学员6", "学员7", "学员8"), "R5")},
    date(2026, 5, 25): {**dict.fromkeys(("学员4", "学员5"), "R4"), "学员11": "R1", "学员13": "R6", "学员18": "R1"},
    date(2026, 6, 1): {**dict.fromkeys(("学员4", "学员5"), "R4")},
    date(2026, 6, 8): {**dict.fromkeys(("学员4", "学员5", "学员21"), "R4"), "学员22": "R6", "学员23": "R1"},
    date(2026, 6, 15): {**dict.fromkeys(("学员4", "学员5"), "R4")},
    date(2026, 6, 22): {"学员19": "R4"},
    date(2026, 6, 29): {**dict.fromkeys(("学员4", "学员5"), "R4")},
}
"""Marked by hand: a tag asked four times is not judged, 60 and 70 are enough, a case without a new test stays open, and on 22 June 学员4
and 学员5 were flagged only four workdays before."""


def lived(town: Town) -> Iterator[date]:
    """The log of it with the managers' words in between; stops at the ends of May and of June."""
    town.clock.move(datetime(2026, 4, 30, 1, 0, tzinfo=UTC))
    owner = town.opened()
    town.learners(45)
    owner.tells("积分")
    town.go_to("5/6", "08:00")
    members = {row.name: row.id for row in town.look(NAMES)}
    _keep(town, lambda db: _log(db, members))
    town.go_to("5/11", "10:00")
    assert "由你跟进" in owner.tells("看板 C1 联系 出差了，下周补上") and "由你跟进" in owner.tells("看板 C4 联系 带教老师换了")
    town.go_to("5/13", "10:00")
    _keep(town, lambda db: [db.run(LEAVES, member=members[name], day=day) for name, day in LEFT.items()])
    town.go_to("5/18", "10:00")
    assert "由你跟进" in owner.tells("看板 C8 联系 项目上线")
    town.go_to("6/1", "10:00")
    yield date(2026, 5, 31)
    town.go_to("6/8", "10:00")
    numbers = {(row.name, row.flagged_on): row.id for row in town.look(_CASES)}
    for name in ("学员22", "学员23"):
        assert "由你跟进" in owner.tells(f"处理 Z{numbers[name, date(2026, 6, 8)]} 提醒 这周一起过一遍")
    town.go_to("6/29", "10:00")
    yield date(2026, 6, 30)


_CASES = select(care.c.id, care.c.flagged_on, person.c.name).select_from(
    care.join(membership, membership.c.id == care.c.membership_id).join(person, person.c.id == membership.c.person_id)
)


def _log(db: Db, members: dict[str, int]) -> None:
    """Everything that happens in the eight weeks."""
    lesson = _one_lesson(db)
    exam = exams.open_exam(
        db,
        1,
        "期中",
        role="exam",
        tag=None,
        questions=5,
        pass_mark=80,
        attempts=2,
        minutes=None,
        form=None,
        until=None,
        at=_at(FIRST),
    )
    for name, member in members.items():
        if name == "王岚":
            continue
        for day in Calendar().workdays(FIRST, LAST):
            if day not in MISSED.get(name, ()) and day < LEFT.get(name, date.max):
                db.run(insert(checkins.check_in), camp_id=1, membership_id=member, day=day, kind="stamp", at=_at(day))
    for name, days in LEAVE.items():
        for day in days:
            db.run(insert(checkins.leave), membership_id=members[name], day=day, entered_at=_at(FIRST))
    for name, day in LEARNED.items():
        lessons.learn(db, 1, members[name], lesson, at=_at(day))
    goes = Counter[str]()
    for name, day, score in SCORES:
        goes[name] += 1
        at = {"started_at": _at(day), "ended_at": _at(day)}
        taken = {"exam_id": exam, "attempt": goes[name], "questions": [], "earned": score, "out_of": 100, **at}
        db.run(insert(exams.sitting), camp_id=1, membership_id=members[name], **taken)
    for name, day, right, asked in TAGGED:
        for n in range(asked):
            _answered(db, members[name], f"{name}{day}", n, right=n < right, at=_at(day))


def _one_lesson(db: Db) -> int:
    course = lessons.open_course(db, 1, "课", starts_on=None)
    plain = {"skill": "", "case": "", "body": "", "shown": "[]", "minutes": 1, "required": "yes", "tags": [], "author": ""}
    (saved,) = lessons.save(
        db, 1, [(course.id, "课", {**plain, "title": "课", "apply": False, "question": None}, [])], at=_at(FIRST)
    )
    assert saved is not None
    lessons.push(db, 1, saved.id, FIRST, None, at=_at(FIRST))
    return saved.id


def _answered(db: Db, member: int, name: str, n: int, *, right: bool, at: datetime) -> None:
    words = {"stem": "题", "explanation": "", "words": "", "picture": "", "fingerprint": f"{name}{n}"}
    lists: dict[str, Any] = {"options": [], "answer": [], "tags": ["谈判"]}
    number = db.value(NUMBER)
    asked = {"camp_id": 1, "number": number, "kind": "single", "changed_at": at, **words, **lists}
    question = db.value(insert(bank.question).returning(bank.question.c.id), **asked)
    db.run(insert(bank.question_tag), question_id=question, tag="谈判", camp_id=1)
    put = {"camp_id": 1, "question_id": question, "place": 0, "asked_at": at, "kind": "drill"}
    ask = db.value(insert(asks.ask).returning(asks.ask.c.id), **put)
    said = {"said": "A", "chosen": [0], "earned": int(right), "out_of": 1, "received_at": at}
    db.run(insert(answers.answer), ask_id=ask, membership_id=member, camp_id=1, question_id=question, **said)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), ZONE)


def _keep(town: Town, run: Any) -> None:
    async def transact() -> None:
        await town.database.transact(run)

    town.run(transact())


@pytest.mark.long
def test_exactly_the_marked_are_flagged_and_recovery_is_by_count(empty_town: Town) -> None:
    town = empty_town
    weeks = lived(town)
    next(weeks)
    owner = town.somebody("王岚")
    said = owner.tells("看板 干预")
    assert "6/1–6/1" in said and "已联系：0人" in said and "未联系：2人（恢复 0/2，进行中 2/2）" in said
    said = owner.tells("看板 干预 上月")
    assert "5/1–5/31\n已联系：3人（恢复 2/3：打卡率100%、打卡率100%，进行中 0/3）" in said
    assert "未联系：12人（恢复 3/12：打卡率100%、打卡率100%、打卡率100%，进行中 3/12）\n只是放在一起看" in said
    next(weeks)
    names = {row.id: row.name for row in town.look(NAMES)}
    cases = town.look(select(care).order_by(care.c.id))
    flagged: dict[date, dict[str, str]] = {}
    for case in cases:
        flagged.setdefault(case.flagged_on, {})[names[case.membership_id]] = case.reasons[0][0]
    assert flagged == MARKED
    days: dict[int, list[date]] = {}
    for case in cases:
        days.setdefault(case.membership_id, []).append(case.flagged_on)
    for seen in days.values():
        assert all(Calendar().count(one, another) > 5 for one, another in itertools.pairwise(seen))
    again = ("学员4", "学员5")
    assert {(names[case.membership_id], case.flagged_on): case.outcome for case in cases} == {
        **{(name, MAY[11]): "recovered" for name in ("学员1", "学员2")},
        ("学员3", MAY[11]): "left",
        **{(name, day): "same" for name in again for day in (MAY[11], MAY[18], MAY[25], JUNE[1], JUNE[8], JUNE[15])},
        **{(name, MAY[18]): "recovered" for name in ("学员6", "学员7", "学员8")},
        ("学员11", MAY[25]): "recovered",
        **{(name, MAY[25]): None for name in ("学员13", "学员18")},
        **{(name, JUNE[8]): "recovered" for name in ("学员21", "学员22", "学员23")},
        ("学员19", JUNE[22]): "recovered",
        **{(name, JUNE[29]): None for name in again},
    }
    closed = {(names[case.membership_id], case.flagged_on): case.closed_on for case in cases}
    assert closed["学员21", JUNE[8]] == JUNE[22], "a week on leave says nothing"
    said = owner.tells("看板 干预")
    assert "6/1–6/29\n已联系：2人（恢复 2/2：谈判90、补考82，进行中 0/2）" in said
    assert "未联系：10人（恢复 2/10：打卡率100%、打卡率100%，进行中 2/10）\n只是放在一起看" in said


@pytest.mark.parametrize(
    ("reason", "learner", "is_well"),
    [
        (["R1", {}], LearnerFigures(1), None),
        (["R1", {}], LearnerFigures(1, score=Fraction(60)), True),
        (["R4", {}], LearnerFigures(1), None),
        (["R5", {"before": "100%", "now": "60%"}], LearnerFigures(1, week=(3, 5)), False),
        (["R5", {"before": "100%", "now": "60%"}], LearnerFigures(1, week=(4, 5)), True),
        (["R5", {"before": "100%", "now": "60%"}], LearnerFigures(1, week=(7, 10)), False),
        (["R6", {"module": "谈判"}], LearnerFigures(1, modules={"异议": Fraction(90)}), None),
        (["R6", {"module": "谈判"}], LearnerFigures(1, modules={"谈判": Fraction(70)}), True),
    ],
)
def test_what_counts_as_recovered(reason: list[Any], learner: LearnerFigures, is_well: bool | None) -> None:
    assert recovered(reason, learner) is is_well
