"""Requests to join a camp's room: who asked, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Table, Text, UniqueConstraint, bindparam, delete, false, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.people import account
from storage.schema import Instant, foreign_key, metadata, primary_key

join_request = Table(
    "join_request",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    Column("channel", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("welcome", Boolean, nullable=False, server_default=false()),
    Column("by", Text, nullable=False, server_default=text("''")),
    Column("held", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("channel", "room", "account"),
)
"""`account` is the applicant as the platform knows them; `by` the name of whoever answered, empty where nobody here did.
One that is `held` waits for its applicant's application to the camp: that decides it."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request, answered or not."""

    id: int
    camp: int
    channel: str
    room: str
    account: str
    name: str
    asked_at: datetime
    answered_at: datetime | None
    welcome: bool
    by: str
    held: bool


_asked = insert(join_request)
ASK = _asked.on_conflict_do_update(
    index_elements=["channel", "room", "account"],
    set_={name: _asked.excluded[name] for name in ("camp_id", "name", "asked_at", "held")} | {"answered_at": None},
).returning(join_request.c.id)
REQUEST = select(join_request).where(join_request.c.id == bindparam("request"))
WAITING = (
    select(join_request)
    .where(join_request.c.camp_id == bindparam("camp"), join_request.c.answered_at.is_(None), ~join_request.c.held)
    .order_by(join_request.c.id)
)
HELD = (
    select(join_request)
    .select_from(
        join_request.join(account, (account.c.channel == join_request.c.channel) & (account.c.ident == join_request.c.account))
    )
    .where(
        join_request.c.camp_id == bindparam("camp"),
        join_request.c.answered_at.is_(None),
        join_request.c.held,
        account.c.person_id == bindparam("person"),
    )
    .order_by(join_request.c.id)
)
RELEASE = (
    update(join_request)
    .where(join_request.c.camp_id == bindparam("camp"), join_request.c.answered_at.is_(None), join_request.c.held)
    .values(held=false())
    .returning(join_request.c.id)
)
WAITING_AFTER = WAITING.where(join_request.c.id > bindparam("after")).limit(bindparam("most"))
BACKLOG = select(func.count().label("n"), func.min(join_request.c.asked_at).label("since")).where(
    join_request.c.camp_id == bindparam("camp"), join_request.c.answered_at.is_(None), ~join_request.c.held
)
ERASE = delete(join_request).where(join_request.c.channel == bindparam("on"), join_request.c.account == bindparam("who"))
ANSWER = (
    update(join_request)
    .where(join_request.c.id == bindparam("request"), join_request.c.answered_at.is_(None))
    .values(answered_at=bindparam("at", type_=Instant), welcome=bindparam("is_welcome"), by=bindparam("who"))
    .returning(join_request.c.id)
)
CAME = (
    update(join_request)
    .where(
        join_request.c.channel == bindparam("in_channel"),
        join_request.c.room == bindparam("in_room"),
        join_request.c.account == bindparam("who"),
        join_request.c.answered_at.is_(None),
    )
    .values(answered_at=bindparam("at", type_=Instant), welcome=True)
)
REOPEN = (
    update(join_request)
    .where(
        join_request.c.channel == bindparam("in_channel"),
        join_request.c.room == bindparam("in_room"),
        join_request.c.account == bindparam("who"),
        join_request.c.answered_at.is_not(None),
    )
    .values(answered_at=None, held=false())
    .returning(*join_request.c)
)
MOVE = (
    update(join_request)
    .where(join_request.c.channel == bindparam("in_channel"), join_request.c.room == bindparam("old"))
    .values(room=bindparam("new"))
)


def ask(db: Db, camp: int, channel: str, room: str, account: str, name: str, *, at: datetime, held: bool = False) -> int:
    """Somebody asks to join; asking again is asking anew. Gives the request's id."""
    given = {"camp_id": camp, "channel": channel, "room": room, "account": account, "name": name, "asked_at": at, "held": held}
    return int(db.value(ASK, **given))


def request(db: Db, number: int) -> Request | None:
    """A request by its id."""
    row = db.one(REQUEST, request=number)
    return None if row is None else Request(*row)


def waiting(db: Db, camp: int) -> list[Request]:
    """The requests nobody has answered, in the order people first asked."""
    return [Request(*row) for row in db.all(WAITING, camp=camp)]


def held(db: Db, camp: int, person: int) -> list[Request]:
    """Somebody's requests that wait for their application."""
    return [Request(*row) for row in db.all(HELD, camp=camp, person=person)]


def release(db: Db, camp: int) -> int:
    """Nobody applies any more: what waited for applications is for the managers. Gives how many there are."""
    return len(db.all(RELEASE, camp=camp))


def some_waiting(db: Db, camp: int, *, after: int, most: int) -> list[Request]:
    """At most so many of them with numbers above `after`."""
    return [Request(*row) for row in db.all(WAITING_AFTER, camp=camp, after=after, most=most)]


def backlog(db: Db, camp: int) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    row = db.one(BACKLOG, camp=camp)
    assert row is not None
    return row.n, row.since


def answer(db: Db, number: int, *, welcome: bool, by: str, at: datetime) -> bool:
    """Lets them in or turns them down; False where that was done before."""
    return db.value(ANSWER, request=number, at=at, is_welcome=welcome, who=by) is not None


def reopen(db: Db, channel: str, room: str, account: str) -> Request | None:
    """The answer did not take effect: the request waits again. Gives it with who had answered; None where nobody had."""
    row = db.one(REOPEN, in_channel=channel, in_room=room, who=account)
    return None if row is None else Request(*row)


def mark_joined(db: Db, channel: str, room: str, account: str, *, at: datetime) -> None:
    """They are in: whoever let them in on the platform has answered."""
    db.run(CAME, in_channel=channel, in_room=room, who=account, at=at)


def move_room(db: Db, channel: str, old: str, new: str) -> None:
    """The platform gave the room another name."""
    db.run(MOVE, in_channel=channel, old=old, new=new)


def erase(db: Db, channel: str, account: str) -> None:
    """Whoever asked with that account did not."""
    db.run(ERASE, on=channel, who=account)
