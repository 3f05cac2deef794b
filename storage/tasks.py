"""Heavy work asked for: a row committed with the change that asked, until its result has come back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, bindparam, false, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.messages import Address
from storage import job_queue
from storage.connection import Db
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

task = Table(
    "task",
    metadata,
    primary_key(),
    Column("name", Text, nullable=False),
    Column("payload", Json, nullable=False),
    foreign_key("person", nullable=True),
    foreign_key("camp", nullable=True),
    Column("channel", Text),
    Column("room", Text),
    Column("thread", Text),
    Column("asked_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("finished_at", Instant),
    Column("problem", Text),
    Column("direct", Boolean, nullable=False, server_default=false()),
)
"""`direct` says that the place it was asked in is a private chat."""
_open = task.c.finished_at.is_(None)
Index("ix_task_open", task.c.id, sqlite_where=_open, postgresql_where=_open)

ASK = insert(task).returning(task.c.id)
_all = select(
    task.c.id,
    task.c.name,
    task.c.payload,
    task.c.person_id,
    task.c.camp_id,
    task.c.channel,
    task.c.room,
    task.c.thread,
    task.c.direct,
)
OPEN = _all.where(_open).order_by(task.c.id)
ONE = _all.where(task.c.id == bindparam("task"))
TRY = update(task).where(task.c.id == bindparam("task"), _open).values(attempts=task.c.attempts + 1).returning(task.c.attempts)
GIVE_BACK = update(task).where(task.c.id == bindparam("task"), _open, task.c.attempts > 0).values(attempts=task.c.attempts - 1)
FINISH = (
    update(task)
    .where(task.c.id == bindparam("task"), _open)
    .values(finished_at=bindparam("at"), problem=bindparam("what"))
    .returning(task.c.id)
)
WAITING = select(func.count()).select_from(task).where(_open)
OLDEST = select(func.min(task.c.asked_at)).where(_open)
MERGE = update(task).where(task.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


class Task(NamedTuple):
    """One piece of heavy work, who asked for it and where."""

    id: int
    name: str
    payload: dict[str, Any]
    person: int | None
    camp: int | None
    channel: str | None
    room: str | None
    thread: str | None
    direct: bool


def ask(
    db: Db,
    name: str,
    payload: dict[str, Any],
    *,
    at: datetime,
    person: int | None,
    camp: int | None,
    place: Address | None,
) -> int:
    """Asks for work; `place` is where it was asked. Gives its id. On PostgreSQL a worker is told by the same commit."""
    where = {
        "channel": place.channel if place else None,
        "room": place.room if place else None,
        "thread": place.thread if place else None,
        "direct": place is not None and place.direct,
    }
    asked = int(db.value(ASK, name=name, payload=payload, person_id=person, camp_id=camp, asked_at=at, **where))
    if not db.is_sqlite:
        job_queue.defer(db, asked)
    return asked


def unfinished(db: Db) -> list[Task]:
    """What is still to do, the oldest first."""
    return [Task(*row) for row in db.all(OPEN)]


def oldest(db: Db) -> datetime | None:
    """When the oldest open one was asked for."""
    return db.value(OLDEST)


def waiting(db: Db) -> int:
    """How much work is asked for and not finished."""
    return int(db.value(WAITING))


def find(db: Db, task_id: int) -> Task | None:
    row = db.one(ONE, task=task_id)
    return None if row is None else Task(*row)


def begin(db: Db, task_id: int) -> int | None:
    """Counts a try; gives which one this is, or None where the task is finished."""
    return db.value(TRY, task=task_id)


def give_back(db: Db, task_id: int) -> None:
    """A try that was ended from outside does not count."""
    db.run(GIVE_BACK, task=task_id)


def finish(db: Db, task_id: int, *, at: datetime, problem: str | None = None) -> bool:
    """The last of its result is committed, or it was given up; False where it was finished before."""
    return db.one(FINISH, task=task_id, at=at, what=problem) is not None


def merge(db: Db, old: int, kept: int) -> None:
    """What `old` asked for is `kept`'s."""
    db.run(MERGE, old=old, kept=kept)
