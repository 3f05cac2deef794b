"""What a camp's days hold, over a stretch of them: the lessons that came to everybody, and who is on leave."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from storage.checkins import leave
from storage.connection import Db
from storage.lessons.curriculum import lesson
from storage.lessons.pushes import lesson_push
from storage.memberships import membership
from storage.people import person
from storage.schema import Day

MOST = 400
"""Rows of a kind, of a month."""

CAME = (
    select(lesson_push.c.day, lesson.c.course_id, lesson.c.number, lesson.c.title)
    .select_from(lesson_push.join(lesson, lesson.c.id == lesson_push.c.lesson_id))
    .where(
        lesson_push.c.camp_id == bindparam("camp"),
        lesson_push.c.day >= bindparam("first", type_=Day),
        lesson_push.c.day <= bindparam("last", type_=Day),
    )
    .order_by(lesson_push.c.day, lesson.c.place, lesson.c.number)
    .limit(MOST)
)
_away = (
    leave.c.day >= bindparam("first", type_=Day),
    leave.c.day <= bindparam("last", type_=Day),
    membership.c.camp_id == bindparam("camp"),
    membership.c.left_on.is_(None),
)
_on_leave = leave.join(membership, membership.c.id == leave.c.membership_id)
AWAY = (
    select(leave.c.day, person.c.name)
    .select_from(_on_leave.join(person, person.c.id == membership.c.person_id))
    .where(*_away)
    .order_by(leave.c.day, person.c.name, membership.c.id)
    .limit(MOST)
)
HOW_MANY_AWAY = select(leave.c.day, func.count().label("n")).select_from(_on_leave).where(*_away).group_by(leave.c.day)


class CameOn(NamedTuple):
    """A lesson on the day it came to everybody."""

    day: date
    course: int
    number: int
    title: str


def lessons_came(db: Db, camp: int, first: date, last: date) -> list[CameOn]:
    """The lessons of these days, in their order."""
    return [CameOn(*row) for row in db.all(CAME, camp=camp, first=first, last=last)]


def away(db: Db, camp: int, first: date, last: date) -> list[tuple[date, str]]:
    """(day, name) of present members on leave: the first `MOST`."""
    return [(row.day, row.name) for row in db.all(AWAY, camp=camp, first=first, last=last)]


def how_many_away(db: Db, camp: int, first: date, last: date) -> dict[date, int]:
    """How many are on leave, by day."""
    return {row.day: int(row.n) for row in db.all(HOW_MANY_AWAY, camp=camp, first=first, last=last)}
