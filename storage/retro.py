"""Retros: the weeks a camp looked back on, and what each wrote of it by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.groups import group_member
from storage.memberships import membership
from storage.rooms import room_member
from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

retro_template = Table(
    "retro_template",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("version", Integer, nullable=False),
    Column("fields", Json, nullable=False),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("camp_id", "version"),
    CheckConstraint("version > 0", name="version"),
)
"""What a camp's fields are called from a version on; none are its own where it went back to ours."""
retro = Table(
    "retro",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("monday", Day, nullable=False),
    Column("asked_at", Instant, nullable=False),
    foreign_key("retro_template", name="template_id", nullable=True),
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
    CheckConstraint("field IN ('did', 'stuck', 'next', '1', '2', '3', '4', '5', '6')", name="field"),
)

OPEN = insert(retro).on_conflict_do_nothing().returning(retro.c.id)
_RETRO = select(retro.c.id, retro.c.monday, retro_template.c.fields).select_from(retro.outerjoin(retro_template))
LATEST = _RETRO.where(retro.c.camp_id == bindparam("camp")).order_by(retro.c.monday.desc()).limit(1)
FIND = _RETRO.where(retro.c.id == bindparam("number"))
TEMPLATE = (
    select(retro_template.c.id, retro_template.c.version, retro_template.c.fields)
    .where(retro_template.c.camp_id == bindparam("camp"))
    .order_by(retro_template.c.version.desc())
    .limit(1)
)
CHANGE = insert(retro_template)
MOVE_MADE = update(retro_template).where(retro_template.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))
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
_in_group = exists().where(
    group_member.c.draw_id == bindparam("draw"),
    group_member.c.number == bindparam("group"),
    group_member.c.membership_id == retro_answer.c.membership_id,
)
ANSWERS_OF_GROUP = ANSWERS.where(_in_group)
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


MOST_FIELDS, LONGEST_NAME = 6, 20


def are_fields(given: object) -> bool:
    """Whether they can be a template's: so many at most, each with a name of its own that is not too long."""
    if not isinstance(given, list) or not all(isinstance(one, str) and 1 <= len(one) <= LONGEST_NAME for one in given):
        return False
    return len(given) <= MOST_FIELDS and len({one.casefold() for one in given}) == len(given)


class Retro(NamedTuple):
    """A week a camp looks back on, and its own fields, none where they are ours."""

    id: int
    monday: date
    fields: list[str]


class RetroTemplate(NamedTuple):
    """The camp's own fields as they are now; version 0 is ours, of before any."""

    id: int | None
    version: int
    fields: list[str]


class RetroAnswer(NamedTuple):
    """What somebody wrote in a field."""

    membership: int
    field: str
    words: str


def open_retro(db: Db, camp: int, monday: date, template: int | None, *, at: datetime) -> int | None:
    """The number of a week's retro, asked by a template; None where there is one."""
    return db.value(OPEN, camp_id=camp, monday=monday, template_id=template, asked_at=at)


def template(db: Db, camp: int) -> RetroTemplate:
    """What the next retro is asked by."""
    row = db.one(TEMPLATE, camp=camp)
    return RetroTemplate(None, 0, []) if row is None else RetroTemplate(*row)


def change_template(db: Db, camp: int, version: int, fields: list[str], *, by: int, at: datetime) -> None:
    """Other fields from the next retro on."""
    db.run(CHANGE, camp_id=camp, version=version, fields=fields, made_by=by, made_at=at)


def latest(db: Db, camp: int) -> Retro | None:
    """The camp's last one."""
    row = db.one(LATEST, camp=camp)
    return None if row is None else Retro(row.id, row.monday, row.fields or [])


def find(db: Db, number: int) -> Retro:
    """One by its number."""
    row = db.one(FIND, number=number)
    assert row is not None
    return Retro(row.id, row.monday, row.fields or [])


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


def answers_of_group(db: Db, number: int, draw: int, group: int) -> list[RetroAnswer]:
    """What those of a group wrote."""
    return [RetroAnswer(*row) for row in db.all(ANSWERS_OF_GROUP, number=number, draw=draw, group=group)]


def move(db: Db, old: int, kept: int) -> None:
    """One membership's words are another's; where both wrote in a field the kept one's stand."""
    db.run(DROP_TWICE, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person named another did."""
    db.run(MOVE_MADE, old=old, kept=kept)
