"""What people thought of a lesson: scores without an author, who has rated without a score, and words without either."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, bindparam, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.lessons.curriculum import lesson
from storage.lessons.pushes import lesson_push, personal_push
from storage.schema import Day, foreign_key, metadata

lesson_rated = Table(
    "lesson_rated", metadata, foreign_key("membership", primary_key=True), foreign_key("lesson", primary_key=True)
)
"""Who rated, and nothing else: no score, no order, no time."""

lesson_score = Table(
    "lesson_score",
    metadata,
    foreign_key("lesson", primary_key=True),
    Column("score", Integer, primary_key=True),
    Column("times", Integer, nullable=False),
    CheckConstraint("score between 0 and 10", name="score"),
)
"""How often each score was given: a count has no author."""

lesson_comment = Table(
    "lesson_comment",
    metadata,
    Column("key", Text, primary_key=True),
    foreign_key("lesson"),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What people wrote to the author; the key is random, so that the order says nothing."""

RATED = insert(lesson_rated).on_conflict_do_nothing().returning(lesson_rated.c.lesson_id)
HAS_RATED = select(lesson_rated.c.lesson_id).where(
    lesson_rated.c.membership_id == bindparam("membership"), lesson_rated.c.lesson_id == bindparam("lesson")
)
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


def rate(db: Db, member: int, lesson_id: int, score: int) -> bool:
    """One more of that score; False where this member has rated. Nothing ties the two together."""
    if db.one(RATED, membership_id=member, lesson_id=lesson_id) is None:
        return False
    db.run(SCORED, lesson_id=lesson_id, score=score, times=1)
    return True


def has_rated(db: Db, member: int, lesson_id: int) -> bool:
    return db.one(HAS_RATED, membership=member, lesson=lesson_id) is not None


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
