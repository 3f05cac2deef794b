"""Drafts: sentences that would reach many, shown to whoever wrote them and not said yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Index, Table, Text, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata, primary_key

REMEMBERED_FOR = timedelta(days=7)
"""How long a press on a draft that was sent, dropped or has expired can still be answered with what became of it."""

outgoing_draft = Table(
    "outgoing_draft",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    foreign_key("person"),
    Column("words", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("as_host", Boolean, nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("dropped_at", Instant),
)
"""`words` is the whole sentence, its command first; `place` is `room:3` where it was said, "" in private; `said_at` is what its times
count from, `until` the last moment it may be sent."""
Index("ix_outgoing_draft_person", outgoing_draft.c.person_id, outgoing_draft.c.id)

_DRAFT = (
    outgoing_draft.c.id,
    outgoing_draft.c.camp_id,
    outgoing_draft.c.person_id,
    outgoing_draft.c.words,
    outgoing_draft.c.place,
    outgoing_draft.c.as_host,
    outgoing_draft.c.said_at,
    outgoing_draft.c.until,
    outgoing_draft.c.sent_at,
    outgoing_draft.c.dropped_at,
)
KEEP = insert(outgoing_draft).returning(outgoing_draft.c.id)
ONE = select(*_DRAFT).where(outgoing_draft.c.id == bindparam("draft"))
WAITING = (
    select(*_DRAFT)
    .where(
        outgoing_draft.c.person_id == bindparam("person"),
        outgoing_draft.c.camp_id == bindparam("camp"),
        outgoing_draft.c.sent_at.is_(None),
        outgoing_draft.c.dropped_at.is_(None),
        outgoing_draft.c.until > bindparam("now", type_=Instant),
    )
    .order_by(outgoing_draft.c.id.desc())
)
_is_open = (
    outgoing_draft.c.id == bindparam("draft"),
    outgoing_draft.c.sent_at.is_(None),
    outgoing_draft.c.dropped_at.is_(None),
)
SEND = update(outgoing_draft).where(*_is_open).values(sent_at=bindparam("at", type_=Instant)).returning(outgoing_draft.c.id)
DROP = update(outgoing_draft).where(*_is_open).values(dropped_at=bindparam("at", type_=Instant)).returning(outgoing_draft.c.id)
FORGET = delete(outgoing_draft).where(outgoing_draft.c.until < bindparam("before", type_=Instant))
MERGE = update(outgoing_draft).where(outgoing_draft.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


class OutgoingDraft(NamedTuple):
    """A sentence and what became of it."""

    id: int
    camp: int
    person: int
    words: str
    place: str
    as_host: bool
    said_at: datetime
    until: datetime
    sent_at: datetime | None
    dropped_at: datetime | None


def keep(db: Db, camp: int, person: int, words: str, *, place: str, as_host: bool, said_at: datetime, until: datetime) -> int:
    """A new draft's number."""
    given = {"words": words, "place": place, "as_host": as_host, "said_at": said_at, "until": until}
    return int(db.value(KEEP, camp_id=camp, person_id=person, **given))


def find(db: Db, number: int) -> OutgoingDraft | None:
    """A draft by number, whatever became of it."""
    row = db.one(ONE, draft=number)
    return None if row is None else OutgoingDraft(*row)


def waiting(db: Db, camp: int, person: int, *, now: datetime) -> list[OutgoingDraft]:
    """What somebody may still send in a camp, the newest first."""
    return [OutgoingDraft(*row) for row in db.all(WAITING, camp=camp, person=person, now=now)]


def mark_sent(db: Db, number: int, *, at: datetime) -> bool:
    """It is said; False where it was said or dropped before."""
    return db.value(SEND, draft=number, at=at) is not None


def drop(db: Db, number: int, *, at: datetime) -> bool:
    """It will not be said; False where it was said or dropped before."""
    return db.value(DROP, draft=number, at=at) is not None


def forget(db: Db, now: datetime) -> None:
    """What nobody can ask about any more goes."""
    db.run(FORGET, before=now - REMEMBERED_FOR)


def merge(db: Db, old: int, kept: int) -> None:
    """Drafts follow the person."""
    db.run(MERGE, old=old, kept=kept)
