"""Courses and the micro-lessons in them: what a file says of a lesson, its number and place, and when its course begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.camps import camp
from storage.connection import Db
from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

course = Table(
    "course",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("name", Text, nullable=False),
    Column("begins", Text, nullable=False, server_default=text("'date'")),
    Column("starts_on", Day),
    Column("tag", Text),
    UniqueConstraint("camp_id", "name"),
    CheckConstraint("begins in ('date','joining','stopped')", name="begins"),
)
"""One lesson a workday: from `starts_on` for everybody, or from each member's joining. With a `tag` only for those who have it."""

lesson = Table(
    "lesson",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("course", index=True),
    Column("number", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("title", Text, nullable=False),
    Column("skill", Text, nullable=False),
    Column("case", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("required", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("author", Text, nullable=False),
    Column("apply", Boolean, nullable=False, server_default=false()),
    Column("question", Json),
    Column("files", Json, nullable=False, server_default=text("'[]'")),
    Column("fingerprint", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("retired_at", Instant),
    UniqueConstraint("camp_id", "number"),
    UniqueConstraint("camp_id", "fingerprint"),
)
"""`body` is Markdown as written, `shown` its parts as sent; `required` is yes, no, or tags (those of `lesson_for`);
`question` is {stem, options, right}, `files` a list of [kind, file, name, size]."""

lesson_for = Table("lesson_for", metadata, foreign_key("lesson", primary_key=True), Column("tag", Text, primary_key=True))
"""The tags a lesson is required for, where it is not required of everybody."""

CONTENT = ("title", "skill", "case", "body", "shown", "minutes", "required", "tags", "author", "apply", "question")
"""What a file says of a lesson."""
LOCK = select(camp.c.id).where(camp.c.id == bindparam("camp")).with_for_update()
_named = insert(course)
COURSE = _named.on_conflict_do_update(
    index_elements=[course.c.camp_id, course.c.name], set_={"name": _named.excluded.name}
).returning(*course.c)
COURSES = select(course).where(course.c.camp_id == bindparam("camp")).order_by(course.c.id)
COURSE_NAMED = select(course).where(course.c.camp_id == bindparam("camp"), course.c.name == bindparam("called"))
SCHEDULE = (
    update(course)
    .where(course.c.id == bindparam("course"))
    .values(begins=bindparam("how"), starts_on=bindparam("first", type_=Day), tag=bindparam("for_tag"))
)
HIGHEST = select(
    func.coalesce(func.max(lesson.c.number), 0).label("number"), func.coalesce(func.max(lesson.c.place), 0).label("place")
).where(lesson.c.camp_id == bindparam("camp"))
_given = insert(lesson)
SAVE = _given.on_conflict_do_update(
    index_elements=[lesson.c.camp_id, lesson.c.fingerprint],
    set_={
        **{name: _given.excluded[name] for name in (*CONTENT, "changed_at")},
        "version": lesson.c.version + 1,
        "retired_at": None,
    },
    where=or_(lesson.c.retired_at.is_not(None), *(lesson.c[name].is_distinct_from(_given.excluded[name]) for name in CONTENT)),
).returning(lesson.c.id, lesson.c.number, lesson.c.version)
TOUCH = (
    update(lesson)
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.fingerprint == bindparam("print_"))
    .values(version=lesson.c.version + 1, changed_at=bindparam("when", type_=Instant))
    .returning(lesson.c.id, lesson.c.number, lesson.c.version)
)
TAGS_BY_FINGERPRINT = (
    select(lesson_for.c.tag)
    .select_from(lesson_for.join(lesson, lesson.c.id == lesson_for.c.lesson_id))
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.fingerprint == bindparam("print_"))
)
NOT_FOR = delete(lesson_for).where(lesson_for.c.lesson_id == bindparam("of"))
FOR = insert(lesson_for)
RETIRE = (
    update(lesson)
    .where(lesson.c.id == bindparam("lesson"), lesson.c.retired_at.is_(None))
    .values(retired_at=bindparam("when", type_=Instant))
    .returning(lesson.c.id)
)
RESTORE = (
    update(lesson)
    .where(lesson.c.id == bindparam("lesson"), lesson.c.retired_at.is_not(None))
    .values(retired_at=None)
    .returning(lesson.c.id)
)
ATTACH = update(lesson).where(lesson.c.id == bindparam("lesson")).values(files=bindparam("all_files", type_=Json))
SHOWN = (
    lesson.c.id,
    lesson.c.course_id,
    course.c.name.label("course"),
    lesson.c.number,
    *(lesson.c[name] for name in CONTENT),
    lesson.c.files,
    lesson.c.retired_at,
)
"""The columns of a `Lesson`."""
WITH_COURSE = lesson.join(course, course.c.id == lesson.c.course_id)
BY_NUMBER = (
    select(*SHOWN)
    .select_from(WITH_COURSE)
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.number == bindparam("numbered"))
)
BY_FINGERPRINT = (
    select(*SHOWN)
    .select_from(WITH_COURSE)
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.fingerprint == bindparam("print"))
)
BY_ID = select(*SHOWN).select_from(WITH_COURSE).where(lesson.c.id == bindparam("lesson"))
ALL = (
    select(*SHOWN)
    .select_from(WITH_COURSE)
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.retired_at.is_(None))
    .order_by(lesson.c.place, lesson.c.number)
)
REQUIRED_TAGS = select(lesson_for.c.tag).where(lesson_for.c.lesson_id == bindparam("of")).order_by(lesson_for.c.tag)


@dataclass(frozen=True, slots=True)
class Course:
    """A row of courses; `begins` is date, joining or stopped."""

    id: int
    camp: int
    name: str
    begins: str
    starts_on: date | None
    tag: str | None

    @property
    def is_shared(self) -> bool:
        """Everybody is at the same lesson."""
        return self.begins == "date"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A micro-lesson as it is pushed. `shown` is encoded parts; `question` {stem, options, right} or None."""

    id: int
    course_id: int
    course: str
    number: int
    title: str
    skill: str
    case: str
    body: str
    shown: str
    minutes: int
    required: str
    tags: list[str]
    author: str
    apply: bool
    question: dict[str, Any] | None
    files: list[list[Any]]
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class SavedLesson:
    """What became of a lesson saved; version 1 is a new one."""

    id: int
    number: int
    version: int


def open_course(db: Db, camp_id: int, name: str, *, starts_on: date | None) -> Course:
    """The course of that name; a new one begins on the day given."""
    row = db.one(COURSE, camp_id=camp_id, name=name, starts_on=starts_on)
    assert row is not None
    return Course(*row)


def courses(db: Db, camp_id: int) -> list[Course]:
    return [Course(*row) for row in db.all(COURSES, camp=camp_id)]


def course_named(db: Db, camp_id: int, name: str) -> Course | None:
    row = db.one(COURSE_NAMED, camp=camp_id, called=name)
    return None if row is None else Course(*row)


def schedule(db: Db, course_id: int, begins: str, starts_on: date | None, for_tag: str | None) -> None:
    """When a course begins and for whom."""
    db.run(SCHEDULE, course=course_id, how=begins, first=starts_on, for_tag=for_tag)


def save(
    db: Db, camp_id: int, lessons: Iterable[tuple[int, str, Mapping[str, Any], list[str]]], *, at: datetime
) -> list[SavedLesson | None]:
    """Each (course, fingerprint, content, required tags) new, changed, or None where it stands so already. Numbered without gaps."""
    db.one(LOCK, camp=camp_id)
    highest = db.one(HIGHEST, camp=camp_id)
    assert highest is not None
    number, place = highest.number, highest.place
    saved = []
    for course_id, fingerprint, content, required_tags in lessons:
        row = db.one(
            SAVE,
            camp_id=camp_id,
            course_id=course_id,
            number=number + 1,
            place=place + 1,
            fingerprint=fingerprint,
            changed_at=at,
            **content,
        )
        if row is None and _is_for_others(db, camp_id, fingerprint, required_tags):
            row = db.one(TOUCH, camp=camp_id, print_=fingerprint, when=at)
        if row is not None:
            db.run(NOT_FOR, of=row.id)
            db.many(FOR, [{"lesson_id": row.id, "tag": name} for name in required_tags])
        is_new = row is not None and row.version == 1
        number, place = number + is_new, place + is_new
        saved.append(None if row is None else SavedLesson(*row))
    return saved


def _is_for_others(db: Db, camp_id: int, fingerprint: str, required_tags: list[str]) -> bool:
    """Whether a lesson is required of other tags than these."""
    return {row.tag for row in db.all(TAGS_BY_FINGERPRINT, camp=camp_id, print_=fingerprint)} != set(required_tags)


def retire(db: Db, lesson_id: int, *, at: datetime) -> bool:
    """Takes a lesson out of its course; what was learned of it stays. False where it was out."""
    return db.one(RETIRE, lesson=lesson_id, when=at) is not None


def restore(db: Db, lesson_id: int) -> bool:
    """Puts a retired lesson back into its course; False where it was not out."""
    return db.one(RESTORE, lesson=lesson_id) is not None


def attach(db: Db, lesson_id: int, files: list[list[Any]]) -> None:
    """The pictures, sounds and files that come with a lesson."""
    db.run(ATTACH, lesson=lesson_id, all_files=files)


def by_number(db: Db, camp_id: int, number: int) -> Lesson | None:
    row = db.one(BY_NUMBER, camp=camp_id, numbered=number)
    return None if row is None else Lesson(*row)


def by_fingerprint(db: Db, camp_id: int, fingerprint: str) -> Lesson | None:
    """The lesson of that fingerprint, retired or not."""
    row = db.one(BY_FINGERPRINT, camp=camp_id, print=fingerprint)
    return None if row is None else Lesson(*row)


def by_id(db: Db, lesson_id: int) -> Lesson:
    row = db.one(BY_ID, lesson=lesson_id)
    assert row is not None
    return Lesson(*row)


def everything(db: Db, camp_id: int) -> list[Lesson]:
    """All lessons in use, in their order."""
    return [Lesson(*row) for row in db.all(ALL, camp=camp_id)]


def required_tags(db: Db, lesson_id: int) -> list[str]:
    return [row.tag for row in db.all(REQUIRED_TAGS, of=lesson_id)]
