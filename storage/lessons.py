"""Lessons: courses of micro-lessons, what was pushed to whom and when, who learned and applied it, and what they thought of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.camps import camp, membership, tag
from storage.checkins import leave
from storage.connection import Db
from storage.people import person
from storage.schema import Day, Instant, Json, key, metadata, to

course = Table(
    "course",
    metadata,
    key(),
    to("camp"),
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
    key(),
    to("camp"),
    to("course", index=True),
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

lesson_for = Table("lesson_for", metadata, to("lesson", primary_key=True), Column("tag", Text, primary_key=True))
"""The tags a lesson is required for, where it is not required of everybody."""

lesson_push = Table(
    "lesson_push",
    metadata,
    to("lesson", primary_key=True),
    to("camp"),
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
    to("membership", primary_key=True),
    to("lesson", primary_key=True),
    to("camp"),
    Column("day", Day, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_on", Day),
)
"""A lesson that came to one member, in a course that begins with joining."""
Index("ix_personal_push_camp", personal_push.c.camp_id, personal_push.c.day)
Index("ix_personal_push_due", personal_push.c.camp_id, personal_push.c.due_on)

lesson_done = Table(
    "lesson_done",
    metadata,
    to("membership", primary_key=True),
    to("lesson", primary_key=True),
    to("camp"),
    Column("first_answer", Text),
    Column("at", Instant),
    Column("applied_at", Instant),
    Column("evidence", Text),
    Column("file", Text),
)
"""`first_answer` is the first choice in the closing question, `at` when it was learned, `applied_at` when it was applied and how."""
Index("ix_lesson_done_camp", lesson_done.c.camp_id, lesson_done.c.at)
Index("ix_lesson_done_lesson", lesson_done.c.lesson_id)

lesson_rated = Table("lesson_rated", metadata, to("membership", primary_key=True), to("lesson", primary_key=True))
"""Who rated, and nothing else: no score, no order, no time."""

lesson_score = Table(
    "lesson_score",
    metadata,
    to("lesson", primary_key=True),
    Column("score", Integer, primary_key=True),
    Column("times", Integer, nullable=False),
    CheckConstraint("score between 0 and 10", name="score"),
)
"""How often each score was given: a count has no author."""

lesson_comment = Table(
    "lesson_comment",
    metadata,
    Column("key", Text, primary_key=True),
    to("lesson"),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What people wrote to the author; the key is random, so that the order says nothing."""

CONTENT = ("title", "skill", "case", "body", "shown", "minutes", "required", "tags", "author", "apply", "question")
"""What a file says of a lesson."""

# ── courses and their lessons ────────────────────────────────────────────────────────────────────────────────────────

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
NOT_FOR = delete(lesson_for).where(lesson_for.c.lesson_id == bindparam("of"))
FOR = insert(lesson_for)
RETIRE = (
    update(lesson)
    .where(lesson.c.id == bindparam("lesson"), lesson.c.retired_at.is_(None))
    .values(retired_at=bindparam("when", type_=Instant))
    .returning(lesson.c.id)
)
ATTACH = update(lesson).where(lesson.c.id == bindparam("lesson")).values(files=bindparam("all_files", type_=Json))
_shown = (
    lesson.c.id,
    lesson.c.course_id,
    course.c.name.label("course"),
    lesson.c.number,
    *(lesson.c[name] for name in CONTENT),
    lesson.c.files,
    lesson.c.retired_at,
)
_with_course = lesson.join(course, course.c.id == lesson.c.course_id)
BY_NUMBER = (
    select(*_shown)
    .select_from(_with_course)
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.number == bindparam("numbered"))
)
BY_ID = select(*_shown).select_from(_with_course).where(lesson.c.id == bindparam("lesson"))
ALL = (
    select(*_shown)
    .select_from(_with_course)
    .where(lesson.c.camp_id == bindparam("camp"), lesson.c.retired_at.is_(None))
    .order_by(lesson.c.place, lesson.c.number)
)
REQUIRED_TAGS = select(lesson_for.c.tag).where(lesson_for.c.lesson_id == bindparam("of")).order_by(lesson_for.c.tag)
COUNT = select(func.count()).select_from(lesson).where(lesson.c.course_id == bindparam("course"), lesson.c.retired_at.is_(None))

# ── pushing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_waiting = and_(
    lesson.c.course_id == bindparam("course"),
    lesson.c.retired_at.is_(None),
    ~select(literal(1)).where(lesson_push.c.lesson_id == lesson.c.id).exists(),
)
NEXT = select(*_shown).select_from(_with_course).where(_waiting).order_by(lesson.c.place, lesson.c.number).limit(1)
WAITING = (
    select(lesson.c.number, lesson.c.title).where(_waiting).order_by(lesson.c.place, lesson.c.number).limit(bindparam("most"))
)
PUSH = insert(lesson_push).on_conflict_do_nothing().returning(lesson_push.c.lesson_id)
PUSHED_TODAY = (
    select(*_shown, lesson_push.c.at)
    .select_from(
        lesson_push.join(lesson, lesson.c.id == lesson_push.c.lesson_id).join(course, course.c.id == lesson.c.course_id)
    )
    .where(lesson_push.c.camp_id == bindparam("camp"), lesson_push.c.day == bindparam("on", type_=Day))
    .order_by(lesson.c.place, lesson.c.number)
)


def _has_tag(name: ColumnElement[str]) -> ColumnElement[bool]:
    return select(literal(1)).where(tag.c.membership_id == membership.c.id, tag.c.name == name).exists()


AUDIENCE = (
    select(membership.c.id, membership.c.person_id)
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        _has_tag(bindparam("for_tag", type_=Text)),
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
        or_(bindparam("for_tag", type_=Text).is_(None), _has_tag(bindparam("for_tag", type_=Text))),
        ~_had_one_today,
    )
    .order_by(membership.c.id)
)
PUSH_TO = insert(personal_push).on_conflict_do_nothing().returning(personal_push.c.lesson_id)

# ── who is asked for what ────────────────────────────────────────────────────────────────────────────────────────────
# One row a learner and lesson that came to them and is required of them.

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
    or_(course.c.tag.is_(None), _has_tag(course.c.tag)),
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
ASKED = (
    select(
        _came.c.membership_id,
        _came.c.lesson_id,
        lesson_done.c.at,
        lesson_done.c.applied_at,
        case((_finished, 1), else_=0).label("finished"),
    )
    .select_from(_asked)
    .where(
        _came.c.camp_id == bindparam("camp"),
        _came.c.day >= bindparam("first", type_=Day),
        _came.c.day <= bindparam("last", type_=Day),
        _came.c.required == true(),
    )
)
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
STANDING = (
    select(
        func.count().label("asked"),
        func.coalesce(func.sum(case((lesson_done.c.at.is_not(None), 1), else_=0)), 0).label("learned"),
        func.coalesce(func.sum(case((lesson_done.c.applied_at.is_not(None), 1), else_=0)), 0).label("applied"),
    )
    .select_from(_asked)
    .where(_came.c.camp_id == bindparam("camp"), _came.c.lesson_id == bindparam("lesson"))
)
LATEST = (
    select(_came.c.lesson_id, _came.c.day)
    .where(_came.c.camp_id == bindparam("camp"), _came.c.membership_id == bindparam("membership"))
    .order_by(_came.c.day.desc(), _came.c.lesson_id.desc())
    .limit(1)
)
PUSHED = select(literal(1)).where(
    or_(
        select(literal(1)).where(lesson_push.c.lesson_id == bindparam("lesson")).exists(),
        select(literal(1))
        .where(personal_push.c.lesson_id == bindparam("lesson"), personal_push.c.membership_id == bindparam("membership"))
        .exists(),
    )
)

# ── learning, applying, rating ───────────────────────────────────────────────────────────────────────────────────────

ANSWER = insert(lesson_done).on_conflict_do_nothing()
_learned = insert(lesson_done)
LEARN = _learned.on_conflict_do_update(
    index_elements=[lesson_done.c.membership_id, lesson_done.c.lesson_id],
    set_={"at": _learned.excluded.at},
    where=lesson_done.c.at.is_(None),
).returning(lesson_done.c.lesson_id)
APPLY = (
    update(lesson_done)
    .where(
        lesson_done.c.membership_id == bindparam("member"),
        lesson_done.c.lesson_id == bindparam("lesson"),
        lesson_done.c.applied_at.is_(None),
    )
    .values(applied_at=bindparam("when", type_=Instant), evidence=bindparam("how"))
    .returning(lesson_done.c.lesson_id)
)
KEEP_FILE = (
    update(lesson_done)
    .where(lesson_done.c.membership_id == bindparam("member"), lesson_done.c.lesson_id == bindparam("lesson"))
    .values(file=bindparam("kept"))
)
DONE = select(lesson_done).where(
    lesson_done.c.membership_id == bindparam("member"), lesson_done.c.lesson_id == bindparam("lesson")
)
FIRST_RIGHT = (
    select(
        func.count().label("answers"),
        func.coalesce(func.sum(case((lesson_done.c.first_answer == bindparam("letter"), 1), else_=0)), 0).label("right"),
    )
    .select_from(lesson_done)
    .where(lesson_done.c.lesson_id == bindparam("lesson"), lesson_done.c.first_answer.is_not(None))
)
EVIDENCE = (
    select(person.c.name, lesson_done.c.evidence, lesson_done.c.applied_at, lesson_done.c.file)
    .select_from(
        lesson_done.join(membership, membership.c.id == lesson_done.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(lesson_done.c.lesson_id == bindparam("lesson"), lesson_done.c.applied_at.is_not(None))
    .order_by(lesson_done.c.applied_at.desc())
    .limit(bindparam("most"))
)
RATED = insert(lesson_rated).on_conflict_do_nothing().returning(lesson_rated.c.lesson_id)
_one_more = insert(lesson_score)
SCORED = _one_more.on_conflict_do_update(
    index_elements=[lesson_score.c.lesson_id, lesson_score.c.score], set_={"times": lesson_score.c.times + 1}
)
SCORES = (
    select(lesson_score.c.score, lesson_score.c.times)
    .where(lesson_score.c.lesson_id == bindparam("lesson"))
    .order_by(lesson_score.c.score.desc())
)
COMMENT = insert(lesson_comment)
COMMENTS = (
    select(lesson_comment.c.words).where(lesson_comment.c.lesson_id == bindparam("lesson")).order_by(lesson_comment.c.key)
)
RATED_BETWEEN = (
    select(lesson.c.id, lesson.c.number, lesson.c.title, lesson.c.author)
    .where(
        lesson.c.camp_id == bindparam("camp"),
        or_(
            select(literal(1))
            .where(
                lesson_push.c.lesson_id == lesson.c.id,
                lesson_push.c.day >= bindparam("first", type_=Day),
                lesson_push.c.day <= bindparam("last", type_=Day),
            )
            .exists(),
            select(literal(1))
            .where(
                personal_push.c.lesson_id == lesson.c.id,
                personal_push.c.day >= bindparam("first", type_=Day),
                personal_push.c.day <= bindparam("last", type_=Day),
            )
            .exists(),
        ),
        select(literal(1)).where(lesson_score.c.lesson_id == lesson.c.id).exists(),
    )
    .order_by(lesson.c.place, lesson.c.number)
)

# ── two members become one ───────────────────────────────────────────────────────────────────────────────────────────

_theirs = lesson_done.alias("theirs")
DONE_BOTH = (
    select(
        lesson_done.c.lesson_id,
        lesson_done.c.at,
        lesson_done.c.applied_at,
        lesson_done.c.evidence,
        lesson_done.c.file,
        _theirs.c.at.label("kept_at"),
        _theirs.c.applied_at.label("kept_applied_at"),
    )
    .select_from(lesson_done.join(_theirs, _theirs.c.lesson_id == lesson_done.c.lesson_id))
    .where(lesson_done.c.membership_id == bindparam("old"), _theirs.c.membership_id == bindparam("kept"))
    .order_by(lesson_done.c.lesson_id)
)
SET_DONE = (
    update(lesson_done)
    .where(lesson_done.c.membership_id == bindparam("member"), lesson_done.c.lesson_id == bindparam("lesson"))
    .values(at=bindparam("learned", type_=Instant))
)
DROP_DONE = delete(lesson_done).where(
    lesson_done.c.membership_id == bindparam("member"), lesson_done.c.lesson_id == bindparam("lesson")
)
MOVE_DONE = update(lesson_done).where(lesson_done.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


def _moving(table: Table) -> tuple[Any, Any]:
    """What `kept` has already is dropped from `old`, the rest moves."""
    theirs = table.alias(f"{table.name}_kept")
    twice = select(literal(1)).where(theirs.c.membership_id == bindparam("kept"), theirs.c.lesson_id == table.c.lesson_id)
    drop = delete(table).where(table.c.membership_id == bindparam("old"), twice.exists())
    return drop, update(table).where(table.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


DROP_PUSHED_TWICE, MOVE_PUSHED = _moving(personal_push)
DROP_RATED_TWICE, MOVE_RATED = _moving(lesson_rated)


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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
class Saved:
    """What became of a lesson saved; version 1 is a new one."""

    id: int
    number: int
    version: int


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
class Step:
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
class Standing:
    """Of so many a lesson came to, how many learned and how many applied it."""

    asked: int
    learned: int
    applied: int


# ── courses and their lessons ────────────────────────────────────────────────────────────────────────────────────────


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
) -> list[Saved | None]:
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
        if row is not None:
            db.run(NOT_FOR, of=row.id)
            db.many(FOR, [{"lesson_id": row.id, "tag": name} for name in required_tags])
        is_new = row is not None and row.version == 1
        number, place = number + is_new, place + is_new
        saved.append(None if row is None else Saved(*row))
    return saved


def retire(db: Db, lesson_id: int, *, at: datetime) -> bool:
    """Takes a lesson out of its course; what was learned of it stays. False where it was out."""
    return db.one(RETIRE, lesson=lesson_id, when=at) is not None


def attach(db: Db, lesson_id: int, files: list[list[Any]]) -> None:
    """The pictures, sounds and files that come with a lesson."""
    db.run(ATTACH, lesson=lesson_id, all_files=files)


def by_number(db: Db, camp_id: int, number: int) -> Lesson | None:
    row = db.one(BY_NUMBER, camp=camp_id, numbered=number)
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


def count(db: Db, course_id: int) -> int:
    return int(db.value(COUNT, course=course_id))


# ── pushing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


def next_of_each(db: Db, camp_id: int, course_id: int, for_tag: str | None, *, today: date) -> list[tuple[int, int, int]]:
    """(membership, person, lesson) for everybody whose own course goes on today."""
    rows = db.all(EACH_NEXT, camp=camp_id, course=course_id, for_tag=for_tag, today=today)
    return [(row.id, row.person_id, row.lesson_id) for row in rows if row.lesson_id is not None]


def push_to(db: Db, camp_id: int, member: int, lesson_id: int, day: date, due_on: date | None, *, at: datetime) -> bool:
    """The lesson comes to one member now; False where it has come."""
    row = db.one(PUSH_TO, camp_id=camp_id, membership_id=member, lesson_id=lesson_id, day=day, due_on=due_on, at=at)
    return row is not None


def has_come(db: Db, lesson_id: int, member: int) -> bool:
    """Whether a lesson has come to everybody, or to this member."""
    return db.one(PUSHED, lesson=lesson_id, membership=member) is not None


def latest(db: Db, camp_id: int, member: int) -> Lesson | None:
    """The lesson that came to a member last."""
    row = db.one(LATEST, camp=camp_id, membership=member)
    return None if row is None else by_id(db, row.lesson_id)


# ── who is asked for what ────────────────────────────────────────────────────────────────────────────────────────────


def asked(db: Db, camp_id: int, first: date, last: date) -> list[Any]:
    """Rows (membership_id, lesson_id, at, applied_at, finished) of the required lessons that came in these days."""
    return db.all(ASKED, camp=camp_id, first=first, last=last)


def unfinished(db: Db, camp_id: int, due_on: date) -> list[Unfinished]:
    """Who has not finished what is due on a day; who is on leave that day is left in peace."""
    return [
        Unfinished(
            row.lesson_id, row.number, row.title, row.apply, row.membership_id, row.person_id, row.name, row.at is not None
        )
        for row in db.all(UNFINISHED, camp=camp_id, due=due_on)
    ]


def progress(db: Db, camp_id: int, member: int) -> list[Step]:
    """The lessons that came to a member, in their order."""
    return [
        Step(row.id, row.number, row.title, row.minutes, row.apply, row.required, row.day, row.due_on, row.at, row.applied_at)
        for row in db.all(PROGRESS, camp=camp_id, membership=member)
    ]


def standing(db: Db, camp_id: int, lesson_id: int) -> Standing:
    row = db.one(STANDING, camp=camp_id, lesson=lesson_id)
    assert row is not None
    return Standing(row.asked, int(row.learned), int(row.applied))


# ── learning, applying, rating ───────────────────────────────────────────────────────────────────────────────────────


def answer(db: Db, camp_id: int, member: int, lesson_id: int, letter: str) -> None:
    """Keeps the first choice in the closing question; later ones are not kept."""
    db.run(ANSWER, camp_id=camp_id, membership_id=member, lesson_id=lesson_id, first_answer=letter)


def learn(db: Db, camp_id: int, member: int, lesson_id: int, *, at: datetime) -> bool:
    """Learned; False where it was."""
    return db.one(LEARN, camp_id=camp_id, membership_id=member, lesson_id=lesson_id, at=at) is not None


def apply(db: Db, member: int, lesson_id: int, evidence: str, *, at: datetime) -> bool:
    """A learned lesson was applied; False where it was said before, or where it is not learned."""
    return db.one(APPLY, member=member, lesson=lesson_id, when=at, how=evidence) is not None


def keep_evidence(db: Db, member: int, lesson_id: int, file: str) -> None:
    """The file that shows it."""
    db.run(KEEP_FILE, member=member, lesson=lesson_id, kept=file)


def done(db: Db, member: int, lesson_id: int) -> Any:
    """The row of what a member did with a lesson, or None."""
    return db.one(DONE, member=member, lesson=lesson_id)


def first_right(db: Db, lesson_id: int, letter: str) -> tuple[int, int]:
    """(first answers, right ones) to the closing question."""
    row = db.one(FIRST_RIGHT, lesson=lesson_id, letter=letter)
    assert row is not None
    return row.answers, int(row.right)


def evidence(db: Db, lesson_id: int, most: int) -> list[Any]:
    """Rows (name, evidence, applied_at, file), the newest first."""
    return db.all(EVIDENCE, lesson=lesson_id, most=most)


def rate(db: Db, member: int, lesson_id: int, score: int) -> bool:
    """One more of that score; False where this member has rated. Nothing ties the two together."""
    if db.one(RATED, membership_id=member, lesson_id=lesson_id) is None:
        return False
    db.run(SCORED, lesson_id=lesson_id, score=score, times=1)
    return True


def scores(db: Db, lesson_id: int) -> list[int]:
    """Every score, the highest first."""
    return [row.score for row in db.all(SCORES, lesson=lesson_id) for _ in range(row.times)]


def comment(db: Db, key: str, lesson_id: int, words: str) -> None:
    """Words to the author under a random key."""
    db.run(COMMENT, key=key, lesson_id=lesson_id, words=words)


def comments(db: Db, lesson_id: int) -> list[str]:
    return [row.words for row in db.all(COMMENTS, lesson=lesson_id)]


def rated_between(db: Db, camp_id: int, first: date, last: date) -> list[Any]:
    """Rows (id, number, title, author) of the lessons that came in these days and have a score."""
    return db.all(RATED_BETWEEN, camp=camp_id, first=first, last=last)


def move(db: Db, old: int, kept: int) -> list[int]:
    """One membership's lessons become another's; where both learned one the earlier stands. Gives the lessons both had learned."""
    twice = []
    for row in db.all(DONE_BOTH, old=old, kept=kept):
        learned = [moment for moment in (row.at, row.kept_at) if moment is not None]
        if learned:
            db.run(SET_DONE, member=kept, lesson=row.lesson_id, learned=min(learned))
        if row.applied_at is not None and row.kept_applied_at is None:
            db.run(APPLY, member=kept, lesson=row.lesson_id, when=row.applied_at, how=row.evidence)
        if row.at is not None and row.kept_at is not None:
            twice.append(row.lesson_id)
        db.run(DROP_DONE, member=old, lesson=row.lesson_id)
    db.run(MOVE_DONE, old=old, kept=kept)
    db.run(DROP_PUSHED_TWICE, old=old, kept=kept)
    db.run(MOVE_PUSHED, old=old, kept=kept)
    db.run(DROP_RATED_TWICE, old=old, kept=kept)
    db.run(MOVE_RATED, old=old, kept=kept)
    return twice
