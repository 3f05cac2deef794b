"""Two memberships become one: what both had stands once, the earlier of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, bindparam, delete, literal, select, update

from storage.connection import Db
from storage.lessons.learning import APPLY, lesson_done
from storage.lessons.pushes import personal_push
from storage.lessons.ratings import lesson_rated
from storage.schema import Instant

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
