"""What came to whom and when: a lesson once to everybody, or once to one member whose course begins with joining."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Index, Table, Text, and_, bindparam, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.lessons.curriculum import SHOWN, WITH_COURSE, Lesson, course, lesson
from storage.memberships import membership, tag
from storage.schema import Day, Instant, foreign_key, metadata

lesson_push = Table(
    "lesson_push",
    metadata,
    foreign_key("lesson", primary_key=True),
    foreign_key("camp"),
    Column("day", Day, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_on", Day),
)
"""A lesson that came to everybody at once; it comes once."""
Index("ix_lesson_push_camp", lesson_push.c.camp_id, lesson_push.c.day)
Index("ix_lesson_push_due", lesson_push.c.camp_id, lesson_push.c.due_on)

personal_push = Table(
    "personal_push",
    metadata,
    foreign_key("membership", primary_key=True),
    foreign_key("lesson", primary_key=True),
    foreign_key("camp"),
    Column("day", Day, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_on", Day),
)
"""A lesson that came to one member, in a course that begins with joining."""
Index("ix_personal_push_camp", personal_push.c.camp_id, personal_push.c.day)
Index("ix_personal_push_due", personal_push.c.camp_id, personal_push.c.due_on)

_waiting = and_(
    lesson.c.course_id == bindparam("course"),
    lesson.c.retired_at.is_(None),
    ~select(literal(1)).where(lesson_push.c.lesson_id == lesson.c.id).exists(),
)
NEXT = select(*SHOWN).select_from(WITH_COURSE).where(_waiting).order_by(lesson.c.place, lesson.c.number).limit(1)
WAITING = (
    select(lesson.c.number, lesson.c.title).where(_waiting).order_by(lesson.c.place, lesson.c.number).limit(bindparam("most"))
)
PUSH = insert(lesson_push).on_conflict_do_nothing().returning(lesson_push.c.lesson_id)
PUSHED_TODAY = (
    select(*SHOWN, lesson_push.c.at)
    .select_from(
        lesson_push.join(lesson, lesson.c.id == lesson_push.c.lesson_id).join(course, course.c.id == lesson.c.course_id)
    )
    .where(lesson_push.c.camp_id == bindparam("camp"), lesson_push.c.day == bindparam("on", type_=Day))
    .order_by(lesson.c.place, lesson.c.number)
)


def has_tag(name: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the membership at hand has a tag."""
    return select(literal(1)).where(tag.c.membership_id == membership.c.id, tag.c.name == name).exists()


AUDIENCE = (
    select(membership.c.id, membership.c.person_id)
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        has_tag(bindparam("for_tag", type_=Text)),
    )
    .order_by(membership.c.id)
)
_own_next = (
    select(lesson.c.id)
    .where(
        lesson.c.course_id == bindparam("course"),
        lesson.c.retired_at.is_(None),
        ~select(literal(1))
        .where(personal_push.c.membership_id == membership.c.id, personal_push.c.lesson_id == lesson.c.id)
        .correlate(lesson, membership)
        .exists(),
    )
    .order_by(lesson.c.place, lesson.c.number)
    .limit(1)
    .correlate(membership)
    .scalar_subquery()
)
_had_one_today = (
    select(literal(1))
    .select_from(personal_push.join(lesson, lesson.c.id == personal_push.c.lesson_id))
    .where(
        personal_push.c.membership_id == membership.c.id,
        personal_push.c.day == bindparam("today", type_=Day),
        lesson.c.course_id == bindparam("course"),
    )
    .exists()
)
EACH_NEXT = (
    select(membership.c.id, membership.c.person_id, _own_next.label("lesson_id"))
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        membership.c.joined_on < bindparam("today", type_=Day),
        or_(bindparam("for_tag", type_=Text).is_(None), has_tag(bindparam("for_tag", type_=Text))),
        ~_had_one_today,
    )
    .order_by(membership.c.id)
)
PUSH_TO = insert(personal_push).on_conflict_do_nothing().returning(personal_push.c.lesson_id)
PUSHED_TO_EACH = (
    select(membership.c.person_id, personal_push.c.lesson_id)
    .select_from(personal_push.join(membership, membership.c.id == personal_push.c.membership_id))
    .where(
        personal_push.c.camp_id == bindparam("camp"),
        personal_push.c.day == bindparam("on", type_=Day),
        membership.c.left_on.is_(None),
    )
    .order_by(membership.c.id, personal_push.c.lesson_id)
)
PUSHED = select(literal(1)).where(
    or_(
        select(literal(1)).where(lesson_push.c.lesson_id == bindparam("lesson")).exists(),
        select(literal(1))
        .where(personal_push.c.lesson_id == bindparam("lesson"), personal_push.c.membership_id == bindparam("membership"))
        .exists(),
    )
)


def next_lesson(db: Db, course_id: int) -> Lesson | None:
    """The first lesson of a course that has not come yet."""
    row = db.one(NEXT, course=course_id)
    return None if row is None else Lesson(*row)


def waiting(db: Db, course_id: int, most: int) -> list[tuple[int, str]]:
    """(number, title) of what has not come yet, in order."""
    return [(row.number, row.title) for row in db.all(WAITING, course=course_id, most=most)]


def push(db: Db, camp_id: int, lesson_id: int, day: date, due_on: date | None, *, at: datetime) -> bool:
    """The lesson comes to everybody now; False where it has come."""
    return db.one(PUSH, lesson_id=lesson_id, camp_id=camp_id, day=day, due_on=due_on, at=at) is not None


def pushed_on(db: Db, camp_id: int, day: date) -> list[Lesson]:
    """What came to everybody on a day."""
    return [Lesson(*row[:-1]) for row in db.all(PUSHED_TODAY, camp=camp_id, on=day)]


def audience(db: Db, camp_id: int, for_tag: str) -> list[int]:
    """The persons of the learners with a tag."""
    return [row.person_id for row in db.all(AUDIENCE, camp=camp_id, for_tag=for_tag)]


class NextLesson(NamedTuple):
    """The lesson somebody's own course goes on with."""

    membership: int
    person: int
    lesson: int


def next_of_each(db: Db, camp_id: int, course_id: int, for_tag: str | None, *, today: date) -> list[NextLesson]:
    """What comes to everybody whose own course goes on today."""
    rows = db.all(EACH_NEXT, camp=camp_id, course=course_id, for_tag=for_tag, today=today)
    return [NextLesson(row.id, row.person_id, row.lesson_id) for row in rows if row.lesson_id is not None]


def push_to(db: Db, camp_id: int, member: int, lesson_id: int, day: date, due_on: date | None, *, at: datetime) -> bool:
    """The lesson comes to one member now; False where it has come."""
    row = db.one(PUSH_TO, camp_id=camp_id, membership_id=member, lesson_id=lesson_id, day=day, due_on=due_on, at=at)
    return row is not None


def pushed_to_each(db: Db, camp_id: int, day: date) -> list[tuple[int, int]]:
    """(person, lesson) of what came to one member alone on a day."""
    return [(row.person_id, row.lesson_id) for row in db.all(PUSHED_TO_EACH, camp=camp_id, on=day)]


def has_come(db: Db, lesson_id: int, member: int) -> bool:
    """Whether a lesson has come to everybody, or to this member."""
    return db.one(PUSHED, lesson=lesson_id, membership=member) is not None
