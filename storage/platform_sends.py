"""What each platform account was sent lately, noted before it goes: a restart and another replica count on from there.

Moments are the program's own on SQLite, where there is one; on PostgreSQL they are the database's, for replicas' clocks differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    extract,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import EPOCH, Instant, metadata, primary_key

UNDER_WAY = timedelta(seconds=20)
"""How much later than noted a send may still be counted by its platform, where nobody lived to say that it ended: the longest any takes."""
LONGEST = timedelta(hours=1)
"""The longest span any platform counts over: what is older is forgotten."""

platform_send = Table(
    "platform_send",
    metadata,
    primary_key(),
    Column("account", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("sends", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("sends > 0", name="sends"),
)
"""So many sends to a room of an account. `at` is the latest moment the platform can have counted them: when they ended, and until then
some seconds ahead."""
Index("ix_platform_send_room", platform_send.c.account, platform_send.c.room, platform_send.c.at)

CLOCK = select(cast(cast(extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger), Instant))
BEGIN = insert(platform_send).returning(platform_send.c.id)
END = update(platform_send).where(platform_send.c.id == bindparam("number")).values(at=bindparam("when"))
_of_room = (platform_send.c.account == bindparam("of"), platform_send.c.room == bindparam("to"))
_since = platform_send.c.at > bindparam("since", type_=Instant)
FORGET_ROOM = delete(platform_send).where(*_of_room, platform_send.c.at <= bindparam("before", type_=Instant))
ERASE = delete(platform_send).where(*_of_room)
NTH = select(platform_send.c.at).where(*_of_room).order_by(platform_send.c.at.desc()).offset(bindparam("newer")).limit(1)
LATELY = (
    select(platform_send.c.room, platform_send.c.sends, platform_send.c.at)
    .where(platform_send.c.account == bindparam("of"), _since)
    .order_by(platform_send.c.at)
)

NOT_AT_ALL = timedelta(0)
Window = tuple[int, timedelta]
"""So many sends to one room at most within any such span."""


class RecentSend(NamedTuple):
    """So many sends to a room, and how long ago they ended; not at all where they may be under way."""

    room: str
    sends: int
    ago: timedelta


def begin(db: Db, account: str, room: str, sends: int, *, now: datetime) -> int:
    """Notes sends that begin now; gives what `end` is told."""
    moment = _moment(db, now)
    db.run(FORGET_ROOM, of=account, to=room, before=moment - LONGEST)
    return int(db.value(BEGIN, account=account, room=room, sends=sends, at=moment + UNDER_WAY))


def begin_within(db: Db, account: str, room: str, windows: Sequence[Window], *, now: datetime) -> int | timedelta:
    """Notes one send that begins now; how long to wait where a window is full. One room's are asked for one at a time, and are all
    noted so."""
    moment = _moment(db, now)
    waits = [_full_until(db, account, room, most) + span - moment for most, span in windows]
    return max(waits) if max(waits) > NOT_AT_ALL else begin(db, account, room, 1, now=now)


def end(db: Db, number: int, *, now: datetime) -> None:
    """They have ended, one way or another."""
    db.run(END, number=number, when=_moment(db, now))


def lately(db: Db, account: str, span: timedelta, *, now: datetime) -> list[RecentSend]:
    """What an account was sent within a span, the earliest first."""
    moment = _moment(db, now)
    rows = db.all(LATELY, of=account, since=moment - span)
    return [RecentSend(row.room, row.sends, max(moment - row.at, NOT_AT_ALL)) for row in rows]


def erase(db: Db, account: str, room: str) -> None:
    """Nothing is remembered of a room."""
    db.run(ERASE, of=account, to=room)


def _moment(db: Db, now: datetime) -> datetime:
    """By the clock that all who write here share."""
    return now if db.is_sqlite else db.value(CLOCK)


def _full_until(db: Db, account: str, room: str, most: int) -> datetime:
    """A span later there is room for one more."""
    return db.value(NTH, of=account, to=room, newer=most - 1) or EPOCH
