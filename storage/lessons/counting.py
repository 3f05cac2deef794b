"""How many lessons members have finished: of all, of one, or of those with a tag; a lesson that asks to be applied is finished when it was."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select

from storage.connection import Db
from storage.lessons.curriculum import lesson
from storage.lessons.learning import lesson_done
from storage.schema import Instant

_finished = and_(lesson_done.c.at.is_not(None), or_(~lesson.c.apply, lesson_done.c.applied_at.is_not(None)))
_done = lesson_done.join(lesson, lesson.c.id == lesson_done.c.lesson_id)
MINE = (
    select(lesson_done.c.lesson_id)
    .select_from(_done)
    .where(lesson_done.c.membership_id == bindparam("member"), lesson_done.c.camp_id == bindparam("camp"), _finished)
)
_numbered = (
    select(lesson_done.c.membership_id)
    .select_from(_done)
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.number == bindparam("numbered"), _finished)
)
NUMBERED = _numbered
NUMBERED_MINE = _numbered.where(lesson_done.c.membership_id == bindparam("member"))
OF_LESSON = (
    select(lesson_done.c.membership_id).select_from(_done).where(lesson_done.c.lesson_id == bindparam("lesson"), _finished)
)
OF_CAMP = (
    select(lesson_done.c.membership_id, func.count().label("n"))
    .select_from(_done)
    .where(lesson_done.c.camp_id == bindparam("camp"), _finished)
    .group_by(lesson_done.c.membership_id)
)
MINUTES = (
    select(func.coalesce(func.sum(lesson.c.minutes), 0))
    .select_from(_done)
    .where(
        lesson_done.c.membership_id == bindparam("member"),
        lesson_done.c.at >= bindparam("first", type_=Instant),
        lesson_done.c.at < bindparam("until", type_=Instant),
        _finished,
    )
)
TAGS = (
    select(lesson.c.id, lesson.c.tags, lesson.c.retired_at).where(lesson.c.camp_id == bindparam("camp")).order_by(lesson.c.id)
)


def finished(db: Db, camp: int, member: int | None) -> dict[int, int]:
    """How many lessons each membership has finished, or one of them."""
    if member is not None:
        return {member: len(db.all(MINE, camp=camp, member=member))}
    return {row.membership_id: int(row.n) for row in db.all(OF_CAMP, camp=camp)}


def finished_one(db: Db, camp: int, number: int, member: int | None) -> dict[int, int]:
    """1 for each membership that has finished the lesson of a number, or for one of them."""
    if member is not None:
        return {member: int(db.value(NUMBERED_MINE, camp=camp, numbered=number, member=member) is not None)}
    return {row.membership_id: 1 for row in db.all(NUMBERED, camp=camp, numbered=number)}


def finished_among(db: Db, camp: int, some: Collection[int], member: int | None) -> dict[int, int]:
    """How many of some lessons (ids) each membership has finished, or one of them."""
    if member is not None:
        return {member: len(set(some).intersection(row.lesson_id for row in db.all(MINE, camp=camp, member=member)))}
    return Tally(row.membership_id for one in some for row in db.all(OF_LESSON, lesson=one))


def minutes(db: Db, member: int, first: datetime, until: datetime) -> int:
    """Minutes of what a membership finished of the lessons it learned in a time."""
    return int(db.value(MINUTES, member=member, first=first, until=until))


def tagged(db: Db, camp: int, tag: str, *, in_use: bool) -> list[int]:
    """The lessons (ids) with a tag; those taken out of their course among them, unless only what is in use counts."""
    return [row.id for row in db.all(TAGS, camp=camp) if tag in row.tags and not (in_use and row.retired_at is not None)]
