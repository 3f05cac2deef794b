"""How far everybody is: one row a learner and lesson that came to them, with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union,
    union_all,
)

from storage.checkins import leave
from storage.connection import Db
from storage.lessons.curriculum import Lesson, by_id, course, lesson, lesson_for
from storage.lessons.learning import lesson_done
from storage.lessons.pushes import has_tag, lesson_push, personal_push
from storage.memberships import membership, tag
from storage.people import person
from storage.schema import Day, Json, Key
from storage.search.array_parameter import Elements

_required = or_(
    lesson.c.required == "yes",
    and_(
        lesson.c.required == "tags",
        select(literal(1))
        .where(lesson_for.c.lesson_id == lesson.c.id, tag.c.membership_id == membership.c.id, tag.c.name == lesson_for.c.tag)
        .exists(),
    ),
)
_learns = and_(
    membership.c.role == "learner",
    or_(membership.c.left_on.is_(None), membership.c.left_on > lesson_push.c.day),
    membership.c.joined_on <= lesson_push.c.day,
    or_(course.c.tag.is_(None), has_tag(course.c.tag)),
)
_shared = (
    select(
        lesson_push.c.camp_id,
        membership.c.id.label("membership_id"),
        lesson.c.id.label("lesson_id"),
        lesson_push.c.day,
        lesson_push.c.due_on,
        _required.label("required"),
    )
    .select_from(
        lesson_push.join(lesson, lesson.c.id == lesson_push.c.lesson_id)
        .join(course, course.c.id == lesson.c.course_id)
        .join(membership, membership.c.camp_id == lesson_push.c.camp_id)
    )
    .where(_learns)
)
_own = (
    select(
        personal_push.c.camp_id,
        membership.c.id,
        lesson.c.id,
        personal_push.c.day,
        personal_push.c.due_on,
        _required,
    )
    .select_from(
        personal_push.join(lesson, lesson.c.id == personal_push.c.lesson_id).join(
            membership, membership.c.id == personal_push.c.membership_id
        )
    )
    .where(membership.c.role == "learner", membership.c.left_on.is_(None))
)
_came = union_all(_shared, _own).subquery("came")
_done = and_(lesson_done.c.membership_id == _came.c.membership_id, lesson_done.c.lesson_id == _came.c.lesson_id)
_asked = _came.join(lesson, lesson.c.id == _came.c.lesson_id).outerjoin(lesson_done, _done)
_finished = and_(lesson_done.c.at.is_not(None), or_(~lesson.c.apply, lesson_done.c.applied_at.is_not(None)))


def _within(came: FromClause) -> ColumnElement[bool]:
    """What came in the days asked for."""
    first, last = bindparam("first", type_=Day), bindparam("last", type_=Day)
    return and_(came.c.camp_id == bindparam("camp"), came.c.day >= first, came.c.day <= last)


ASKED = select(_came.c.membership_id, _came.c.lesson_id).where(_within(_came), _came.c.required == true())
_pushed = union(*(select(came.c.lesson_id).where(_within(came)) for came in (lesson_push, personal_push))).subquery("pushed")
LEARNED = (
    select(lesson_done.c.membership_id, lesson_done.c.lesson_id, lesson_done.c.at)
    .select_from(_pushed.join(lesson_done, lesson_done.c.lesson_id == _pushed.c.lesson_id))
    .where(lesson_done.c.at.is_not(None))
)
"""Who learned what came within these days: read by lesson, as a lesson's learners lie together and a learner's lessons apart."""
UNFINISHED = (
    select(
        _came.c.lesson_id,
        lesson.c.number,
        lesson.c.title,
        lesson.c.apply,
        membership.c.id.label("membership_id"),
        person.c.id.label("person_id"),
        person.c.name,
        lesson_done.c.at,
    )
    .select_from(
        _asked.join(membership, membership.c.id == _came.c.membership_id)
        .join(person, person.c.id == membership.c.person_id)
        .outerjoin(leave, and_(leave.c.membership_id == membership.c.id, leave.c.day == bindparam("due", type_=Day)))
    )
    .where(
        _came.c.camp_id == bindparam("camp"),
        _came.c.due_on == bindparam("due", type_=Day),
        _came.c.required == true(),
        membership.c.left_on.is_(None),
        leave.c.day.is_(None),
        ~_finished,
    )
    .order_by(lesson.c.number, membership.c.id)
)
PROGRESS = (
    select(
        lesson.c.id,
        lesson.c.number,
        lesson.c.title,
        lesson.c.minutes,
        lesson.c.apply,
        _came.c.required,
        _came.c.day,
        _came.c.due_on,
        lesson_done.c.at,
        lesson_done.c.applied_at,
    )
    .select_from(_asked)
    .where(_came.c.camp_id == bindparam("camp"), _came.c.membership_id == bindparam("membership"))
    .order_by(_came.c.day, lesson.c.number)
)
_lessons = Elements(bindparam("lessons", type_=Json)).table_valued("value")
LESSON_PROGRESS = (
    select(
        _came.c.lesson_id,
        func.count().label("asked"),
        func.coalesce(func.sum(case((lesson_done.c.at.is_not(None), 1), else_=0)), 0).label("learned"),
        func.coalesce(func.sum(case((lesson_done.c.applied_at.is_not(None), 1), else_=0)), 0).label("applied"),
    )
    .select_from(_asked)
    .where(_came.c.camp_id == bindparam("camp"), _came.c.lesson_id.in_(select(cast(_lessons.c.value, Key))))
    .group_by(_came.c.lesson_id)
)
LATEST = (
    select(_came.c.lesson_id, _came.c.day)
    .where(_came.c.camp_id == bindparam("camp"), _came.c.membership_id == bindparam("membership"))
    .order_by(_came.c.day.desc(), _came.c.lesson_id.desc())
    .limit(1)
)


class AskedLesson(NamedTuple):
    """A lesson asked of a learner, and when it was learned."""

    membership: int
    lesson: int
    learned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Somebody who has not finished a required lesson; `learned` says whether only applying is left."""

    lesson: int
    number: int
    title: str
    apply: bool
    membership: int
    person: int
    name: str
    learned: bool


@dataclass(frozen=True, slots=True)
class LessonStep:
    """One lesson on a member's way."""

    lesson: int
    number: int
    title: str
    minutes: int
    apply: bool
    required: bool
    day: date
    due_on: date | None
    learned_at: datetime | None
    applied_at: datetime | None

    @property
    def is_finished(self) -> bool:
        return self.learned_at is not None and (not self.apply or self.applied_at is not None)


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """Of so many a lesson came to, how many learned and how many applied it."""

    asked: int
    learned: int
    applied: int


NOBODY = LessonProgress(0, 0, 0)


def asked(db: Db, camp_id: int, first: date, last: date) -> list[AskedLesson]:
    """The required lessons that came in these days, one for each learner they came to."""
    days = {"camp": camp_id, "first": first, "last": last}
    learned = {(row.membership_id, row.lesson_id): row.at for row in db.all(LEARNED, **days)}
    rows = db.all(ASKED, **days)
    return [AskedLesson(row.membership_id, row.lesson_id, learned.get((row.membership_id, row.lesson_id))) for row in rows]


def unfinished(db: Db, camp_id: int, due_on: date) -> list[Unfinished]:
    """Who has not finished what is due on a day; who is on leave that day is left in peace."""
    return [
        Unfinished(
            row.lesson_id, row.number, row.title, row.apply, row.membership_id, row.person_id, row.name, row.at is not None
        )
        for row in db.all(UNFINISHED, camp=camp_id, due=due_on)
    ]


def progress(db: Db, camp_id: int, member: int) -> list[LessonStep]:
    """The lessons that came to a member, in their order."""
    return [
        LessonStep(
            row.id, row.number, row.title, row.minutes, row.apply, row.required, row.day, row.due_on, row.at, row.applied_at
        )
        for row in db.all(PROGRESS, camp=camp_id, membership=member)
    ]


def lesson_progress(db: Db, camp_id: int, lesson_id: int) -> LessonProgress:
    """How many were asked to learn the lesson, have learned it, and have applied it."""
    return progress_of_each(db, camp_id, [lesson_id]).get(lesson_id, NOBODY)


def progress_of_each(db: Db, camp_id: int, lessons: Sequence[int]) -> dict[int, LessonProgress]:
    """The same of several, by lesson; one that came to nobody is left out."""
    rows = db.all(LESSON_PROGRESS, camp=camp_id, lessons=list(lessons))
    return {row.lesson_id: LessonProgress(row.asked, int(row.learned), int(row.applied)) for row in rows}


def latest(db: Db, camp_id: int, member: int) -> Lesson | None:
    """The lesson that came to a member last."""
    row = db.one(LATEST, camp=camp_id, membership=member)
    return None if row is None else by_id(db, row.lesson_id)
