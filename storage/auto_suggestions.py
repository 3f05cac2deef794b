"""Suggestions nobody asked for: which entry of the archive a room was pointed to on which day, so that it stays seldom."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Table, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Day, foreign_key, metadata

pointer = Table(
    "pointer",
    metadata,
    Column("place", Text, primary_key=True),
    Column("day", Day, primary_key=True),
    foreign_key("entry", primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""`place` is the room's address key."""

POINT = insert(pointer).on_conflict_do_nothing().returning(pointer.c.entry_id)
COUNT = select(func.count()).where(pointer.c.place == bindparam("at_place"), pointer.c.day == bindparam("on", type_=Day))


def count(db: Db, place: str, day: date) -> int:
    """How many a room has had on a day."""
    return int(db.value(COUNT, at_place=place, on=day))


def point(db: Db, place: str, day: date, entry_id: int) -> bool:
    """Notes one; False where the room had this very one today."""
    return db.one(POINT, place=place, day=day, entry_id=entry_id) is not None
