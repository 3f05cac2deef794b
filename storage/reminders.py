"""Reminders: what is to be said when, to whom; one index finds what is due in a place, however much is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Table, Text, bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.messages import Address
from storage.camps import CAMP, camp
from storage.checkins import check_in, leave
from storage.connection import AnyRow, Db
from storage.memberships import membership, tag
from storage.people import person
from storage.rooms import room
from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

reminder = Table(
    "reminder",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    foreign_key("person", index=True),
    Column("place", Text, nullable=False),
    Column("only", Text, nullable=False, server_default=text("''")),
    Column("words", Text, nullable=False),
    Column("rhythm", Json, nullable=False),
    Column("others", Json),
    Column("next_at", Instant),
    Column("missed_at", Instant),
    Column("made_at", Instant, nullable=False),
)
"""`person_id` set it; `place` is where it rings: `person:12`, `room:3`, or `camp:7`, there for `only` some of its learners
(`tag:骨干`, `unstamped`); `room:3:45` is a topic of it. `others` are the other rhythms the words may have meant. `next_at` is empty once it is over;
`missed_at` is the moment it was due, where it had to wait."""
_open = reminder.c.next_at.is_not(None)
Index("ix_reminder_next", reminder.c.place, reminder.c.next_at, sqlite_where=_open, postgresql_where=_open)

ERASE = delete(reminder).where(
    or_(
        reminder.c.place == bindparam("place"),
        (reminder.c.person_id == bindparam("who")) & reminder.c.place.startswith("person:"),
    )
)
ADD = insert(reminder).returning(reminder.c.id)
_COLUMNS = (
    reminder.c.id,
    reminder.c.camp_id,
    reminder.c.person_id,
    reminder.c.place,
    reminder.c.only,
    reminder.c.words,
    reminder.c.rhythm,
    reminder.c.others,
    reminder.c.next_at,
    reminder.c.missed_at,
)
PLACES_IN = (
    select(reminder.c.place)
    .where(or_(reminder.c.place == bindparam("whole"), reminder.c.place.like(bindparam("topics"))), _open)
    .distinct()
    .order_by(reminder.c.place)
)
ONE = select(*_COLUMNS).where(reminder.c.id == bindparam("reminder"))
_to_come = reminder.alias("to_come")
_next = (
    select(func.min(_to_come.c.next_at))
    .where(_to_come.c.place == bindparam("place"), _to_come.c.next_at > bindparam("now", type_=Instant))
    .scalar_subquery()
)
DUE = (
    select(
        *_COLUMNS[:1],
        reminder.c.camp_id.label("of_camp"),
        *_COLUMNS[2:],
        _next.label("following"),
        *CAMP.selected_columns,
        person.c.id.label("reader_id"),
        person.c.name.label("reader_name"),
        person.c.language.label("reader_language"),
        person.c.timezone.label("reader_zone"),
        person.c.quiet.label("reader_quiet"),
    )
    .select_from(
        reminder.join(camp, camp.c.id == reminder.c.camp_id).outerjoin(
            person, person.c.id == bindparam("reader", type_=person.c.id.type)
        )
    )
    .where(reminder.c.place == bindparam("place"), reminder.c.next_at <= bindparam("now", type_=Instant))
    .order_by(reminder.c.next_at, reminder.c.id)
)
"""All a ring needs in one look: thousands may be due in the same minute."""
TO_COME = (
    select(*_COLUMNS)
    .where(
        reminder.c.camp_id == bindparam("camp"),
        reminder.c.id > bindparam("after"),
        reminder.c.next_at > bindparam("now", type_=Instant),
        reminder.c.missed_at.is_(None),
    )
    .order_by(reminder.c.id)
    .limit(bindparam("most"))
)
WITH_PERSON = select(*_COLUMNS).where(
    reminder.c.camp_id == bindparam("camp"),
    reminder.c.place == bindparam("place"),
    reminder.c.next_at > bindparam("now", type_=Instant),
    reminder.c.missed_at.is_(None),
)
NEAREST = select(func.min(reminder.c.next_at)).where(reminder.c.place == bindparam("place"), _open)
MINE = (
    select(*_COLUMNS)
    .where(reminder.c.person_id == bindparam("person"), reminder.c.camp_id == bindparam("camp"), _open)
    .order_by(reminder.c.next_at, reminder.c.id)
)
COUNT = select(func.count()).select_from(reminder).where(reminder.c.person_id == bindparam("person"), _open)
MOVE = (
    update(reminder)
    .where(reminder.c.id == bindparam("reminder"))
    .values(next_at=bindparam("at", type_=Instant), missed_at=bindparam("missed", type_=Instant))
)
REPLACE = (
    update(reminder)
    .where(reminder.c.id == bindparam("reminder"))
    .values(rhythm=bindparam("rhythm_"), others=None, next_at=bindparam("at", type_=Instant), missed_at=None)
)
ROOM = select(room.c.channel, room.c.ident, room.c.thread, room.c.camp_id).where(room.c.id == bindparam("room"))
_learners = (
    membership.c.camp_id == bindparam("camp"),
    membership.c.role == "learner",
    membership.c.left_on.is_(None),
    membership.c.id > bindparam("after"),
)
TAGGED = (
    select(membership.c.id, membership.c.person_id)
    .select_from(membership.join(tag, tag.c.membership_id == membership.c.id))
    .where(*_learners, tag.c.name == bindparam("tag"))
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
_stamped = select(check_in.c.id).where(
    check_in.c.membership_id == membership.c.id, check_in.c.day == bindparam("day", type_=Day)
)
_away = select(leave.c.day).where(leave.c.membership_id == membership.c.id, leave.c.day == bindparam("day", type_=Day))
UNSTAMPED = (
    select(membership.c.id, membership.c.person_id)
    .where(*_learners, membership.c.joined_on <= bindparam("day", type_=Day), ~_stamped.exists(), ~_away.exists())
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
MERGE_AUTHORS = update(reminder).where(reminder.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
MERGE_PLACES = update(reminder).where(reminder.c.place == bindparam("old")).values(place=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to be said; `rhythm` and `others` as `scheduler.rhythm` writes them."""

    id: int
    camp: int
    author: int
    place: str
    only: str
    words: str
    rhythm: dict[str, Any]
    others: list[dict[str, Any]] | None
    next_at: datetime | None
    missed_at: datetime | None


def add(
    db: Db,
    camp: int,
    author: int,
    place: str,
    words: str,
    rhythm: dict[str, Any],
    next_at: datetime,
    *,
    at: datetime,
    only: str = "",
    others: list[dict[str, Any]] | None = None,
) -> int:
    """A new reminder's id."""
    return int(
        db.value(
            ADD,
            camp_id=camp,
            person_id=author,
            place=place,
            only=only,
            words=words,
            rhythm=rhythm,
            others=others,
            next_at=next_at,
            made_at=at,
        )
    )


def find(db: Db, reminder_id: int) -> Reminder | None:
    """A reminder by number, over or not."""
    row = db.one(ONE, reminder=reminder_id)
    return None if row is None else Reminder(*row)


def due(db: Db, place: str, reader: int | None, now: datetime) -> tuple[list[Reminder], AnyRow | None]:
    """What is due in a place, the oldest first, and a row that has the camp as `storage.camps.CAMP` does, the `reader` (reader_id,
    reader_name, …; empty for a room) and `following`, when something else rings there. None where nothing is due."""
    rows = db.all(DUE, place=place, reader=reader, now=now)
    return [Reminder(*row[: len(_COLUMNS)]) for row in rows], rows[0] if rows else None


def to_come(db: Db, camp: int, now: datetime, after: int, most: int) -> list[Reminder]:
    """A camp's reminders that are neither due nor held back, by number from `after` on."""
    return [Reminder(*row) for row in db.all(TO_COME, camp=camp, now=now, after=after, most=most)]


def with_person(db: Db, camp: int, person: int, now: datetime) -> list[Reminder]:
    """What a camp's reminders still have to tell somebody in private, likewise."""
    return [Reminder(*row) for row in db.all(WITH_PERSON, camp=camp, place=f"person:{person}", now=now)]


def nearest(db: Db, place: str) -> datetime | None:
    """The next moment something rings in a place."""
    return db.value(NEAREST, place=place)


def of(db: Db, camp: int, person: int) -> list[Reminder]:
    """The reminders somebody has set in a camp and that are still to come, the nearest first."""
    return [Reminder(*row) for row in db.all(MINE, camp=camp, person=person)]


def count(db: Db, person: int) -> int:
    """How many somebody has set that are still to come."""
    return int(db.value(COUNT, person=person))


def move(db: Db, reminder_id: int, at: datetime | None, *, missed: datetime | None = None) -> None:
    """Its next moment; None where it is over. `missed` is the moment it should have rung."""
    db.run(MOVE, reminder=reminder_id, at=at, missed=missed)


def replace(db: Db, reminder_id: int, rhythm: dict[str, Any], at: datetime) -> None:
    """Another rhythm, with its next moment."""
    db.run(REPLACE, reminder=reminder_id, rhythm_=rhythm, at=at)


class RoomOfCamp(NamedTuple):
    """Where a room is now, and the camp it belongs to."""

    address: Address
    camp: int | None


def room_of(db: Db, room_id: int) -> RoomOfCamp | None:
    """A room by number."""
    row = db.one(ROOM, room=room_id)
    return None if row is None else RoomOfCamp(Address(row.channel, row.ident, row.thread), row.camp_id)


def places_in(db: Db, room_id: int) -> list[str]:
    """Where in a room something is still to ring: the room itself, its topics."""
    return [row.place for row in db.all(PLACES_IN, whole=f"room:{room_id}", topics=f"room:{room_id}:%")]


def tagged(db: Db, camp: int, name: str, after: int, most: int) -> list[tuple[int, int]]:
    """Learners with a tag as (membership, person), by membership from `after` on."""
    return [(row.id, row.person_id) for row in db.all(TAGGED, camp=camp, tag=name, after=after, most=most)]


def unstamped(db: Db, camp: int, day: date, after: int, most: int) -> list[tuple[int, int]]:
    """Learners who neither checked in that day nor are on leave, likewise."""
    return [(row.id, row.person_id) for row in db.all(UNSTAMPED, camp=camp, day=day, after=after, most=most)]


def merge(db: Db, old: int, kept: int) -> None:
    """What `old` set or is to be told is `kept`'s; the agenda is the caller's."""
    db.run(MERGE_AUTHORS, old=old, kept=kept)
    db.run(MERGE_PLACES, old=f"person:{old}", kept=f"person:{kept}")


def erase(db: Db, person_id: int) -> None:
    """What rings for somebody, and what they set for other single people; what they set for groups is the groups'."""
    db.run(ERASE, who=person_id, place=f"person:{person_id}")
