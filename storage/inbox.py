"""What was heard: one row an event, so that nothing acts twice; what could not be understood; and what waits for a reference."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Index, Table, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, metadata, primary_key

KEPT = timedelta(days=7)
"""How long a key is remembered: longer than any platform repeats an event."""

inbox = Table(
    "inbox", metadata, Column("key", Text, primary_key=True), Column("at", Instant, nullable=False), sqlite_with_rowid=False
)
Index("ix_inbox_at", inbox.c.at)

dead_letter = Table(
    "dead_letter",
    metadata,
    primary_key(),
    Column("key", Text, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("words", Text, nullable=False),
)

HEARD = insert(inbox).on_conflict_do_nothing()
KNOWN = select(inbox.c.key).where(inbox.c.key == bindparam("key"))
BURY = insert(dead_letter).on_conflict_do_nothing()
BURIED = select(func.count()).select_from(dead_letter)


def record(db: Db, event_key: str, at: datetime) -> bool:
    """Remembers the event; False where it was heard before."""
    return db.insert(HEARD, key=event_key, at=at)


def is_known(db: Db, event_key: str) -> bool:
    """Whether the event was heard."""
    return db.value(KNOWN, key=event_key) is not None


def bury(db: Db, event_key: str, at: datetime, *, channel: str, kind: str, problem: str, words: str) -> None:
    """Keeps an event that failed twice alone, so that it can be read and nothing behind it is held up."""
    db.run(BURY, key=event_key, at=at, channel=channel, kind=kind, problem=problem, words=words)


def buried(db: Db) -> int:
    """How many events failed for good."""
    return int(db.value(BURIED))
