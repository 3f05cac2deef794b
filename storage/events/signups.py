"""Who signed up for an event, who waits for a seat, and who cancelled: the seats are the event's own count, which whoever takes one holds."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.events.events import event
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, foreign_key, metadata

event_signup = Table(
    "event_signup",
    metadata,
    foreign_key("event", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("state", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("state IN ('in', 'waiting', 'cancelled')", name="state"),
)
"""`at` is when they signed up or, on the waiting list, came into the line; who cancels and comes again stands at its end."""
Index("ix_event_signup_line", event_signup.c.event_id, event_signup.c.state, event_signup.c.at)

TAKE = (
    update(event)
    .where(
        event.c.id == bindparam("number"),
        event.c.cancelled_at.is_(None),
        or_(event.c.seats.is_(None), event.c.signed < event.c.seats),
    )
    .values(signed=event.c.signed + 1)
    .returning(event.c.id)
)
"""Whoever takes a seat, or holds the event, does so until their transaction ends."""
HOLD = update(event).where(event.c.id == bindparam("number")).values(signed=event.c.signed).returning(event.c.signed)
FREE = update(event).where(event.c.id == bindparam("number")).values(signed=event.c.signed - 1)
_new = insert(event_signup).values(
    event_id=bindparam("number"), membership_id=bindparam("member"), state=bindparam("as_"), at=bindparam("when", type_=Instant)
)
SIGN = _new.on_conflict_do_update(
    index_elements=["event_id", "membership_id"],
    set_={"state": _new.excluded.state, "at": _new.excluded.at},
)
_theirs = and_(event_signup.c.event_id == bindparam("number"), event_signup.c.membership_id == bindparam("member"))
STATE = select(event_signup.c.state).where(_theirs)
CANCEL = update(event_signup).where(_theirs).values(state="cancelled", at=bindparam("when", type_=Instant))
LET_IN = update(event_signup).where(_theirs).values(state="in")
_who = membership.join(person, person.c.id == membership.c.person_id)
FIRST_WAITING = (
    select(event_signup.c.membership_id)
    .where(event_signup.c.event_id == bindparam("number"), event_signup.c.state == "waiting")
    .order_by(event_signup.c.at, event_signup.c.membership_id)
    .limit(1)
)
_line = event_signup.alias("line")
PLACE = (
    select(func.count())
    .select_from(event_signup.join(_line, _line.c.event_id == event_signup.c.event_id))
    .where(
        _theirs,
        _line.c.state == "waiting",
        or_(
            _line.c.at < event_signup.c.at,
            and_(_line.c.at == event_signup.c.at, _line.c.membership_id <= event_signup.c.membership_id),
        ),
    )
)
_SIGNED = select(
    event_signup.c.membership_id.label("id"), membership.c.person_id.label("person"), person.c.name, event_signup.c.state
).select_from(event_signup.join(_who, membership.c.id == event_signup.c.membership_id))
LIST = _SIGNED.where(event_signup.c.event_id == bindparam("number"), event_signup.c.state != "cancelled").order_by(
    event_signup.c.state, event_signup.c.at, event_signup.c.membership_id
)
SOME = (
    _SIGNED.where(
        event_signup.c.event_id == bindparam("number"),
        event_signup.c.state != "cancelled",
        event_signup.c.membership_id > bindparam("after"),
        membership.c.left_on.is_(None),
    )
    .order_by(event_signup.c.membership_id)
    .limit(bindparam("most"))
)
WAITING = (
    select(func.count())
    .select_from(event_signup)
    .where(event_signup.c.event_id == bindparam("number"), event_signup.c.state == "waiting")
)
OF_MEMBER = (
    select(event_signup.c.event_id.label("event"), event_signup.c.state)
    .select_from(event_signup.join(event, event.c.id == event_signup.c.event_id))
    .where(
        event_signup.c.membership_id == bindparam("member"),
        event_signup.c.state != "cancelled",
        event.c.starts_at > bindparam("since", type_=Instant),
        event.c.cancelled_at.is_(None),
    )
    .order_by(event.c.starts_at, event.c.id)
)


class SignedUp(NamedTuple):
    """Somebody with a seat (`in`) or on the waiting list (`waiting`)."""

    id: int
    person: int
    name: str
    state: str


class StateAtEvent(NamedTuple):
    """How somebody stands to an event that is to come."""

    event: int
    state: str


def hold(db: Db, number: int) -> int:
    """The event is this transaction's until it ends; gives the seats taken."""
    return int(db.value(HOLD, number=number))


def state(db: Db, number: int, member: int) -> str | None:
    """`in`, `waiting`, `cancelled`, or None."""
    said: str | None = db.value(STATE, number=number, member=member)
    return said


def sign_up(db: Db, number: int, member: int, *, at: datetime) -> str:
    """`in` where there was a seat, else `waiting`; for somebody who has neither."""
    became = "in" if db.value(TAKE, number=number) is not None else "waiting"
    db.run(SIGN, number=number, member=member, as_=became, when=at)
    return became


def place(db: Db, number: int, member: int) -> int:
    """Which of those who wait, from 1."""
    return int(db.value(PLACE, number=number, member=member))


def cancel(db: Db, number: int, member: int, *, at: datetime) -> int | None:
    """They do not come; gives who is let in for them, if anybody."""
    was = state(db, number, member)
    db.run(CANCEL, number=number, member=member, when=at)
    if was != "in":
        return None
    db.run(FREE, number=number)
    return let_in(db, number)


def let_in(db: Db, number: int) -> int | None:
    """Who waits first gets a seat if there is one; gives who."""
    first: int | None = db.value(FIRST_WAITING, number=number)
    if first is None or db.value(TAKE, number=number) is None:
        return None
    db.run(LET_IN, number=number, member=first)
    return first


def everybody(db: Db, number: int) -> list[SignedUp]:
    """Who has a seat, then who waits, each in the order they came."""
    return [SignedUp(*row) for row in db.all(LIST, number=number)]


def some(db: Db, number: int, *, after: int, most: int) -> list[SignedUp]:
    """The present members among them above a membership, in their order."""
    return [SignedUp(*row) for row in db.all(SOME, number=number, after=after, most=most)]


def waiting(db: Db, number: int) -> int:
    """How many wait."""
    return int(db.value(WAITING, number=number))


def of_member(db: Db, member: int, since: datetime) -> list[StateAtEvent]:
    """What somebody signed up for that begins after a moment."""
    return [StateAtEvent(*row) for row in db.all(OF_MEMBER, member=member, since=since)]
