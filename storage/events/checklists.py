"""What is to be ready before an event, line by line, and who ticked it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata, primary_key

event_task = Table(
    "event_task",
    metadata,
    primary_key(),
    foreign_key("event"),
    Column("place", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("done_at", Instant),
    foreign_key("membership", name="done_by", nullable=True),
    CheckConstraint("place > 0", name="place"),
    CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done"),
)
"""A line of an event's checklist, from 1 on."""
Index("uq_event_task_place", event_task.c.event_id, event_task.c.place, unique=True)

CLEAR = delete(event_task).where(event_task.c.event_id == bindparam("number"))
WRITE = insert(event_task)
LINES = (
    select(event_task.c.place, event_task.c.words, event_task.c.done_at)
    .where(event_task.c.event_id == bindparam("number"))
    .order_by(event_task.c.place)
)
TICK = (
    update(event_task)
    .where(
        event_task.c.event_id == bindparam("number"), event_task.c.place == bindparam("line"), event_task.c.done_at.is_(None)
    )
    .values(done_at=bindparam("when", type_=Instant), done_by=bindparam("member"))
    .returning(event_task.c.id)
)
UNTICK = (
    update(event_task)
    .where(
        event_task.c.event_id == bindparam("number"),
        event_task.c.place == bindparam("line"),
        event_task.c.done_at.is_not(None),
    )
    .values(done_at=None, done_by=None)
    .returning(event_task.c.id)
)


class ChecklistLine(NamedTuple):
    """What is to be ready; done since when, if it is."""

    place: int
    words: str
    done_at: datetime | None


def write(db: Db, number: int, lines: Iterable[str]) -> None:
    """The whole list anew, nothing ticked."""
    db.run(CLEAR, number=number)
    for place, words in enumerate(lines, 1):
        db.run(WRITE, event_id=number, place=place, words=words)


def add(db: Db, number: int, lines: Iterable[str], *, after: int) -> None:
    """More lines behind a place."""
    for place, words in enumerate(lines, after + 1):
        db.run(WRITE, event_id=number, place=place, words=words)


def of(db: Db, number: int) -> list[ChecklistLine]:
    """The list."""
    return [ChecklistLine(*row) for row in db.all(LINES, number=number)]


def tick(db: Db, number: int, line: int, member: int, *, at: datetime) -> bool:
    """It is ready; False where it was."""
    return db.value(TICK, number=number, line=line, member=member, when=at) is not None


def untick(db: Db, number: int, line: int) -> bool:
    """It is not ready after all; False where it was not."""
    return db.value(UNTICK, number=number, line=line) is not None
