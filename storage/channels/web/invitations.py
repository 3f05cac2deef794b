"""Invitations into a room of the web chat: how many may come, until when, how many have, and who gave it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, bindparam, exists, insert, or_, select, update

from storage.camps import camp
from storage.connection import AnyRow, Db
from storage.memberships import membership
from storage.rooms import room
from storage.schema import Instant, foreign_key, metadata, primary_key

MOST_SEATS = 500

web_invitation = Table(
    "web_invitation",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    foreign_key("person", index=True),
    Column("room", Text, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("revoked_at", Instant),
    CheckConstraint(f"seats BETWEEN 1 AND {MOST_SEATS}", name="seats"),
    CheckConstraint("taken BETWEEN 0 AND seats", name="taken"),
)
"""`person_id` is the manager who gave it: it lasts as long as they are one."""


class Invitation(NamedTuple):
    """An invitation: `stands` is False where it was revoked, its giver is no manager any more or the room left the camp."""

    id: int
    camp: int
    camp_name: str
    room: str
    seats: int
    taken: int
    until: datetime
    by: int
    stands: bool


_still_leads = exists().where(
    membership.c.camp_id == web_invitation.c.camp_id,
    membership.c.person_id == web_invitation.c.person_id,
    or_(membership.c.role == "manager", membership.c.role == "owner"),
    membership.c.left_on.is_(None),
)
_still_theirs = exists().where(
    room.c.camp_id == web_invitation.c.camp_id, room.c.channel == "web", room.c.ident == web_invitation.c.room
)
_INVITATIONS = select(
    web_invitation.c.id,
    web_invitation.c.camp_id,
    camp.c.name,
    web_invitation.c.room,
    web_invitation.c.seats,
    web_invitation.c.taken,
    web_invitation.c.until,
    web_invitation.c.person_id,
    (web_invitation.c.revoked_at.is_(None) & _still_leads & _still_theirs).label("stands"),
).select_from(web_invitation.join(camp))
MAKE = insert(web_invitation)
ONE = _INVITATIONS.where(web_invitation.c.id == bindparam("number"))
OPEN = _INVITATIONS.where(
    web_invitation.c.camp_id == bindparam("camp"),
    web_invitation.c.until > bindparam("now", type_=Instant),
    web_invitation.c.revoked_at.is_(None),
).order_by(web_invitation.c.id)
TAKE = (
    update(web_invitation)
    .where(web_invitation.c.id == bindparam("number"), web_invitation.c.taken < web_invitation.c.seats)
    .values(taken=web_invitation.c.taken + 1)
    .returning(web_invitation.c.taken)
)
REVOKE = (
    update(web_invitation)
    .where(web_invitation.c.id == bindparam("number"), web_invitation.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at", type_=Instant))
    .returning(web_invitation.c.id)
)
MOVE = update(web_invitation).where(web_invitation.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


def make(db: Db, camp_id: int, person_id: int, place: str, *, seats: int, until: datetime, at: datetime) -> int:
    """A new invitation's number."""
    return db.insert_id(MAKE, camp_id=camp_id, person_id=person_id, room=place, seats=seats, until=until, made_at=at)


def find(db: Db, number: int) -> Invitation | None:
    """An invitation by its number."""
    row = db.one(ONE, number=number)
    return None if row is None else _invitation(row)


def open_ones(db: Db, camp_id: int, *, now: datetime) -> list[Invitation]:
    """A camp's invitations that are neither over nor revoked, the oldest first."""
    return [_invitation(row) for row in db.all(OPEN, camp=camp_id, now=now)]


def _invitation(row: AnyRow) -> Invitation:
    return Invitation(*row)._replace(stands=bool(row.stands))


def take(db: Db, number: int) -> bool:
    """One seat of it is taken; False where none is left."""
    return db.one(TAKE, number=number) is not None


def revoke(db: Db, number: int, *, at: datetime) -> bool:
    """Nobody comes in by it any more; False where it was revoked before."""
    return db.one(REVOKE, number=number, at=at) is not None


def move(db: Db, old: int, kept: int) -> None:
    """What one person gave is another's."""
    db.run(MOVE, old=old, kept=kept)
