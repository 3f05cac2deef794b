"""The pictures and files of an event's material, beside their entries in the archive."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata, primary_key

event_material = Table(
    "event_material",
    metadata,
    primary_key(),
    foreign_key("event", index=True),
    foreign_key("membership"),
    Column("title", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("size > 0", name="size"),
)
"""A file under the title it is archived by."""

KEEP = insert(event_material)
OF = (
    select(event_material.c.title, event_material.c.name, event_material.c.file, event_material.c.size)
    .where(event_material.c.event_id == bindparam("number"))
    .order_by(event_material.c.id)
)


class EventMaterial(NamedTuple):
    """A file of an event's."""

    title: str
    name: str
    file: str
    size: int


def keep(db: Db, number: int, member: int, one: EventMaterial, *, at: datetime) -> None:
    """A file that arrived."""
    db.run(KEEP, event_id=number, membership_id=member, **one._asdict(), at=at)


def of(db: Db, number: int) -> list[EventMaterial]:
    """All of an event."""
    return [EventMaterial(*row) for row in db.all(OF, number=number)]
