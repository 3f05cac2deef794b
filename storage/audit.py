"""Who did what: every manager's act, every refusal of one, and what can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Table, Text, bindparam, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

UNDO_WITHIN = timedelta(minutes=10)

audit = Table(
    "audit",
    metadata,
    primary_key(),
    foreign_key("camp", nullable=True),
    foreign_key("person", nullable=True, index=True),
    Column("act", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("undo", Json),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
)
"""`person_id` is empty where the shell acted; `undo` holds what the act's own undoing needs, empty where it cannot be undone. A `detail`
names a person by id alone, under the name in PERSON."""
PERSON = "person"
Index("ix_audit_camp", audit.c.camp_id, audit.c.id)

NOTE = insert(audit).returning(audit.c.id)
LAST = (
    select(audit.c.id, audit.c.act, audit.c.detail, audit.c.undo)
    .where(
        audit.c.person_id == bindparam("person"),
        audit.c.camp_id == bindparam("camp"),
        audit.c.undo.is_not(None),
        audit.c.undone_at.is_(None),
        audit.c.at > bindparam("since", type_=Instant),
    )
    .order_by(audit.c.id.desc())
    .limit(1)
)
MARK_UNDONE = (
    update(audit)
    .where(audit.c.id == bindparam("entry"), audit.c.undone_at.is_(None))
    .values(undone_at=bindparam("when"))
    .returning(audit.c.id)
)
ENTRIES = (
    select(audit.c.id, audit.c.at, person.c.name, audit.c.act, audit.c.detail, audit.c.undone_at)
    .select_from(audit.outerjoin(person, person.c.id == audit.c.person_id))
    .where(audit.c.camp_id == bindparam("camp"))
    .order_by(audit.c.id.desc())
    .limit(bindparam("most"))
)
MERGE = update(audit).where(audit.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
ABOUT = select(audit.c.id, audit.c.detail).where(type_coerce(audit.c.detail, Text).like(bindparam("pattern", type_=Text)))
CHANGE_DETAIL = update(audit).where(audit.c.id == bindparam("entry")).values(detail=bindparam("changed", type_=Json))


class UndoableAct(NamedTuple):
    """An act that can still be taken back."""

    id: int
    act: str
    detail: dict[str, Any]
    undo: dict[str, Any]


class AuditEntry(NamedTuple):
    """A line of the audit log; `name` is None for the shell."""

    id: int
    at: datetime
    name: str | None
    act: str
    detail: dict[str, Any]
    undone_at: datetime | None


def note(
    db: Db,
    camp: int | None,
    person_id: int | None,
    act: str,
    detail: dict[str, Any],
    *,
    at: datetime,
    undo: dict[str, Any] | None = None,
) -> int:
    """Writes a line that is never changed but for having been undone."""
    return int(db.value(NOTE, camp_id=camp, person_id=person_id, act=act, detail=detail, undo=undo, at=at))


def last(db: Db, camp: int, person_id: int, *, now: datetime) -> UndoableAct | None:
    """The person's last act that can be undone."""
    row = db.one(LAST, person=person_id, camp=camp, since=now - UNDO_WITHIN)
    return None if row is None else UndoableAct(*row)


def mark_undone(db: Db, entry: int, *, at: datetime) -> bool:
    """Marks an act as taken back; False where it was already."""
    return db.one(MARK_UNDONE, entry=entry, when=at) is not None


def entries(db: Db, camp: int, most: int) -> list[AuditEntry]:
    """The newest lines of a camp."""
    return [AuditEntry(*row) for row in db.all(ENTRIES, camp=camp, most=most)]


def merge(db: Db, old: int, kept: int) -> None:
    """The log names the person that remains, as who acted and as whom it was about."""
    db.run(MERGE, old=old, kept=kept)
    for entry, detail in db.all(ABOUT, pattern=f'%"{PERSON}":{old}%'):
        if detail.get(PERSON) == old:
            db.run(CHANGE_DETAIL, entry=entry, changed={**detail, PERSON: kept})
