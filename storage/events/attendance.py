"""Who was there: the codes and screens people sign in by, each one's attendance, and what is counted of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.events import guests
from storage.events.events import COLUMNS, Event, event, event_of
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, foreign_key, metadata, primary_key

event_code = Table(
    "event_code",
    metadata,
    foreign_key("event", primary_key=True),
    Column("secret", Text, nullable=False),
)
"""What an event's codes are made of; there is none before somebody asks for one."""

event_screen = Table(
    "event_screen",
    metadata,
    primary_key(),
    foreign_key("event", index=True),
    Column("digest", Text, nullable=False, unique=True),
    foreign_key("membership", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
"""A host's screen, by the digest of its token: the token itself is kept nowhere."""

attendance = Table(
    "attendance",
    metadata,
    foreign_key("event", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("state", Text, nullable=False),
    Column("expected", Boolean, nullable=False),
    Column("at", Instant),
    foreign_key("membership", name="signed_by", nullable=True),
    Column("reason", Text),
    CheckConstraint("state IN ('present', 'late', 'absent', 'made_up')", name="state"),
    CheckConstraint("state NOT IN ('present', 'late') OR at IS NOT NULL", name="at"),
    CheckConstraint("(signed_by IS NULL) = (reason IS NULL)", name="by_host"),
    CheckConstraint("expected OR state NOT IN ('absent', 'made_up')", name="expected"),
)
"""A person once at an event. `expected` are those with a seat and those it is required of, counted when it ends; only who was expected can be
`absent`, and `made_up` is who was and passed its quiz afterwards. `signed_by` is the host who signed somebody in, and why."""
Index("ix_attendance_state", attendance.c.event_id, attendance.c.state)

SECRET = insert(event_code).on_conflict_do_nothing()
GET_SECRET = select(event_code.c.secret).where(event_code.c.event_id == bindparam("number"))
OPEN_NOW = (
    select(*COLUMNS, event_code.c.secret)
    .select_from(event.join(event_code, event_code.c.event_id == event.c.id))
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.cancelled_at.is_(None),
        event.c.starts_at > bindparam("since", type_=Instant),
        event.c.starts_at <= bindparam("until", type_=Instant),
    )
    .order_by(event.c.starts_at.desc(), event.c.id.desc())
)
SIGN_IN = insert(attendance).on_conflict_do_nothing().returning(attendance.c.membership_id)
_theirs = and_(attendance.c.event_id == bindparam("number"), attendance.c.membership_id == bindparam("member"))
THEIRS = select(attendance.c.state, attendance.c.at, attendance.c.expected).where(_theirs)
FROM_ABSENT = (
    update(attendance)
    .where(_theirs, attendance.c.state == "absent")
    .values(
        state=bindparam("became"),
        at=bindparam("when", type_=Instant),
        signed_by=bindparam("host"),
        reason=bindparam("why"),
    )
    .returning(attendance.c.membership_id)
)
MAKE_UP = (
    update(attendance)
    .where(_theirs, attendance.c.state == bindparam("was"))
    .values(state=bindparam("became"))
    .returning(attendance.c.membership_id)
)
EXPECT = (
    update(attendance)
    .where(attendance.c.event_id == bindparam("number"), attendance.c.membership_id.in_(guests.EXPECTED_IDS))
    .values(expected=True)
)
ABSENT = insert(attendance).from_select(
    ["event_id", "membership_id", "state", "expected"],
    guests.EXPECTED_ROWS.add_columns(literal("absent"), literal(True)).where(
        membership.c.id.not_in(select(attendance.c.membership_id).where(attendance.c.event_id == bindparam("number")))
    ),
)
_who = membership.join(person, person.c.id == membership.c.person_id)
_LISTED = (
    select(membership.c.id, membership.c.person_id.label("person"), person.c.name, attendance.c.state)
    .select_from(attendance.join(_who, membership.c.id == attendance.c.membership_id))
    .where(attendance.c.event_id == bindparam("number"))
    .order_by(membership.c.id)
)
_is_there = or_(attendance.c.state == "present", attendance.c.state == "late")
OF_STATE = _LISTED.where(attendance.c.state == bindparam("state"))
THERE = _LISTED.where(_is_there, membership.c.left_on.is_(None))
SOME_THERE = THERE.where(membership.c.id > bindparam("after")).limit(bindparam("most"))
SOME_ABSENT = OF_STATE.where(membership.c.id > bindparam("after"), membership.c.left_on.is_(None)).limit(bindparam("most"))


def _number(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


COUNT = select(
    _number(attendance.c.expected).label("expected"),
    _number(and_(attendance.c.expected, _is_there)).label("came"),
    _number(and_(attendance.c.expected, attendance.c.state == "late")).label("late"),
    _number(attendance.c.state == "absent").label("absent"),
    _number(attendance.c.state == "made_up").label("made_up"),
    _number(_is_there).label("there"),
).where(attendance.c.event_id == bindparam("number"))
_counts = or_(_is_there, attendance.c.state == "made_up")
OFTEN = (
    select(attendance.c.membership_id.label("member"), func.count().label("n"))
    .select_from(attendance.join(event, event.c.id == attendance.c.event_id))
    .where(
        event.c.camp_id == bindparam("camp"),
        _counts,
        or_(bindparam("kind") == "", event.c.kind == bindparam("kind")),
        or_(bindparam("only") == 0, attendance.c.membership_id == bindparam("only")),
    )
    .group_by(attendance.c.membership_id)
)
SUM = (
    select(
        func.count(event.c.id.distinct()).label("events"),
        _number(attendance.c.expected).label("expected"),
        _number(and_(attendance.c.expected, _is_there)).label("came"),
    )
    .select_from(event.outerjoin(attendance, attendance.c.event_id == event.c.id))
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.closed_at.is_not(None),
        event.c.starts_at >= bindparam("since", type_=Instant),
        event.c.starts_at < bindparam("until", type_=Instant),
    )
)
BY_MEMBER = (
    select(
        attendance.c.membership_id.label("member"),
        _number(attendance.c.expected).label("expected"),
        _number(and_(attendance.c.expected, _is_there)).label("came"),
    )
    .select_from(event.join(attendance, attendance.c.event_id == event.c.id))
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.closed_at.is_not(None),
        event.c.starts_at >= bindparam("since", type_=Instant),
        event.c.starts_at < bindparam("until", type_=Instant),
    )
    .group_by(attendance.c.membership_id)
)
SCREEN = insert(event_screen).returning(event_screen.c.id)
BY_DIGEST = (
    select(*COLUMNS)
    .select_from(event_screen.join(event, event.c.id == event_screen.c.event_id))
    .where(event_screen.c.digest == bindparam("digest"), event_screen.c.revoked_at.is_(None))
)
REVOKE = (
    update(event_screen)
    .where(event_screen.c.event_id == bindparam("number"), event_screen.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at", type_=Instant))
    .returning(event_screen.c.id)
)


class OpenEvent(NamedTuple):
    """An event people may sign in to, and what its codes are made of."""

    event: Event
    secret: str


class Attendee(NamedTuple):
    """Somebody as they stand to an event: present, late, absent or made_up."""

    id: int
    person: int
    name: str
    state: str


class Attended(NamedTuple):
    """One's own attendance of one event."""

    state: str
    at: datetime | None
    expected: bool


class AttendanceCounts(NamedTuple):
    """Of those expected: how many came, how many of these late, who was absent and who made up for it. `there` is everybody who was."""

    expected: int
    came: int
    late: int
    absent: int
    made_up: int
    there: int


class MemberAttendance(NamedTuple):
    """At how many events one was expected, and to how many of them one came."""

    expected: int
    came: int


class AttendanceSum(NamedTuple):
    """Of the events of a time: how many, how many people were expected at them, how many of those came."""

    events: int
    expected: int
    came: int


def secret(db: Db, number: int, fresh: str) -> str:
    """What an event's codes are made of: `fresh`, unless there is something already."""
    db.run(SECRET, event_id=number, secret=fresh)
    return str(db.value(GET_SECRET, number=number))


def known_secret(db: Db, number: int) -> str | None:
    """The same, where there is one."""
    known: str | None = db.value(GET_SECRET, number=number)
    return known


def open_between(db: Db, camp: int, since: datetime, until: datetime) -> list[OpenEvent]:
    """The events with codes that begin in a stretch of time, the latest first."""
    rows = db.all(OPEN_NOW, camp=camp, since=since, until=until)
    return [OpenEvent(event_of(row[:-1]), row[-1]) for row in rows]


def sign_in(
    db: Db, number: int, member: int, *, late: bool, at: datetime, by: int | None = None, why: str | None = None
) -> bool:
    """They are there; False where that was known. Who was set down as absent is not any more where a host says so."""
    state = "late" if late else "present"
    kept = {"state": state, "expected": False, "at": at, "signed_by": by, "reason": why}
    if db.value(SIGN_IN, event_id=number, membership_id=member, **kept) is not None:
        return True
    if by is None:
        return False
    return db.value(FROM_ABSENT, number=number, member=member, became=state, when=at, host=by, why=why) is not None


def theirs(db: Db, number: int, member: int) -> Attended | None:
    """How one stands to an event."""
    row = db.one(THEIRS, number=number, member=member)
    return None if row is None else Attended(*row)


def make_up(db: Db, number: int, member: int, *, done: bool) -> bool:
    """Who was absent passed the quiz (or its passing was taken back); False where that changes nothing."""
    was, became = ("absent", "made_up") if done else ("made_up", "absent")
    return db.value(MAKE_UP, number=number, member=member, was=was, became=became) is not None


def settle(db: Db, number: int) -> None:
    """It is over: who was expected is known, and who of them did not come is absent."""
    db.run(EXPECT, number=number)
    db.run(ABSENT, number=number)


def of_state(db: Db, number: int, state: str) -> list[Attendee]:
    """Everybody in a state, by membership."""
    return [Attendee(*row) for row in db.all(OF_STATE, number=number, state=state)]


def some_absent(db: Db, number: int, *, after: int, most: int) -> list[Attendee]:
    """Present members who were not there, above a membership."""
    return [Attendee(*row) for row in db.all(SOME_ABSENT, number=number, state="absent", after=after, most=most)]


def some_there(db: Db, number: int, *, after: int, most: int) -> list[Attendee]:
    """Present members who were there, above a membership."""
    return [Attendee(*row) for row in db.all(SOME_THERE, number=number, after=after, most=most)]


def there(db: Db, number: int) -> Sequence[Attendee]:
    """Who was or is there."""
    return [Attendee(*row) for row in db.all(THERE, number=number)]


def counts(db: Db, number: int) -> AttendanceCounts:
    """What is known of an event so far; of one that is over, what became of everybody."""
    row = db.one(COUNT, number=number)
    assert row is not None
    return AttendanceCounts(*map(int, row))


def how_often(db: Db, camp: int, kind: str, member: int | None) -> Mapping[int, int]:
    """Events of a kind (any where it is "") attended or made up for, by membership; of one or of everybody."""
    return {row.member: row.n for row in db.all(OFTEN, camp=camp, kind=kind, only=member or 0)}


def in_time(db: Db, camp: int, since: datetime, until: datetime) -> AttendanceSum:
    """Of the events of a stretch of time that are over."""
    row = db.one(SUM, camp=camp, since=since, until=until)
    assert row is not None
    return AttendanceSum(int(row.events), int(row.expected), int(row.came))


def by_member(db: Db, camp: int, since: datetime, until: datetime) -> dict[int, MemberAttendance]:
    """Everybody's own of a stretch of time, by membership."""
    rows = db.all(BY_MEMBER, camp=camp, since=since, until=until)
    return {row.member: MemberAttendance(int(row.expected), int(row.came)) for row in rows}


def show_screen(db: Db, number: int, digest: str, *, by: int, at: datetime) -> None:
    """A screen may show its code to whoever brings the token of that digest."""
    db.run(SCREEN, event_id=number, digest=digest, made_by=by, made_at=at)


def by_screen(db: Db, digest: str) -> Event | None:
    """The event of a screen's token that was not revoked."""
    row = db.one(BY_DIGEST, digest=digest)
    return None if row is None else event_of(row)


def revoke_screens(db: Db, number: int, *, at: datetime) -> int:
    """No screen shows its code any more; gives how many did."""
    return len(db.all(REVOKE, number=number, at=at))
