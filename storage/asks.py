"""Questions put to people, whatever for: contest, drill, exam, review — to whom, where, since when, and whether still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Label,
    Table,
    Text,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage import question_versions
from storage.bank import Stored, question
from storage.connection import Db
from storage.question_versions import PLAIN, question_version
from storage.schema import Instant, Json, Key, foreign_key, metadata, primary_key

ask = Table(
    "ask",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("question"),
    Column("kind", Text, nullable=False),
    foreign_key("contest", nullable=True, index=True),
    foreign_key("sitting", nullable=True, index=True),
    foreign_key("membership", nullable=True),
    Column("place", Integer, nullable=False),
    Column("shown_as", Json),
    Column("limit_ms", Integer),
    Column("message", Key),
    Column("delay_ms", Integer),
    Column("asked_at", Instant, nullable=False),
    Column("opened_at", Instant),
    Column("closed_at", Instant),
    Column("version", Integer),
    CheckConstraint("kind in ('contest','drill','exam','review')", name="kind"),
    ForeignKeyConstraint(
        ["question_id", "version"],
        ["question_version.question_id", "question_version.version"],
        name="fk_ask_version",
    ),
)
"""A question put: to everybody in a contest's rooms, or to one member. `place` counts from 0; `shown_as` are the options' places
as shown; `version` is how it read, empty only where a program from before versions put it. Of a private one `message` is the outbox
row, `delay_ms` its channel's, `opened_at` when the platform had it."""
Index("ix_ask_membership", ask.c.membership_id, ask.c.kind, ask.c.asked_at)

showing = Table(
    "showing",
    metadata,
    foreign_key("ask", primary_key=True),
    foreign_key("room", primary_key=True),
    Column("message", Key, nullable=False),
    Column("delay_ms", Integer, nullable=False),
    Column("opened_at", Instant),
)
"""A contest's question in one room: its clock starts when the platform has it; `delay_ms` is the channel's, fixed then."""


OF_VERSION = (question_version.c.question_id == ask.c.question_id) & (question_version.c.version == ask.c.version)
"""How an ask finds the words it was put in."""


def words_asked() -> list[Label[Any]]:
    """The columns of a question as it was asked, with the key it is judged by: `plain_of` reads them. A question a program from
    before versions put stands as the bank has it."""
    words = [func.coalesce(question_version.c[name], question.c[name]).label(f"asked_{name}") for name in PLAIN]
    return [*words, question_version.c.regraded.label("asked_regraded")]


def plain_of(row: Any) -> dict[str, Any]:
    """A question's plain values out of a row with `words_asked`."""
    return {**{name: getattr(row, f"asked_{name}") for name in PLAIN}, **(row.asked_regraded or {})}


PUT = insert(ask).returning(ask.c.id)
SHOWN = insert(showing)
SAID_IN = update(ask).where(ask.c.id == bindparam("ask")).values(message=bindparam("said_in"), delay_ms=bindparam("delay"))
LOOK = (
    select(
        ask.c.id,
        ask.c.camp_id,
        ask.c.question_id,
        ask.c.kind,
        ask.c.contest_id,
        ask.c.sitting_id,
        ask.c.membership_id,
        ask.c.place,
        ask.c.shown_as,
        ask.c.limit_ms,
        ask.c.message,
        ask.c.asked_at,
        ask.c.opened_at,
        ask.c.closed_at,
        showing.c.opened_at.label("shown_at"),
        func.coalesce(showing.c.delay_ms, ask.c.delay_ms).label("delay_ms"),
        question.c.number,
        *words_asked(),
    )
    .select_from(
        ask.join(question, question.c.id == ask.c.question_id)
        .outerjoin(question_version, OF_VERSION)
        .outerjoin(showing, (showing.c.ask_id == ask.c.id) & (showing.c.room_id == bindparam("room")))
    )
    .where(ask.c.id == bindparam("ask"))
    .with_for_update(read=True, of=ask)
)
"""All an answer needs to know, in one look. Holding the ask keeps it from being closed under the answer (PostgreSQL)."""
HOLD = select(ask.c.id).where(ask.c.id == bindparam("ask")).with_for_update(of=ask)
OPEN_ROOM = (
    update(showing)
    .where(showing.c.ask_id == bindparam("ask"), showing.c.room_id == bindparam("room"), showing.c.opened_at.is_(None))
    .values(opened_at=bindparam("at"))
)
OPEN = (
    update(ask)
    .where(ask.c.id == bindparam("ask"), ask.c.opened_at.is_(None))
    .values(opened_at=bindparam("at"))
    .returning(ask.c.limit_ms, ask.c.closed_at)
)
IN_MESSAGE = select(ask.c.id).where(ask.c.membership_id == bindparam("member"), ask.c.message == bindparam("message"))
CLOSE = (
    update(ask)
    .where(ask.c.id == bindparam("ask"), ask.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"))
    .returning(ask.c.id)
)
CLOSE_SITTING = (
    update(ask).where(ask.c.sitting_id == bindparam("sitting"), ask.c.closed_at.is_(None)).values(closed_at=bindparam("at"))
)
SHOWINGS = (
    select(showing.c.room_id, showing.c.message, showing.c.delay_ms, showing.c.opened_at)
    .where(showing.c.ask_id == bindparam("ask"))
    .order_by(showing.c.room_id)
)
REVIEWED = (
    select(func.count())
    .select_from(ask)
    .where(
        ask.c.membership_id == bindparam("membership"),
        ask.c.kind == "review",
        ask.c.asked_at >= bindparam("since", type_=Instant),
    )
)
OVERTAKE = (
    update(ask)
    .where(ask.c.membership_id == bindparam("member"), ask.c.kind == "review", ask.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"))
)
MOVE_ASKS = update(ask).where(ask.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Ask:
    """A question put, as an answer meets it: `plain` in the words it was put in. `shown_at` and `delay_ms` are the clock of the room
    the answer came from; in private `opened_at` and `delay_ms` are."""

    id: int
    camp: int
    question: int
    kind: str
    contest: int | None
    sitting: int | None
    membership: int | None
    place: int
    shown_as: tuple[int, ...]
    limit_ms: int | None
    message: int | None
    asked_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    shown_at: datetime | None
    delay_ms: int | None
    number: int
    plain: Mapping[str, Any]


def put(
    db: Db,
    camp: int,
    stored: Stored,
    kind: str,
    *,
    at: datetime,
    place: int = 0,
    contest: int | None = None,
    sitting: int | None = None,
    membership: int | None = None,
    shown_as: Sequence[int] = (),
    limit_ms: int | None = None,
) -> int:
    """Puts a question as it reads now; gives the number its answers name (D41)."""
    question_versions.keep(db, stored)
    return int(
        db.value(
            PUT,
            camp_id=camp,
            question_id=stored.id,
            version=stored.version,
            kind=kind,
            contest_id=contest,
            sitting_id=sitting,
            membership_id=membership,
            place=place,
            shown_as=list(shown_as) or None,
            limit_ms=limit_ms,
            asked_at=at,
        )
    )


def show(db: Db, ask_id: int, room: int, message: int, delay_ms: int) -> None:
    """The question stands in a room, in our message of that id; the channel's delay is fixed with it."""
    db.run(SHOWN, ask_id=ask_id, room_id=room, message=message, delay_ms=delay_ms)


def said_in(db: Db, ask_id: int, message: int, delay_ms: int | None = None) -> None:
    """The private message the question stands in; the channel's delay is fixed with it where the question has a limit."""
    db.run(SAID_IN, ask=ask_id, said_in=message, delay=delay_ms)


def look(db: Db, ask_id: int, room: int | None) -> Ask | None:
    """A question put, with the clock of the room an answer comes from; None where there is none of that number."""
    row = db.one(LOOK, ask=ask_id, room=room)
    if row is None:
        return None
    return Ask(
        row.id,
        row.camp_id,
        row.question_id,
        row.kind,
        row.contest_id,
        row.sitting_id,
        row.membership_id,
        row.place,
        tuple(row.shown_as or ()),
        row.limit_ms,
        row.message,
        row.asked_at,
        row.opened_at,
        row.closed_at,
        row.shown_at,
        row.delay_ms,
        row.number,
        plain_of(row),
    )


def open_room(db: Db, ask_id: int, room: int, *, at: datetime) -> None:
    """The platform has the question: the room's clock starts. One room after the other, so that the last one sees all others."""
    db.one(HOLD, ask=ask_id)
    db.run(OPEN_ROOM, ask=ask_id, room=room, at=at)


def open_private(db: Db, ask_id: int, *, at: datetime) -> Any:
    """The same for a private one; gives (limit_ms, closed_at), or None where it had started."""
    return db.one(OPEN, ask=ask_id, at=at)


def in_message(db: Db, membership_id: int, message: int) -> int | None:
    """The question put to somebody alone in our message of that id."""
    return db.value(IN_MESSAGE, member=membership_id, message=message)


def close(db: Db, ask_id: int, *, at: datetime) -> bool:
    """No more answers; False where it was closed."""
    return db.value(CLOSE, ask=ask_id, at=at) is not None


def close_sitting(db: Db, sitting: int, *, at: datetime) -> None:
    """No more answers to anything put in a sitting."""
    db.run(CLOSE_SITTING, sitting=sitting, at=at)


class Showing(NamedTuple):
    """A question as it stands in one room: our message, the delay in ms, and when its clock started."""

    room: int
    message: int
    delay: int
    started: datetime | None


def showings(db: Db, ask_id: int) -> list[Showing]:
    """The question in each of its rooms."""
    return [Showing(*row) for row in db.all(SHOWINGS, ask=ask_id)]


def reviewed(db: Db, membership_id: int, since: datetime) -> int:
    """How many questions of their review somebody was put since then."""
    return int(db.value(REVIEWED, membership=membership_id, since=since))


def overtake(db: Db, membership_id: int, *, at: datetime) -> None:
    """Closes what somebody was put in review and has not answered: a newer question takes its place."""
    db.run(OVERTAKE, member=membership_id, at=at)


def merge(db: Db, old: int, kept: int) -> None:
    """What was put to one membership alone becomes the other's."""
    db.run(MOVE_ASKS, old=old, kept=kept)
