"""A camp's lessons, exams and stages as tables: filtered, put in order and counted by the database."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, Text, and_, bindparam, case, func, or_, select

from storage.connection import Db
from storage.exams import PASSES, exam, sitting
from storage.lessons.curriculum import course, lesson
from storage.lessons.pushes import lesson_push
from storage.memberships import membership
from storage.path import stage_pass
from storage.people import person
from storage.schema import anywhere

_lessons = lesson.join(course, course.c.id == lesson.c.course_id).outerjoin(lesson_push, lesson_push.c.lesson_id == lesson.c.id)
_asked = and_(
    lesson.c.camp_id == bindparam("camp"),
    lesson.c.retired_at.is_(None),
    or_(bindparam("course", type_=Integer) == 0, lesson.c.course_id == bindparam("course", type_=Integer)),
    or_(
        bindparam("words", type_=Text) == "",
        func.lower(lesson.c.title).like(bindparam("pattern", type_=Text), escape="\\"),
    ),
)
_lesson_page = (
    select(
        lesson.c.id,
        lesson.c.number,
        lesson.c.title,
        course.c.name.label("course"),
        lesson.c.minutes,
        lesson.c.required,
        lesson_push.c.day,
    )
    .select_from(_lessons)
    .where(_asked)
    .limit(bindparam("most"))
    .offset(bindparam("start"))
)
ORDERS = {"number": lesson.c.number, "came": func.coalesce(lesson_push.c.day, "9999-12-31", type_=Text)}
LESSONS = {
    f"{sign}{key}": _lesson_page.order_by(order.desc() if sign else order, lesson.c.place, lesson.c.number)
    for key, order in ORDERS.items()
    for sign in ("", "-")
}
HOW_MANY_LESSONS = select(func.count()).select_from(lesson).where(_asked)
OF_COURSES = (
    select(lesson.c.course_id, func.count().label("lessons"), func.count(lesson_push.c.lesson_id).label("came"))
    .select_from(lesson.outerjoin(lesson_push, lesson_push.c.lesson_id == lesson.c.id))
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.retired_at.is_(None))
    .group_by(lesson.c.course_id)
)
_present_goes = sitting.join(
    membership,
    and_(membership.c.id == sitting.c.membership_id, membership.c.left_on.is_(None), sitting.c.ended_at.is_not(None)),
)
OF_EXAMS = (
    select(
        exam.c.id,
        func.count(sitting.c.membership_id.distinct()).label("took"),
        func.count(case((PASSES, sitting.c.membership_id)).distinct()).label("passed"),
    )
    .select_from(exam.join(_present_goes, sitting.c.exam_id == exam.c.id))
    .where(exam.c.camp_id == bindparam("camp"))
    .group_by(exam.c.id)
)
_best = func.max(sitting.c.earned * 1000 // func.nullif(sitting.c.out_of, 0))
WHO_TOOK = (
    select(
        membership.c.id,
        person.c.name,
        func.count().label("goes"),
        _best.label("best"),
        func.max(case((PASSES, 1), else_=0)).label("passed"),
    )
    .select_from(exam.join(_present_goes, sitting.c.exam_id == exam.c.id).join(person, person.c.id == membership.c.person_id))
    .where(exam.c.id == bindparam("exam"))
    .group_by(membership.c.id, person.c.name)
    .order_by(func.coalesce(_best, -1).desc(), membership.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("start"))
)
OF_STAGES = (
    select(stage_pass.c.stage_id, func.count().label("n"))
    .select_from(stage_pass.join(membership, membership.c.id == stage_pass.c.membership_id))
    .where(
        stage_pass.c.camp_id == bindparam("camp"),
        stage_pass.c.fallen_at.is_(None),
        membership.c.left_on.is_(None),
        membership.c.role == "learner",
    )
    .group_by(stage_pass.c.stage_id)
)


class LessonFilter(NamedTuple):
    """Which lessons in use: an empty word, and a course of 0, asks for nothing."""

    words: str = ""
    course: int = 0


class LessonRow(NamedTuple):
    """A lesson, and the day it came to everybody."""

    id: int
    number: int
    title: str
    course: str
    minutes: int
    required: str
    came_on: date | None


class Took(NamedTuple):
    """Somebody's goes at an exam: the best in tenths of a percent, rounded down; None where an expert still has it."""

    member: int
    name: str
    goes: int
    best: int | None
    passed: bool


def lessons(db: Db, camp: int, which: LessonFilter, *, sort: str, start: int, most: int) -> list[LessonRow]:
    """Lessons from a place on, in an order of `LESSONS`."""
    return [LessonRow(*row) for row in db.all(LESSONS[sort], **_given(camp, which), start=start, most=most)]


def how_many_lessons(db: Db, camp: int, which: LessonFilter) -> int:
    """How many there are."""
    return int(db.value(HOW_MANY_LESSONS, **_given(camp, which)))


def of_courses(db: Db, camp: int) -> dict[int, tuple[int, int]]:
    """Course → (lessons in use, those that came to everybody)."""
    return {row.course_id: (int(row.lessons), int(row.came)) for row in db.all(OF_COURSES, camp=camp)}


def of_exams(db: Db, camp: int) -> dict[int, tuple[int, int]]:
    """Exam → (present members who ended a go, those of them who pass)."""
    return {row.id: (int(row.took), int(row.passed)) for row in db.all(OF_EXAMS, camp=camp)}


def who_took(db: Db, exam_id: int, *, start: int, most: int) -> list[Took]:
    """Present members who ended a go, the best first."""
    return [
        Took(row.id, row.name, int(row.goes), None if row.best is None else int(row.best), bool(row.passed))
        for row in db.all(WHO_TOOK, exam=exam_id, start=start, most=most)
    ]


def of_stages(db: Db, camp: int) -> dict[int, int]:
    """Stage → present learners who have passed it."""
    return {row.stage_id: int(row.n) for row in db.all(OF_STAGES, camp=camp)}


def _given(camp: int, which: LessonFilter) -> dict[str, Any]:
    return {"camp": camp, **which._asdict(), "pattern": anywhere(which.words.lower())}
