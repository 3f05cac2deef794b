"""What follows an event: the replay and quiz of who was not there, the hours a host keeps for them, and what those there say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, and_, bindparam, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.events.attendance import attendance
from storage.events.events import event
from storage.schema import Instant, foreign_key, metadata, primary_key

event_replay = Table(
    "event_replay",
    metadata,
    foreign_key("event", primary_key=True),
    Column("link", Text, nullable=False),
    Column("words", Text, nullable=False, server_default=text("''")),
    foreign_key("exam", index=True),
    Column("given_at", Instant, nullable=False),
)
"""What who was absent is sent: where to watch it, and the exam whose passing makes up for it."""

event_slot = Table(
    "event_slot",
    metadata,
    primary_key(),
    foreign_key("event"),
    Column("starts_at", Instant, nullable=False),
    foreign_key("membership", name="host_id"),
    foreign_key("membership", name="taken_by", nullable=True, index=True),
    Column("taken_at", Instant),
    CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="taken"),
)
"""Half an hour a host keeps for one of those who were absent."""
Index("uq_event_slot_at", event_slot.c.event_id, event_slot.c.starts_at, unique=True)
_is_taken = event_slot.c.taken_by.is_not(None)
Index(
    "uq_event_slot_one",
    event_slot.c.event_id,
    event_slot.c.taken_by,
    unique=True,
    sqlite_where=_is_taken,
    postgresql_where=_is_taken,
)

event_opinion = Table(
    "event_opinion",
    metadata,
    foreign_key("event", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("score", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("score BETWEEN 1 AND 5", name="score"),
)
"""What somebody who was there says of it, 1 to 5; it can be changed until the result is told."""

GIVE = insert(event_replay).on_conflict_do_nothing().returning(event_replay.c.event_id)
REPLAY = select(event_replay.c.link, event_replay.c.words, event_replay.c.exam_id.label("exam")).where(
    event_replay.c.event_id == bindparam("number")
)
OF_EXAM = (
    select(event_replay.c.event_id.label("event"))
    .select_from(event_replay.join(attendance, attendance.c.event_id == event_replay.c.event_id))
    .where(event_replay.c.exam_id == bindparam("exam"), attendance.c.membership_id == bindparam("member"))
    .order_by(event_replay.c.event_id)
)
KEEP = insert(event_slot).on_conflict_do_nothing().returning(event_slot.c.id)
_SLOT = select(event_slot.c.id, event_slot.c.starts_at, event_slot.c.host_id.label("host"))
FREE = _SLOT.where(
    event_slot.c.event_id == bindparam("number"),
    event_slot.c.taken_by.is_(None),
    event_slot.c.starts_at > bindparam("since", type_=Instant),
).order_by(event_slot.c.starts_at)
TAKEN = _SLOT.where(event_slot.c.event_id == bindparam("number"), event_slot.c.taken_by == bindparam("member"))
TAKE = (
    update(event_slot)
    .where(event_slot.c.id == bindparam("slot"), event_slot.c.event_id == bindparam("number"), event_slot.c.taken_by.is_(None))
    .values(taken_by=bindparam("member"), taken_at=bindparam("when", type_=Instant))
    .returning(event_slot.c.id, event_slot.c.starts_at, event_slot.c.host_id)
)
_new = insert(event_opinion).values(
    event_id=bindparam("number"),
    membership_id=bindparam("member"),
    score=bindparam("given"),
    at=bindparam("when", type_=Instant),
)
SAY = _new.on_conflict_do_update(
    index_elements=["event_id", "membership_id"], set_={"score": _new.excluded.score, "at": _new.excluded.at}
)
SCORES = (
    select(event_opinion.c.score, func.count().label("n"))
    .where(event_opinion.c.event_id == bindparam("number"))
    .group_by(event_opinion.c.score)
    .order_by(event_opinion.c.score)
)
_there = (
    select(func.count())
    .where(attendance.c.event_id == event.c.id, or_(attendance.c.state == "present", attendance.c.state == "late"))
    .scalar_subquery()
)
SPOKEN = (
    select(
        event.c.id,
        event.c.title,
        event.c.speaker_id,
        event.c.starts_at,
        event.c.minutes,
        func.coalesce(func.sum(event_opinion.c.score), 0).label("score"),
        func.count(event_opinion.c.score).label("rated"),
        _there.label("there"),
    )
    .select_from(event.outerjoin(event_opinion, event_opinion.c.event_id == event.c.id))
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.speaker_id.is_not(None),
        event.c.closed_at.is_not(None),
        event.c.starts_at >= bindparam("since", type_=Instant),
        event.c.starts_at < bindparam("until", type_=Instant),
    )
    .group_by(event.c.id, event.c.title, event.c.speaker_id, event.c.starts_at, event.c.minutes)
    .order_by(event.c.starts_at, event.c.id)
)
FINISHED = (
    select(func.count())
    .select_from(
        event_opinion.join(
            attendance,
            and_(
                attendance.c.event_id == event_opinion.c.event_id,
                attendance.c.membership_id == event_opinion.c.membership_id,
            ),
        )
    )
    .where(event_opinion.c.event_id == bindparam("number"))
)


class EventReplay(NamedTuple):
    """Where to watch an event, what is said of it, and the exam that makes up for it."""

    link: str
    words: str
    exam: int


class HostSlot(NamedTuple):
    """Half an hour of a host's."""

    id: int
    starts_at: datetime
    host: int


class SpokenAt(NamedTuple):
    """An event somebody spoke at, with the sum of what so many gave it of those who were there."""

    event: int
    title: str
    speaker: int
    starts_at: datetime
    minutes: int
    score: int
    rated: int
    there: int


def give_replay(db: Db, number: int, link: str, words: str, exam: int, *, at: datetime) -> bool:
    """Who was absent is to be sent this; False where they were sent one."""
    return db.value(GIVE, event_id=number, link=link, words=words, exam_id=exam, given_at=at) is not None


def replay(db: Db, number: int) -> EventReplay | None:
    """What who was absent was sent."""
    row = db.one(REPLAY, number=number)
    return None if row is None else EventReplay(*row)


def made_up_by(db: Db, exam: int, member: int) -> list[int]:
    """The events that passing an exam makes up for, of those somebody was expected at."""
    return [row.event for row in db.all(OF_EXAM, exam=exam, member=member)]


def keep_slot(db: Db, number: int, starts_at: datetime, host: int) -> bool:
    """A host keeps this half hour; False where it is kept already."""
    return db.value(KEEP, event_id=number, starts_at=starts_at, host_id=host) is not None


def free_slots(db: Db, number: int, since: datetime) -> list[HostSlot]:
    """Those still to be had."""
    return [HostSlot(*row) for row in db.all(FREE, number=number, since=since)]


def slot_of(db: Db, number: int, member: int) -> HostSlot | None:
    """The one somebody has."""
    row = db.one(TAKEN, number=number, member=member)
    return None if row is None else HostSlot(*row)


def take_slot(db: Db, number: int, slot: int, member: int, *, at: datetime) -> HostSlot | None:
    """It is theirs; None where somebody was quicker."""
    row = db.one(TAKE, number=number, slot=slot, member=member, when=at)
    return None if row is None else HostSlot(*row)


def say(db: Db, number: int, member: int, score: int, *, at: datetime) -> None:
    """What somebody gives it, in place of what they gave before."""
    db.run(SAY, number=number, member=member, given=score, when=at)


def scores(db: Db, number: int) -> dict[int, int]:
    """How many gave each score."""
    return {row.score: row.n for row in db.all(SCORES, number=number)}


def spoken(db: Db, camp: int, since: datetime, until: datetime) -> Sequence[SpokenAt]:
    """Who spoke at what in a stretch of time, of what is over."""
    return [
        SpokenAt(row.id, row.title, row.speaker_id, row.starts_at, row.minutes, int(row.score), int(row.rated), row.there)
        for row in db.all(SPOKEN, camp=camp, since=since, until=until)
    ]


def finished(db: Db, number: int) -> int:
    """How many were there to its end, as far as it can be told: they answered what was asked after it."""
    return int(db.value(FINISHED, number=number))
