"""When what is due: one row a (job, subject) with its next moment, and one row for ever for each moment that ran."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Index, Table, Text, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata

agenda = Table(
    "agenda",
    metadata,
    Column("job", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("due_at", Instant, nullable=False),
    foreign_key("camp", nullable=True),
)
"""`camp_id` is the camp a subject belongs to, empty where it belongs to none."""
Index("ix_agenda_due_at", agenda.c.due_at)

occurrence = Table(
    "occurrence",
    metadata,
    Column("job", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("due_at", Instant, primary_key=True),
    Column("ran_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

MOST_COMING = 500
"""Moments of a camp that are looked through for what comes next."""

_put = insert(agenda)
PLAN = _put.on_conflict_do_update(
    index_elements=[agenda.c.job, agenda.c.subject],
    set_={"due_at": _put.excluded.due_at, "camp_id": func.coalesce(_put.excluded.camp_id, agenda.c.camp_id)},
)
DROP = delete(agenda).where(agenda.c.job == bindparam("job"), agenda.c.subject == bindparam("subject"))
DONE = delete(agenda).where(
    agenda.c.job == bindparam("job"), agenda.c.subject == bindparam("subject"), agenda.c.due_at == bindparam("due_at")
)
DUE = (
    select(agenda.c.job, agenda.c.subject, agenda.c.due_at, agenda.c.camp_id)
    .where(agenda.c.due_at <= bindparam("now", type_=Instant))
    .order_by(agenda.c.due_at, agenda.c.job, agenda.c.subject)
    .limit(bindparam("most"))
)
COMING = (
    select(agenda.c.job, agenda.c.subject, agenda.c.due_at, agenda.c.camp_id)
    .where(
        agenda.c.camp_id == bindparam("camp"),
        agenda.c.due_at > bindparam("now", type_=Instant),
        agenda.c.due_at <= bindparam("until", type_=Instant),
    )
    .order_by(agenda.c.due_at, agenda.c.job, agenda.c.subject)
    .limit(MOST_COMING)
)
NEXT = select(func.min(agenda.c.due_at))
PLANNED = select(agenda.c.due_at).where(agenda.c.job == bindparam("job"), agenda.c.subject == bindparam("subject"))
RAN = insert(occurrence).on_conflict_do_nothing().returning(occurrence.c.ran_at)


class Due(NamedTuple):
    """One thing to do now, and the camp it is done in, where it belongs to one."""

    job: str
    subject: str
    due_at: datetime
    camp: int | None


def plan(db: Db, job: str, subject: str, at: datetime | None, *, camp: int | None = None) -> None:
    """The next moment of a (job, subject), in place of any other; None takes it off the agenda. It stays the camp's it was where
    nobody names another."""
    if at is None:
        db.run(DROP, job=job, subject=subject)
    else:
        db.run(PLAN, job=job, subject=subject, due_at=at, camp_id=camp)


def planned(db: Db, job: str, subject: str) -> datetime | None:
    """When it is next."""
    return db.value(PLANNED, job=job, subject=subject)


def due(db: Db, now: datetime, most: int) -> list[Due]:
    """What is due, the oldest first."""
    return [Due(*row) for row in db.all(DUE, now=now, most=most)]


def coming(db: Db, camp: int, *, now: datetime, until: datetime) -> list[Due]:
    """What is planned in a camp until then, the nearest first."""
    return [Due(*row) for row in db.all(COMING, camp=camp, now=now, until=until)]


def next_moment(db: Db) -> datetime | None:
    """The nearest moment on the agenda."""
    return db.value(NEXT)


def mark_ran(db: Db, job: str, subject: str, due_at: datetime, *, at: datetime) -> bool:
    """Claims an occurrence for good and takes it off the agenda; False where another has run it."""
    db.run(DONE, job=job, subject=subject, due_at=due_at)
    return db.one(RAN, job=job, subject=subject, due_at=due_at, ran_at=at) is not None
