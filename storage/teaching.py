"""What lecturers did in a stretch of days: the lessons that came and were written by them, answers that were accepted, homework reviewed."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select, union_all

from storage.connection import Db
from storage.homework.assignments import hand_in, homework
from storage.lessons.curriculum import lesson
from storage.lessons.learning import lesson_done
from storage.lessons.pushes import lesson_push, personal_push
from storage.lessons.ratings import lesson_score
from storage.memberships import membership
from storage.schema import Day, Instant
from storage.tickets import ticket, ticket_answer

_came = union_all(
    select(lesson_push.c.lesson_id, lesson_push.c.day).where(lesson_push.c.camp_id == bindparam("camp")),
    select(personal_push.c.lesson_id, personal_push.c.day).where(personal_push.c.camp_id == bindparam("camp")),
).subquery("came")
_first = select(_came.c.lesson_id, func.min(_came.c.day).label("day")).group_by(_came.c.lesson_id).subquery("first_came")
_scored = (
    select(
        lesson_score.c.lesson_id,
        func.sum(lesson_score.c.score * lesson_score.c.times).label("score"),
        func.sum(lesson_score.c.times).label("rated"),
    )
    .group_by(lesson_score.c.lesson_id)
    .subquery("scored")
)
_learned = select(func.count()).where(lesson_done.c.lesson_id == lesson.c.id, lesson_done.c.at.is_not(None)).scalar_subquery()
TAUGHT = (
    select(
        lesson.c.number,
        lesson.c.title,
        lesson.c.author,
        lesson.c.minutes,
        _first.c.day,
        func.coalesce(_scored.c.score, 0).label("score"),
        func.coalesce(_scored.c.rated, 0).label("rated"),
        _learned.label("learned"),
    )
    .select_from(lesson.join(_first, _first.c.lesson_id == lesson.c.id).outerjoin(_scored, _scored.c.lesson_id == lesson.c.id))
    .where(
        lesson.c.camp_id == bindparam("camp"),
        lesson.c.author != "",
        _first.c.day >= bindparam("first", type_=Day),
        _first.c.day <= bindparam("last", type_=Day),
    )
    .order_by(_first.c.day, lesson.c.number)
)
"""A lesson counts once, on the day it first came to anybody."""
ANSWERED = (
    select(membership.c.id.label("membership"), ticket.c.number, ticket_answer.c.accepted_at)
    .select_from(
        ticket_answer.join(ticket, ticket.c.id == ticket_answer.c.ticket_id).join(
            membership,
            and_(membership.c.camp_id == ticket.c.camp_id, membership.c.person_id == ticket_answer.c.person_id),
        )
    )
    .where(
        ticket.c.camp_id == bindparam("camp"),
        ticket_answer.c.accepted_at >= bindparam("since", type_=Instant),
        ticket_answer.c.accepted_at < bindparam("until", type_=Instant),
    )
    .order_by(ticket_answer.c.accepted_at)
)


REVIEWED = (
    select(hand_in.c.decided_by.label("membership"), hand_in.c.id.label("number"), hand_in.c.decided_at.label("at"))
    .select_from(hand_in.join(homework, homework.c.id == hand_in.c.homework_id))
    .where(
        homework.c.camp_id == bindparam("camp"),
        hand_in.c.decided_by.is_not(None),
        or_(hand_in.c.state == "accepted", hand_in.c.state == "returned"),
        hand_in.c.decided_at >= bindparam("since", type_=Instant),
        hand_in.c.decided_at < bindparam("until", type_=Instant),
    )
    .order_by(hand_in.c.decided_at)
)


class TaughtLesson(NamedTuple):
    """A lesson that came, with its author's name as the file has it, the sum of so many scores, and how many learned it."""

    number: int
    title: str
    author: str
    minutes: int
    day: date
    score: int
    rated: int
    learned: int


class DoneAt(NamedTuple):
    """Something somebody did: what it is numbered, and when it was done or accepted."""

    membership: int
    number: int
    at: datetime


def lessons(db: Db, camp: int, first: date, last: date) -> list[TaughtLesson]:
    """The lessons that first came in these days."""
    return [
        TaughtLesson(row.number, row.title, row.author, row.minutes, row.day, int(row.score), int(row.rated), row.learned)
        for row in db.all(TAUGHT, camp=camp, first=first, last=last)
    ]


def accepted(db: Db, camp: int, since: datetime, until: datetime) -> list[DoneAt]:
    """The answers accepted in a stretch of time."""
    return [DoneAt(*row) for row in db.all(ANSWERED, camp=camp, since=since, until=until)]


def reviewed(db: Db, camp: int, since: datetime, until: datetime) -> list[DoneAt]:
    """The homework decided on in a stretch of time, by whom."""
    return [DoneAt(*row) for row in db.all(REVIEWED, camp=camp, since=since, until=until)]
