"""What a member did with a lesson: the first answer to its question, when it was learned, when and how it was applied."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Table, Text, bindparam, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, foreign_key, metadata

lesson_done = Table(
    "lesson_done",
    metadata,
    foreign_key("membership", primary_key=True),
    foreign_key("lesson", primary_key=True),
    foreign_key("camp"),
    Column("first_answer", Text),
    Column("at", Instant),
    Column("applied_at", Instant),
    Column("evidence", Text),
    Column("file", Text),
)
"""`first_answer` is the first choice in the closing question, `at` when it was learned, `applied_at` when it was applied and how."""
Index("ix_lesson_done_camp", lesson_done.c.camp_id, lesson_done.c.at)
Index("ix_lesson_done_lesson", lesson_done.c.lesson_id)

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
