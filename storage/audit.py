"""Who did what: every manager's act, every refusal of one, and what can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Index, Table, Text, bindparam, false, func, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.people import person
from storage.schema import Instant, Json, anywhere, foreign_key, metadata, primary_key

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
    Column("role", Text),
    Column("private", Boolean, nullable=False, server_default=false()),
    Column("about", Text),
)
"""`person_id` is empty where the shell acted; `undo` holds what the act's own undoing needs, empty where it cannot be undone. A `detail`
names a person by id alone, under the name in PERSON. `role` is what whoever acted was then; what is `private` stands here for its own
undoing and is shown to nobody else. `about` is the number of what was decided (W3), so that who comes second can be told who was first."""
PERSON, REFUSED = "person", "refused"
"""The detail that names a person, and the one act that is none: something was not done."""
Index("ix_audit_camp", audit.c.camp_id, audit.c.id)
_is_about = audit.c.about.is_not(None)
Index("ix_audit_about", audit.c.camp_id, audit.c.about, sqlite_where=_is_about, postgresql_where=_is_about)

NOTE = insert(audit).returning(audit.c.id)
_ACT = (audit.c.id, audit.c.act, audit.c.detail, audit.c.undo, audit.c.at, audit.c.undone_at, audit.c.role)
RECENT = (
    select(*_ACT)
    .where(
        audit.c.person_id == bindparam("person"),
        audit.c.camp_id == bindparam("camp"),
        audit.c.act != REFUSED,
        audit.c.undone_at.is_(None),
        audit.c.at > bindparam("since", type_=Instant),
    )
    .order_by(audit.c.id.desc())
)
ONE = select(*_ACT).where(
    audit.c.id == bindparam("entry"), audit.c.person_id == bindparam("person"), audit.c.camp_id == bindparam("camp")
)
MARK_UNDONE = (
    update(audit)
    .where(audit.c.id == bindparam("entry"), audit.c.undone_at.is_(None))
    .values(undone_at=bindparam("when"))
    .returning(audit.c.id)
)
_ENTRY = (audit.c.id, audit.c.at, person.c.name, audit.c.act, audit.c.detail, audit.c.undone_at)
_named = audit.outerjoin(person, person.c.id == audit.c.person_id)
LATER = (
    select(*_ENTRY)
    .select_from(_named)
    .where(audit.c.camp_id == bindparam("camp"), audit.c.id > bindparam("entry"), audit.c.undone_at.is_(None))
    .order_by(audit.c.id)
)
ENTRIES = (
    select(*_ENTRY)
    .select_from(_named)
    .where(audit.c.camp_id == bindparam("camp"), audit.c.private.is_(False), audit.c.id < bindparam("before"))
    .order_by(audit.c.id.desc())
    .limit(bindparam("most"))
)
_asked = (
    audit.c.camp_id == bindparam("camp"),
    audit.c.private.is_(False),
    or_(bindparam("act", type_=Text) == "", audit.c.act == bindparam("act", type_=Text)),
    or_(bindparam("words", type_=Text) == "", func.lower(person.c.name).like(bindparam("pattern", type_=Text), escape="\\")),
    or_(bindparam("undone", type_=Boolean).is_(False), audit.c.undone_at.is_not(None)),
)
PAGE = (
    select(*_ENTRY)
    .select_from(_named)
    .where(*_asked)
    .order_by(audit.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("start"))
)
COUNT = select(func.count()).select_from(_named).where(*_asked)
LAST_ABOUT = (
    select(*_ENTRY)
    .select_from(_named)
    .where(audit.c.camp_id == bindparam("camp"), audit.c.about == bindparam("number"), audit.c.undone_at.is_(None))
    .order_by(audit.c.id.desc())
    .limit(1)
)
MERGE = update(audit).where(audit.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
ABOUT = select(audit.c.id, audit.c.detail).where(type_coerce(audit.c.detail, Text).like(bindparam("pattern", type_=Text)))
CHANGE_DETAIL = update(audit).where(audit.c.id == bindparam("entry")).values(detail=bindparam("changed", type_=Json))


OWN = select(audit.c.id, audit.c.detail).where(audit.c.person_id == bindparam("person"))
NO_UNDOING = update(audit).where(audit.c.person_id == bindparam("who"), audit.c.undo.is_not(None)).values(undo=None)
NOT_UNDONE = update(audit).where(audit.c.id == bindparam("entry"), audit.c.undo.is_not(None)).values(undo=None)
WRITTEN = ("words", "name", "reason", "action")
"""The details that hold what somebody wrote."""


class OwnAct(NamedTuple):
    """What somebody did; `undo` is None where it cannot be taken back."""

    id: int
    act: str
    detail: dict[str, Any]
    undo: dict[str, Any] | None
    at: datetime
    undone_at: datetime | None
    role: str | None


class AuditEntry(NamedTuple):
    """A line of the audit log; `name` is None for the shell."""

    id: int
    at: datetime
    name: str | None
    act: str
    detail: dict[str, Any]
    undone_at: datetime | None


class AuditFilter(NamedTuple):
    """Which lines: an empty word asks for nothing; `words` are of who acted."""

    words: str = ""
    act: str = ""
    undone: bool = False


def note(
    db: Db,
    camp: int | None,
    person_id: int | None,
    act: str,
    detail: dict[str, Any],
    *,
    at: datetime,
    undo: dict[str, Any] | None = None,
    role: str | None = None,
    private: bool = False,
    about: str | None = None,
) -> int:
    """Writes a line that is never changed but for having been undone."""
    given = {"camp_id": camp, "person_id": person_id, "act": act, "detail": detail, "undo": undo, "at": at}
    return int(db.value(NOTE, role=role, private=private, about=about, **given))


def recent(db: Db, camp: int, person_id: int, *, now: datetime) -> list[OwnAct]:
    """What the person did in the last minutes and has not taken back, the newest first."""
    return [OwnAct(*row) for row in db.all(RECENT, person=person_id, camp=camp, since=now - UNDO_WITHIN)]


def own(db: Db, camp: int, person_id: int, entry: int) -> OwnAct | None:
    """An act of theirs by number."""
    row = db.one(ONE, entry=entry, person=person_id, camp=camp)
    return None if row is None else OwnAct(*row)


def later(db: Db, camp: int, entry: int) -> list[AuditEntry]:
    """What was done in the camp after an act and still stands, the oldest first."""
    return [AuditEntry(*row) for row in db.all(LATER, camp=camp, entry=entry)]


def mark_undone(db: Db, entry: int, *, at: datetime) -> bool:
    """Marks an act as taken back; False where it was already."""
    return db.one(MARK_UNDONE, entry=entry, when=at) is not None


def entries(db: Db, camp: int, most: int, *, before: int = 2**62) -> list[AuditEntry]:
    """The newest lines of a camp, from before an entry backwards."""
    return [AuditEntry(*row) for row in db.all(ENTRIES, camp=camp, most=most, before=before)]


def page(db: Db, camp: int, which: AuditFilter, *, start: int, most: int) -> list[AuditEntry]:
    """So many lines of a camp from a place on, the newest first."""
    return [AuditEntry(*row) for row in db.all(PAGE, **_given(camp, which), start=start, most=most)]


def count(db: Db, camp: int, which: AuditFilter) -> int:
    """How many there are."""
    return int(db.value(COUNT, **_given(camp, which)))


def _given(camp: int, which: AuditFilter) -> dict[str, Any]:
    return {"camp": camp, **which._asdict(), "pattern": anywhere(which.words.lower())}


def last_about(db: Db, camp: int, number: str) -> AuditEntry | None:
    """The last act on something that is decided, by its number (W3), that still stands."""
    row = db.one(LAST_ABOUT, camp=camp, number=number)
    return None if row is None else AuditEntry(*row)


def merge(db: Db, old: int, kept: int) -> None:
    """The log names the person that remains, as who acted and as whom it was about."""
    db.run(MERGE, old=old, kept=kept)
    for entry, detail in db.all(ABOUT, pattern=f'%"{PERSON}":{old}%'):
        if detail.get(PERSON) == old:
            db.run(CHANGE_DETAIL, entry=entry, changed={**detail, PERSON: kept})


def erase(db: Db, person_id: int) -> None:
    """What they did and what was done to them stays in the log; what was written with it does not, and nothing of it can be taken back any more."""
    db.run(NO_UNDOING, who=person_id)
    about = [row for row in db.all(ABOUT, pattern=f'%"{PERSON}":{person_id}%') if row.detail.get(PERSON) == person_id]
    for entry, _ in about:
        db.run(NOT_UNDONE, entry=entry)
    for entry, detail in [*db.all(OWN, person=person_id), *about]:
        if any(detail.get(name) for name in WRITTEN):
            kept = {name: "…" if name in WRITTEN and value else value for name, value in detail.items()}
            db.run(CHANGE_DETAIL, entry=entry, changed=kept)
