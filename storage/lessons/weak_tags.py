"""Which lesson a weak tag brings, and whom it was brought: once a member and tag."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Column, Table, Text, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.answers import IS_LAST, answer
from storage.bank import question_tag
from storage.connection import Db
from storage.kpi.tables import STANDS, kpi_import, kpi_metric, kpi_value
from storage.lessons.curriculum import lesson
from storage.memberships import membership
from storage.schema import Day, Instant, foreign_key, metadata

weak_lesson = Table(
    "weak_lesson",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("tag", Text, primary_key=True),
    foreign_key("lesson", index=True),
)
"""The lesson that helps where a tag of questions is weak."""

weak_push = Table(
    "weak_push",
    metadata,
    foreign_key("membership", primary_key=True),
    Column("tag", Text, primary_key=True),
    foreign_key("lesson", index=True),
    Column("day", Day, nullable=False),
)

_put = insert(weak_lesson)
MAP = _put.on_conflict_do_update(
    index_elements=[weak_lesson.c.camp_id, weak_lesson.c.tag], set_={"lesson_id": _put.excluded.lesson_id}
)
UNMAP = delete(weak_lesson).where(weak_lesson.c.camp_id == bindparam("camp"), weak_lesson.c.tag == bindparam("named"))
MAPPED = (
    select(weak_lesson.c.tag, lesson.c.id, lesson.c.number, lesson.c.title)
    .select_from(weak_lesson.join(lesson, lesson.c.id == weak_lesson.c.lesson_id))
    .where(weak_lesson.c.camp_id == bindparam("camp"), lesson.c.retired_at.is_(None))
    .order_by(weak_lesson.c.tag)
)
_right = func.count().filter(answer.c.earned == answer.c.out_of)
_brought = (
    select(weak_push.c.tag)
    .where(weak_push.c.membership_id == answer.c.membership_id, weak_push.c.tag == bindparam("named"))
    .exists()
)
WEAK = (
    select(membership.c.id, membership.c.person_id)
    .select_from(
        answer.join(question_tag, question_tag.c.question_id == answer.c.question_id).join(
            membership, membership.c.id == answer.c.membership_id
        )
    )
    .where(
        answer.c.camp_id == bindparam("camp"),
        question_tag.c.tag == bindparam("named"),
        answer.c.earned.is_not(None),
        answer.c.received_at < bindparam("before", type_=Instant),
        IS_LAST,
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        ~_brought,
    )
    .group_by(membership.c.id, membership.c.person_id)
    .having(func.count() >= bindparam("least"), _right * 100 < bindparam("percent") * func.count())
    .order_by(membership.c.id)
)
_appraised = (
    select(
        kpi_value.c.membership_id,
        membership.c.person_id,
        kpi_value.c.value,
        func.row_number().over(partition_by=kpi_value.c.membership_id, order_by=kpi_value.c.month.desc()).label("place"),
    )
    .select_from(
        kpi_value.join(kpi_metric, kpi_metric.c.id == kpi_value.c.metric_id)
        .join(kpi_import, kpi_import.c.id == kpi_value.c.import_id)
        .join(membership, membership.c.id == kpi_value.c.membership_id)
    )
    .where(
        kpi_metric.c.camp_id == bindparam("camp"),
        kpi_metric.c.kind == "appraisal",
        kpi_metric.c.folded == bindparam("spelt"),
        kpi_import.c.made_at < bindparam("before", type_=Instant),
        STANDS,
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        ~select(weak_push.c.tag)
        .where(weak_push.c.membership_id == kpi_value.c.membership_id, weak_push.c.tag == bindparam("named"))
        .exists(),
    )
    .subquery()
)
APPRAISED = (
    select(_appraised.c.membership_id, _appraised.c.person_id, _appraised.c.value)
    .where(_appraised.c.place == 1)
    .order_by(_appraised.c.membership_id)
)
BRING = insert(weak_push).on_conflict_do_nothing()
_both = weak_push.alias("both")
DROP = delete(weak_push).where(
    weak_push.c.membership_id == bindparam("old"),
    select(_both.c.tag).where(_both.c.tag == weak_push.c.tag, _both.c.membership_id == bindparam("kept")).exists(),
)
MOVE = update(weak_push).where(weak_push.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


class WeakLesson(NamedTuple):
    """A tag and the lesson (id, number, title) that helps with it."""

    tag: str
    lesson: int
    number: int
    title: str


class Weak(NamedTuple):
    """Somebody who is weak in a tag."""

    membership: int
    person: int


def map_weak(db: Db, camp: int, tag: str, lesson_id: int | None) -> None:
    """The lesson a weak tag brings from now on; None is none."""
    if lesson_id is None:
        db.run(UNMAP, camp=camp, named=tag)
    else:
        db.run(MAP, camp_id=camp, tag=tag, lesson_id=lesson_id)


def weak_lessons(db: Db, camp: int) -> list[WeakLesson]:
    """What is mapped in a camp, to lessons that are in use."""
    return [WeakLesson(*row) for row in db.all(MAPPED, camp=camp)]


def weak_in(db: Db, camp: int, tag: str, *, least: int, percent: int, before: datetime) -> list[Weak]:
    """Learners whose share of right answers to a tag, of `least` questions or more, is below a percentage, their last answer to each
    counting; without those whom it brought a lesson already."""
    return [Weak(*row) for row in db.all(WEAK, camp=camp, named=tag, least=least, percent=percent, before=before)]


def appraised_weak(db: Db, camp: int, tag: str, spelt: str, *, percent: int, before: datetime) -> list[Weak]:
    """Learners whose newest imported score in the dimension spelt like a tag is below a percentage; likewise."""
    rows = db.all(APPRAISED, camp=camp, named=tag, spelt=spelt, before=before)
    return [Weak(row.membership_id, row.person_id) for row in rows if Decimal(row.value) < percent]


def bring(db: Db, member: int, tag: str, lesson_id: int, day: date) -> bool:
    """A weak tag brought somebody a lesson; False where it did so before."""
    return db.insert(BRING, membership_id=member, tag=tag, lesson_id=lesson_id, day=day)


def move_weak(db: Db, old: int, kept: int) -> None:
    """What was brought to one membership was brought to another."""
    db.run(DROP, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)
