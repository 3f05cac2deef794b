"""Open dialogs: what somebody was asked in a room and has not answered yet; one a person and room."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Table, Text, bindparam, delete, exists, select, update
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
Index("uq_dialog_who", dialog.c.person_id, dialog.c.room, unique=True)

_asked = insert(dialog)
ASK = _asked.on_conflict_do_update(
    index_elements=[dialog.c.person_id, dialog.c.room],
    set_={name: _asked.excluded[name] for name in ("step", "kept", "until")},
).returning(dialog.c.id)
OPEN = select(dialog.c.id, dialog.c.step, dialog.c.kept, dialog.c.until).where(
    dialog.c.person_id == bindparam("person"), dialog.c.room == bindparam("room"), dialog.c.until > bindparam("now")
)
CLOSE = delete(dialog).where(dialog.c.id == bindparam("dialog"))
GIVE_UP = delete(dialog).where(dialog.c.id == bindparam("dialog"), dialog.c.until == bindparam("asked_until", type_=Instant))
FORGET = delete(dialog).where(dialog.c.until < bindparam("now"))
_theirs = dialog.alias("theirs")
DROP_TWICE = delete(dialog).where(
    dialog.c.person_id == bindparam("old"),
    exists().where(_theirs.c.person_id == bindparam("kept"), _theirs.c.room == dialog.c.room),
)
MERGE = update(dialog).where(dialog.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


class Dialog(NamedTuple):
    """A question waiting for an answer: the step that takes it and what that step needs to remember."""

    id: int
    step: str
    kept: dict[str, Any]
    until: datetime


def ask(db: Db, person: int, room: str, step: str, kept: dict[str, Any], *, at: datetime, until: datetime | None = None) -> int:
    """Opens a dialog in place of the one before, until then or for half an hour."""
    return int(db.value(ASK, person_id=person, room=room, step=step, kept=kept, until=until or at + OPEN_FOR))


def find(db: Db, person: int, room: str, *, now: datetime) -> Dialog | None:
    """The dialog an answer belongs to."""
    row = db.one(OPEN, person=person, room=room, now=now)
    return None if row is None else Dialog(*row)


def close(db: Db, dialog_id: int) -> None:
    """Answered or given up."""
    db.run(CLOSE, dialog=dialog_id)


def give_up(db: Db, one: Dialog) -> None:
    """Put aside for something else, unless another question has taken its place since."""
    db.run(GIVE_UP, dialog=one.id, asked_until=one.until)


def forget(db: Db, now: datetime) -> None:
    """Drops what nobody answered."""
    db.run(FORGET, now=now)


def merge(db: Db, old: int, kept: int) -> None:
    """Open questions follow the person; where both were asked in a room the one that is kept stands."""
    db.run(DROP_TWICE, old=old, kept=kept)
    db.run(MERGE, old=old, kept=kept)
