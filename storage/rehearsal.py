"""A camp's rows into a database of their own: all it takes to run its schedule there, and nothing of any other camp."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Engine, Table, bindparam, insert, literal, or_, select

from storage import tables
from storage.agenda import agenda
from storage.camps import camp
from storage.connection import Db
from storage.memberships import membership
from storage.outbox import outbox
from storage.people import account, person
from storage.rooms import room
from storage.schema import Key

LEFT_OUT = {
    "inbox",
    "dead_letter",
    "occurrence",
    "outbox",
    "sent",
    "task",
    "stored_file",
    "file_chunk",
    "dialog",
    "audit",
    "bind_code",
    "bind_try",
    "agenda",
}
"""What has been heard and said: a rehearsal begins with nothing under way. What is planned is copied by its subject."""
AT_ONCE = 10_000
"""Rows held in memory together."""

_the_camp = bindparam("camp", type_=Key)
MEMBERS_ONLY = select(literal(1)).where(membership.c.person_id == person.c.id, membership.c.camp_id == _the_camp).exists()
CHANNELS = select(room.c.channel).union(select(account.c.channel))
TITLES = select(room.c.channel, room.c.ident, room.c.title)
FACES = (
    select(account.c.channel, account.c.direct_room, person.c.name)
    .select_from(account.join(person, person.c.id == account.c.person_id))
    .where(account.c.direct_room.is_not(None))
)
OWED = (
    select(outbox.c.created_at, person.c.name, outbox.c.parts, outbox.c.feature)
    .select_from(outbox.join(person, person.c.id == outbox.c.person_id))
    .where(outbox.c.channel.is_(None))
    .order_by(outbox.c.id)
)

KINDS = select(outbox.c.id, outbox.c.feature).where(outbox.c.feature.is_not(None))


def copy(reader: Db, camp_id: int, into: Engine) -> None:
    """Makes the tables there and fills them with what belongs to the camp."""
    tables.metadata.create_all(into)
    target = Db(into)
    target.execute("PRAGMA foreign_keys=OFF")  # a person may point at a camp that is not copied
    with target.transaction("BEGIN"):
        for table in tables.metadata.sorted_tables:
            _copy_table(reader, target, table, camp_id)
        for row in _agenda(reader, camp_id):
            target.run(insert(agenda), **dict(zip(agenda.c.keys(), row, strict=True)))
    target.close()


def channels(db: Db) -> list[str]:
    """The channels the camp speaks on."""
    return [row.channel for row in db.all(CHANNELS)]


def places(db: Db) -> dict[tuple[str, str], str]:
    """What people call a room or a private chat: (channel, room) → its title or whose it is."""
    rooms = {(row.channel, row.ident): row.title or row.ident for row in db.all(TITLES)}
    return rooms | {(row.channel, row.direct_room): row.name for row in db.all(FACES)}


def owed(db: Db) -> list[Any]:
    """Rows (created_at, name, parts, feature) of what nobody could be reached for."""
    return db.all(OWED)


def kinds(db: Db) -> dict[int, str]:
    """Which feature said it: outbox id → its name."""
    return {row.id: row.feature for row in db.all(KINDS)}


def _copy_table(reader: Db, target: Db, table: Table, camp_id: int) -> None:
    within = None if table.name in LEFT_OUT else _within(table)
    if within is None:
        return
    every = select(table).where(within).order_by(*table.primary_key.columns)
    for rows in _chunks(reader, every, camp_id):
        target.many(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for row in rows])


def _chunks(reader: Db, statement: Any, camp_id: int) -> Iterator[list[Any]]:
    page = statement.limit(bindparam("most")).offset(bindparam("skipped"))
    skipped = 0
    while rows := reader.all(page, camp=camp_id, most=AT_ONCE, skipped=skipped):
        yield rows
        skipped += len(rows)


def _within(table: Table) -> ColumnElement[bool] | None:
    """Whether a row belongs to the camp: by its camp, or by what it points at. None where a table knows no camp."""
    if table is camp:
        return camp.c.id == _the_camp
    if table is person:
        return MEMBERS_ONLY
    pointing = sorted(table.foreign_key_constraints, key=lambda key: any(column.nullable for column in key.columns))
    for key in pointing:
        if key.referred_table is camp:
            return next(iter(key.columns)) == _the_camp
    for key in pointing:
        there = _within(key.referred_table) if key.referred_table is not table else None
        if there is not None:
            return select(literal(1)).where(*(part.column == part.parent for part in key.elements), there).exists()
    return None


def _agenda(reader: Db, camp_id: int) -> list[Any]:
    """What is planned for the camp, and for the whole house."""
    return reader.all(select(agenda).where(or_(agenda.c.camp_id == camp_id, agenda.c.camp_id.is_(None))))
