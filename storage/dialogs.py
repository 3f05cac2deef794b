"""Open dialogs: what somebody was asked in a room and has not answered yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Table, Text, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

OPEN_FOR = timedelta(minutes=30)

dialog = Table(
    "dialog",
    metadata,
    primary_key(),
    foreign_key("person"),
    Column("room", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("kept", Json, nullable=False),
    Column("until", Instant, nullable=False),
)
Index("ix_dialog_who", dialog.c.person_id, dialog.c.room)

ASK = insert(dialog).returning(dialog.c.id)
NEWEST = (
    select(dialog.c.id, dialog.c.step, dialog.c.kept)
    .where(dialog.c.person_id == bindparam("person"), dialog.c.room == bindparam("room"), dialog.c.until > bindparam("now"))
    .order_by(dialog.c.id.desc())
    .limit(1)
)
CLOSE = delete(dialog).where(dialog.c.id == bindparam("dialog"))
FORGET = delete(dialog).where(dialog.c.until < bindparam("now"))
MERGE = update(dialog).where(dialog.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


class Dialog(NamedTuple):
    """A question waiting for an answer: the step that takes it and what that step needs to remember."""

    id: int
    step: str
    kept: dict[str, Any]


def ask(db: Db, person: int, room: str, step: str, kept: dict[str, Any], *, at: datetime) -> int:
    """Opens a dialog for half an hour."""
    return int(db.value(ASK, person_id=person, room=room, step=step, kept=kept, until=at + OPEN_FOR))


def newest(db: Db, person: int, room: str, *, now: datetime) -> Dialog | None:
    """The dialog an answer belongs to."""
    row = db.one(NEWEST, person=person, room=room, now=now)
    return None if row is None else Dialog(*row)


def close(db: Db, dialog_id: int) -> None:
    """Answered or given up."""
    db.run(CLOSE, dialog=dialog_id)


def forget(db: Db, now: datetime) -> None:
    """Drops what nobody answered."""
    db.run(FORGET, now=now)


def merge(db: Db, old: int, kept: int) -> None:
    """Open questions follow the person."""
    db.run(MERGE, old=old, kept=kept)
