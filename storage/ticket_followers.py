"""Followers of a ticket: who asked the same while it waited, and in which words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Table, Text, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata
from storage.tickets import Ticket

ticket_echo = Table(
    "ticket_echo",
    metadata,
    foreign_key("ticket", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

ECHO = insert(ticket_echo).on_conflict_do_nothing().returning(ticket_echo.c.person_id)
ECHOES = (
    select(ticket_echo.c.person_id, ticket_echo.c.words)
    .where(ticket_echo.c.ticket_id == bindparam("ticket"))
    .order_by(ticket_echo.c.at, ticket_echo.c.person_id)
)
_other = ticket_echo.alias("other")
DROP_SHARED = delete(ticket_echo).where(
    ticket_echo.c.person_id == bindparam("old"),
    select(_other.c.person_id)
    .where(_other.c.ticket_id == ticket_echo.c.ticket_id, _other.c.person_id == bindparam("kept"))
    .exists(),
)
MOVE = update(ticket_echo).where(ticket_echo.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


class Follower(NamedTuple):
    """Who else waits for an answer, and how they put the question; no words where they only said so."""

    person: int
    words: str


def follow(db: Db, one: Ticket, person_id: int, words: str, *, at: datetime) -> bool:
    """Somebody asks the same; False where it is the asker, or was said before."""
    if one.person == person_id:
        return False
    return db.one(ECHO, ticket_id=one.id, person_id=person_id, words=words, at=at) is not None


def followers(db: Db, ticket_id: int) -> list[Follower]:
    """Who asks the same, the first first."""
    return [Follower(*row) for row in db.all(ECHOES, ticket=ticket_id)]


def merge(db: Db, old: int, kept: int) -> None:
    """Who waited twice waits once."""
    db.run(DROP_SHARED, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)
