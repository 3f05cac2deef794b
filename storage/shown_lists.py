"""The list somebody was shown last, where it goes on, and in which room: what 更多 turns to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Table, Text, bindparam, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, Key, foreign_key, metadata

OPEN_FOR = timedelta(hours=24)

shown_list = Table(
    "shown_list",
    metadata,
    foreign_key("person", primary_key=True),
    Column("room", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kept", Json, nullable=False),
    Column("after", Key, nullable=False),
    Column("until", Instant, nullable=False),
)
"""One a person: `name` is the feature's list, `kept` what it was asked with, `after` where its next page begins."""

_shown = insert(shown_list)
SHOW = _shown.on_conflict_do_update(
    index_elements=[shown_list.c.person_id],
    set_={name: _shown.excluded[name] for name in ("room", "name", "kept", "after", "until")},
)
FIND = select(shown_list.c.room, shown_list.c.name, shown_list.c.kept, shown_list.c.after).where(
    shown_list.c.person_id == bindparam("person"), shown_list.c.until > bindparam("now", type_=Instant)
)
END = delete(shown_list).where(shown_list.c.person_id == bindparam("person"))
FORGET = delete(shown_list).where(shown_list.c.until < bindparam("now", type_=Instant))
_theirs = shown_list.alias("theirs")
DROP = delete(shown_list).where(
    shown_list.c.person_id == bindparam("old"), exists().where(_theirs.c.person_id == bindparam("kept"))
)
MERGE = update(shown_list).where(shown_list.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


class ShownList(NamedTuple):
    """A list that goes on."""

    room: str
    name: str
    kept: dict[str, Any]
    after: int


def show(db: Db, person: int, room: str, name: str, kept: dict[str, Any], after: int, *, at: datetime) -> None:
    """A page was shown and more is to come; another list somebody leafed through is put away."""
    db.run(SHOW, person_id=person, room=room, name=name, kept=kept, after=after, until=at + OPEN_FOR)


def find(db: Db, person: int, *, now: datetime) -> ShownList | None:
    """The list this person was shown last, where it goes on."""
    row = db.one(FIND, person=person, now=now)
    return None if row is None else ShownList(*row)


def end(db: Db, person: int) -> None:
    """There is no more of it."""
    db.run(END, person=person)


def forget(db: Db, now: datetime) -> None:
    """Drops what nobody leafed on in."""
    db.run(FORGET, now=now)


def merge(db: Db, old: int, kept: int) -> None:
    """The list follows the person; where both had one, that of who is kept stands."""
    db.run(DROP, old=old, kept=kept)
    db.run(MERGE, old=old, kept=kept)
