"""Retros: the weeks a camp looked back on, and what each wrote of it by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Table, Text, UniqueConstraint, bindparam, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.rooms import room_member
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

FIELDS = ("did", "stuck", "next")
retro = Table(
    "retro",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("monday", Day, nullable=False),
    Column("asked_at", Instant, nullable=False),
    UniqueConstraint("camp_id", "monday"),
)
retro_answer = Table(
    "retro_answer",
    metadata,
    foreign_key("retro", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("field", Text, primary_key=True),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("field IN ('did', 'stuck', 'next')", name="field"),
)

OPEN = insert(retro).on_conflict_do_nothing().returning(retro.c.id)
LATEST = select(retro.c.id, retro.c.monday).where(retro.c.camp_id == bindparam("camp")).order_by(retro.c.monday.desc()).limit(1)
_put = insert(retro_answer)
WRITE = _put.on_conflict_do_update(
    index_elements=[retro_answer.c.retro_id, retro_answer.c.membership_id, retro_answer.c.field],
    set_={"words": _put.excluded.words, "at": _put.excluded.at},
)
MINE = select(retro_answer.c.field, retro_answer.c.words).where(
    retro_answer.c.retro_id == bindparam("number"), retro_answer.c.membership_id == bindparam("member")
)
_in_room = exists().where(room_member.c.room_id == bindparam("room"), room_member.c.person_id == membership.c.person_id)
ANSWERS = (
    select(retro_answer.c.membership_id, retro_answer.c.field, retro_answer.c.words)
    .select_from(retro_answer.join(membership, membership.c.id == retro_answer.c.membership_id))
    .where(retro_answer.c.retro_id == bindparam("number"))
    .order_by(retro_answer.c.at, retro_answer.c.membership_id)
)
ANSWERS_OF_ROOM = ANSWERS.where(_in_room)
_twin = retro_answer.alias("twin")
DROP_TWICE = delete(retro_answer).where(
    retro_answer.c.membership_id == bindparam("old"),
    select(_twin.c.field)
    .where(
        _twin.c.membership_id == bindparam("kept"),
        _twin.c.retro_id == retro_answer.c.retro_id,
        _twin.c.field == retro_answer.c.field,
    )
    .exists(),
)
MOVE = update(retro_answer).where(retro_answer.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


class Retro(NamedTuple):
    """A week a camp looks back on."""

    id: int
    monday: date


class RetroAnswer(NamedTuple):
    """What somebody wrote in a field."""

    membership: int
    field: str
    words: str


def open_retro(db: Db, camp: int, monday: date, *, at: datetime) -> int | None:
    """The number of a week's retro; None where there is one."""
    return db.value(OPEN, camp_id=camp, monday=monday, asked_at=at)


def latest(db: Db, camp: int) -> Retro | None:
    """The camp's last one."""
    row = db.one(LATEST, camp=camp)
    return None if row is None else Retro(*row)


def write(db: Db, number: int, member: int, field: str, words: str, *, at: datetime) -> None:
    """What somebody writes in a field, in place of what they wrote before."""
    db.run(WRITE, retro_id=number, membership_id=member, field=field, words=words, at=at)


def mine(db: Db, number: int, member: int) -> dict[str, str]:
    """What somebody wrote, by field."""
    return {row[0]: row[1] for row in db.all(MINE, number=number, member=member)}


def answers(db: Db, number: int, room: int | None = None) -> list[RetroAnswer]:
    """What was written, by all or by those last seen in a room, the first first."""
    rows = db.all(ANSWERS, number=number) if room is None else db.all(ANSWERS_OF_ROOM, number=number, room=room)
    return [RetroAnswer(*row) for row in rows]


def move(db: Db, old: int, kept: int) -> None:
    """One membership's words are another's; where both wrote in a field the kept one's stand."""
    db.run(DROP_TWICE, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)
