"""How much was said unasked in a room or to a person on a day, and what waits to be said in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Index, Integer, Table, Text, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.messages import Address
from bot.parts import Part, decode, encode
from storage.connection import AnyRow, Db
from storage.rooms import room
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

ROOM, PERSON = 12, 4
"""Messages a day that nobody asked for, in a room and to a person, where a camp has set nothing else."""

MERGED_AT = "17:00"
"""When small things are said as one message, likewise: before the lessons' scores are asked, which come at half past five."""

spent = Table(
    "spent",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("day", Day, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Messages nobody asked for, by the camp's day; `place` is a room's key (`telegram:-1001`) or `person:12`."""

held = Table(
    "held",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", nullable=True, index=True),
    Column("channel", Text),
    Column("room", Text),
    Column("thread", Text),
    Column("parts", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant),
    Column("still", Text),
    Column("wakes_at", Instant),
)
"""What did not fit into the day, or came in somebody's quiet hours, which end at `wakes_at`; to `person_id`, or to a room. At `until`
it is not worth saying any more, nor where the condition `still` ("lessons.unrated 12") does not hold."""
Index("ix_held_camp", held.c.camp_id, held.c.id)

_spend = insert(spent)
SPEND = _spend.on_conflict_do_update(
    index_elements=[spent.c.camp_id, spent.c.day, spent.c.place], set_={"count": spent.c.count + 1}
)
SPENT = _spend.on_conflict_do_update(
    index_elements=[spent.c.camp_id, spent.c.day, spent.c.place], set_={"count": spent.c.count}
).returning(spent.c.count)
HOLD = insert(held)
_HELD = (held.c.id, held.c.person_id, held.c.channel, held.c.room, held.c.thread, held.c.parts, held.c.still)
HELD = (
    select(*_HELD)
    .where(
        held.c.camp_id == bindparam("camp"),
        held.c.id > bindparam("after"),
        or_(held.c.wakes_at.is_(None), held.c.wakes_at <= bindparam("now", type_=Instant)),
    )
    .order_by(held.c.id)
    .limit(bindparam("most"))
)
RESTING = (
    select(*_HELD)
    .where(held.c.camp_id == bindparam("camp"), held.c.person_id == bindparam("person"), held.c.wakes_at.is_not(None))
    .order_by(held.c.id)
)
EXPIRE = delete(held).where(held.c.camp_id == bindparam("camp"), held.c.until <= bindparam("now", type_=Instant))
RELEASE = delete(held).where(held.c.id == bindparam("held"))
_is_private = spent.c.place.startswith("person:")
IN_ROOMS = (
    select(room.c.channel, room.c.title, func.coalesce(spent.c.count, 0).label("count"))
    .select_from(
        room.outerjoin(
            spent,
            (spent.c.camp_id == room.c.camp_id)
            & (spent.c.day == bindparam("on", type_=Day))
            & (spent.c.place == room.c.channel + ":" + room.c.ident),
        )
    )
    .where(room.c.camp_id == bindparam("camp"))
    .order_by(room.c.id)
)
IN_PRIVATE = select(func.count(), func.coalesce(func.sum(spent.c.count), 0), func.coalesce(func.max(spent.c.count), 0)).where(
    spent.c.camp_id == bindparam("camp"), spent.c.day == bindparam("on", type_=Day), _is_private, spent.c.count > 0
)
WAITING = select(func.count()).select_from(held).where(held.c.camp_id == bindparam("camp"))
MERGE = update(held).where(held.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits, and for whom: a person, or a room."""

    id: int
    person: int | None
    to: Address | None
    parts: tuple[Part, ...]
    still: str | None = None

    @property
    def place(self) -> str:
        return place_of(self.person if self.to is None else self.to)


@dataclass(frozen=True, slots=True)
class SpentBudget:
    """A day's messages nobody asked for: by room as (channel, title, count), in private as people, messages and the most to one."""

    rooms: list[tuple[str, str, int]]
    people: int
    private: int
    most: int
    waiting: int


def place_of(to: Address | int | None) -> str:
    """What a room or a person is counted under."""
    return to.key if isinstance(to, Address) else f"person:{to}"


def spend(db: Db, camp: int, place: str, day: date) -> None:
    """One more was said there today."""
    db.run(SPEND, camp_id=camp, day=day, place=place, count=1)


def count(db: Db, camp: int, place: str, day: date) -> int:
    """How many were said there on a day. Nobody else counts or spends there until this transaction ends."""
    return int(db.value(SPENT, camp_id=camp, day=day, place=place, count=0))


def hold(
    db: Db,
    camp: int,
    to: Address | int,
    parts: Sequence[Part],
    *,
    at: datetime,
    until: datetime | None = None,
    still: str | None = None,
    wakes_at: datetime | None = None,
) -> None:
    """Keeps something to be said later, to a room or a person, but not at `until` any more; where it waits for the end of quiet hours
    that is `wakes_at`."""
    place = to if isinstance(to, Address) else None
    db.run(
        HOLD,
        camp_id=camp,
        person_id=None if place else to,
        channel=place.channel if place else None,
        room=place.room if place else None,
        thread=place.thread if place else None,
        parts=encode(parts),
        at=at,
        until=until,
        still=still,
        wakes_at=wakes_at,
    )


def waiting(db: Db, camp: int, after: int, most: int, *, now: datetime) -> list[Held]:
    """What a camp's rooms and people wait for, the oldest first, from a number on; not what waits for somebody's morning."""
    return [_held(row) for row in db.all(HELD, camp=camp, after=after, most=most, now=now)]


def resting(db: Db, camp: int, person: int) -> list[Held]:
    """What waits for the end of a person's quiet hours, the oldest first."""
    return [_held(row) for row in db.all(RESTING, camp=camp, person=person)]


def _held(row: AnyRow) -> Held:
    to = Address(row.channel, row.room, row.thread) if row.channel else None
    return Held(row.id, row.person_id, to, decode(row.parts), row.still)


def expire(db: Db, camp: int, now: datetime) -> None:
    """Drops what is not worth saying any more."""
    db.run(EXPIRE, camp=camp, now=now)


def release(db: Db, held_id: int) -> None:
    """It was said."""
    db.run(RELEASE, held=held_id)


def told(db: Db, camp: int, day: date) -> SpentBudget:
    """A day's counts, as managers see them."""
    people, messages, most = db.one(IN_PRIVATE, camp=camp, on=day) or (0, 0, 0)
    rooms = [(row.channel, row.title, int(row.count)) for row in db.all(IN_ROOMS, camp=camp, on=day)]
    return SpentBudget(rooms, int(people), int(messages), int(most), int(db.value(WAITING, camp=camp)))


def merge(db: Db, old: int, kept: int) -> None:
    """What waits for `old` waits for `kept`."""
    db.run(MERGE, old=old, kept=kept)
