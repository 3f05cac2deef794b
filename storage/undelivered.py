"""What could not be sent: given up, sent without anybody knowing that it arrived, or gone without its file. Listed for whoever may see
it, and owed again at a word."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, cast, delete, exists, func, literal, or_, select, update

from bot.messages import Lane
from storage import rooms
from storage.connection import Db
from storage.inbox import dead_letter
from storage.memberships import membership
from storage.outbox import OWED_FOR, is_undelivered, outbox
from storage.schema import Instant

OWED, KEY = "owed", "outbox:"
"""The kind of letter a message leaves that went without its file, and how its key begins, before our number."""
FILE_MISSING = "file_missing"
EVERY_LETTER = 1_000_000
_COLUMNS = (
    outbox.c.id,
    outbox.c.channel,
    outbox.c.room,
    outbox.c.person_id,
    outbox.c.outcome,
    outbox.c.settled_at,
    outbox.c.attempts,
    outbox.c.feature,
)
_of_camp = or_(
    exists().where(
        rooms.room.c.channel == outbox.c.channel, rooms.room.c.ident == outbox.c.room, rooms.room.c.camp_id == bindparam("camp")
    ),
    exists().where(membership.c.person_id == outbox.c.person_id, membership.c.camp_id == bindparam("camp")),
)
EVERY = (
    select(*_COLUMNS).where(is_undelivered).order_by(outbox.c.settled_at.desc(), outbox.c.id.desc()).limit(bindparam("most"))
)
OF_CAMP = EVERY.where(_of_camp)
COUNTS = (
    select(outbox.c.channel, outbox.c.outcome, func.count()).where(is_undelivered).group_by(outbox.c.channel, outbox.c.outcome)
)
RETRY = (
    update(outbox)
    .where(outbox.c.id == bindparam("message"), is_undelivered, outbox.c.channel.is_not(None))
    .values(
        settled_at=None,
        acknowledged_at=None,
        outcome=None,
        attempts=0,
        doubts=0,
        not_before=None,
        until=bindparam("ends", type_=Instant),
    )
    .returning(outbox.c.channel, outbox.c.room, outbox.c.lane)
)
RETRY_OF_CAMP = RETRY.where(_of_camp)
DROP = (
    update(outbox).where(outbox.c.id == bindparam("message"), is_undelivered).values(outcome="dropped").returning(outbox.c.id)
)
DROP_OF_CAMP = DROP.where(_of_camp)
UNBURY = delete(dead_letter).where(dead_letter.c.key == bindparam("key"))
WITHOUT_FILE = (
    select(*_COLUMNS[:4], literal(FILE_MISSING).label("outcome"), dead_letter.c.at, *_COLUMNS[6:])
    .select_from(dead_letter.join(outbox, outbox.c.id == cast(func.substr(dead_letter.c.key, len(KEY) + 1), BigInteger)))
    .where(dead_letter.c.kind == OWED, ~is_undelivered)
    .order_by(dead_letter.c.at.desc(), outbox.c.id.desc())
    .limit(bindparam("most"))
)
WITHOUT_FILE_OF_CAMP = WITHOUT_FILE.where(_of_camp)


class Undelivered(NamedTuple):
    """A message by our id and where it was to go; `outcome` is failed, uncertain or file_missing (it went, with a sentence for the
    file), `feature` what kind of message it is."""

    message: int
    channel: str | None
    room: str | None
    person: int | None
    outcome: str
    at: datetime
    attempts: int
    feature: str | None


class Retried(NamedTuple):
    """Where a message is owed again, for whoever is to be woken."""

    channel: str
    room: str
    lane: Lane


def undelivered(db: Db, *, camp: int | None = None, most: int = 50) -> list[Undelivered]:
    """What could not be sent, the newest first: to the rooms and members of a camp, or everywhere."""
    rows: list[Any] = db.all(EVERY, most=most) if camp is None else db.all(OF_CAMP, camp=camp, most=most)
    found = [*map(Undelivered._make, rows), *without_file(db, camp=camp, most=most)]
    return sorted(found, key=lambda one: (one.at, one.message), reverse=True)[:most]


def without_file(db: Db, *, camp: int | None = None, most: int = 50) -> list[Undelivered]:
    """Of these only what went without its file: to send it again brings nothing, whoever wants the file asks anew."""
    rows: list[Any] = db.all(WITHOUT_FILE, most=most) if camp is None else db.all(WITHOUT_FILE_OF_CAMP, camp=camp, most=most)
    return [Undelivered(*row) for row in rows]


def counts(db: Db) -> list[tuple[str | None, str, int]]:
    """(channel, outcome, how many)."""
    return [(row[0], row[1], row[2]) for row in db.all(COUNTS)]


def retry(db: Db, message: int, *, at: datetime, camp: int | None = None) -> Retried | None:
    """Owes it again, for as long as something new would be; None where there is nothing of that number to be sent again, in that camp
    where one is named. One that was uncertain may arrive twice: whoever asks has been told."""
    ends = at + OWED_FOR
    row = (
        db.one(RETRY, message=message, ends=ends)
        if camp is None
        else db.one(RETRY_OF_CAMP, message=message, ends=ends, camp=camp)
    )
    if row is None:
        return None
    db.run(UNBURY, key=f"{KEY}{message}")
    return Retried(row.channel, row.room, Lane(row.lane))


def drop(db: Db, message: int, *, camp: int | None = None) -> bool:
    """It stays as it is, and is on no list any more; False where there is nothing of that number, in that camp where one is named."""
    row = db.one(DROP, message=message) if camp is None else db.one(DROP_OF_CAMP, message=message, camp=camp)
    is_listed = row is not None or message in {one.message for one in without_file(db, camp=camp, most=EVERY_LETTER)}
    if is_listed:
        db.run(UNBURY, key=f"{KEY}{message}")
    return is_listed
