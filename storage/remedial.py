"""Extra training: which module, when, who is on the roster and why they left it, and who came to which session."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

remedial = Table(
    "remedial",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("module", Text, nullable=False),
    Column("below", Integer, nullable=False),
    Column("weekdays", Json, nullable=False),
    Column("time", Text, nullable=False),
    foreign_key("exam", nullable=True),
    foreign_key("person", name="opened_by"),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    CheckConstraint("below > 0 AND below <= 100", name="below"),
)
"""`below` is the score of the module under which somebody belongs here, `weekdays` the two days (0 is Monday) and `time` when it is held;
the re-test is `exam_id` or, where none is named, any exam of the module's tag."""
_is_open = remedial.c.closed_at.is_(None)
Index("uq_remedial_open", remedial.c.camp_id, remedial.c.module, unique=True, postgresql_where=_is_open, sqlite_where=_is_open)

remedial_member = Table(
    "remedial_member",
    metadata,
    foreign_key("remedial"),
    foreign_key("membership", index=True),
    Column("score", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("left_at", Instant),
    Column("why", Text),
    PrimaryKeyConstraint("remedial_id", "membership_id"),
    CheckConstraint("why in ('passed','taken_off','closed')", name="why"),
    CheckConstraint("(left_at IS NULL) = (why IS NULL)", name="left"),
)
"""`score` is the module's when they came, as it was printed."""

remedial_session = Table(
    "remedial_session",
    metadata,
    primary_key(),
    foreign_key("remedial"),
    Column("starts_at", Instant, nullable=False),
    UniqueConstraint("remedial_id", "starts_at"),
)
remedial_attendance = Table(
    "remedial_attendance",
    metadata,
    foreign_key("remedial_session", name="session_id"),
    foreign_key("membership", index=True),
    Column("at", Instant),
    PrimaryKeyConstraint("session_id", "membership_id"),
)
"""Who was expected at a session, and when they signed in."""

_TRAINING = (
    remedial.c.id,
    remedial.c.module,
    remedial.c.below,
    remedial.c.weekdays,
    remedial.c.time,
    remedial.c.exam_id,
    remedial.c.closed_at,
)
OPEN = insert(remedial).on_conflict_do_nothing().returning(remedial.c.id)
FIND = select(*_TRAINING).where(remedial.c.id == bindparam("training"))
OPEN_ONES = select(*_TRAINING).where(remedial.c.camp_id == bindparam("camp"), _is_open).order_by(remedial.c.id)
CLOSE = (
    update(remedial)
    .where(remedial.c.id == bindparam("training"), _is_open)
    .values(closed_at=bindparam("when", type_=Instant))
    .returning(remedial.c.id)
)
_again = remedial.alias("again")
_taken = select(_again.c.module).where(_again.c.camp_id == bindparam("camp"), _again.c.closed_at.is_(None))
REOPEN = (
    update(remedial)
    .where(remedial.c.id == bindparam("training"), remedial.c.module.not_in(_taken))
    .values(closed_at=None)
    .returning(remedial.c.id)
)
_join = insert(remedial_member)
JOIN = _join.on_conflict_do_update(
    index_elements=["remedial_id", "membership_id"],
    set_={"left_at": None, "why": None, "score": _join.excluded.score, "joined_at": _join.excluded.joined_at},
)
LEAVE = (
    update(remedial_member)
    .where(
        remedial_member.c.remedial_id == bindparam("training"),
        remedial_member.c.membership_id == bindparam("member"),
        remedial_member.c.left_at.is_(None),
    )
    .values(left_at=bindparam("when", type_=Instant), why=bindparam("reason"))
    .returning(remedial_member.c.membership_id)
)
ALL_LEAVE = (
    update(remedial_member)
    .where(remedial_member.c.remedial_id == bindparam("training"), remedial_member.c.left_at.is_(None))
    .values(left_at=bindparam("when", type_=Instant), why="closed")
)
ALL_BACK = (
    update(remedial_member)
    .where(remedial_member.c.remedial_id == bindparam("training"), remedial_member.c.why == "closed")
    .values(left_at=None, why=None)
)
_came = (
    select(func.count())
    .select_from(remedial_attendance.join(remedial_session, remedial_session.c.id == remedial_attendance.c.session_id))
    .where(
        remedial_session.c.remedial_id == remedial_member.c.remedial_id,
        remedial_attendance.c.membership_id == remedial_member.c.membership_id,
    )
)
ROSTER = (
    select(
        membership.c.id,
        person.c.id.label("person"),
        person.c.name,
        remedial_member.c.score,
        remedial_member.c.why,
        _came.where(remedial_attendance.c.at.is_not(None)).scalar_subquery().label("came"),
        _came.scalar_subquery().label("expected"),
    )
    .select_from(
        remedial_member.join(membership, membership.c.id == remedial_member.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(remedial_member.c.remedial_id == bindparam("training"), membership.c.left_on.is_(None))
    .order_by(membership.c.id)
)
OF_MEMBER = (
    select(*_TRAINING)
    .select_from(remedial.join(remedial_member, remedial_member.c.remedial_id == remedial.c.id))
    .where(remedial_member.c.membership_id == bindparam("member"), remedial_member.c.left_at.is_(None), _is_open)
    .order_by(remedial.c.id)
)
HOLD = insert(remedial_session).on_conflict_do_nothing().returning(remedial_session.c.id)
EXPECT = insert(remedial_attendance).on_conflict_do_nothing()
SIGN_IN = (
    update(remedial_attendance)
    .where(
        remedial_attendance.c.session_id == bindparam("session"),
        remedial_attendance.c.membership_id == bindparam("member"),
        remedial_attendance.c.at.is_(None),
    )
    .values(at=bindparam("when", type_=Instant))
    .returning(remedial_attendance.c.session_id)
)
NOW_ON = (
    select(remedial_session.c.id, remedial_session.c.starts_at, remedial.c.module, remedial_attendance.c.at)
    .select_from(
        remedial_attendance.join(remedial_session, remedial_session.c.id == remedial_attendance.c.session_id).join(
            remedial, remedial.c.id == remedial_session.c.remedial_id
        )
    )
    .where(
        remedial_attendance.c.membership_id == bindparam("member"),
        remedial_session.c.starts_at >= bindparam("since", type_=Instant),
        remedial_session.c.starts_at <= bindparam("until", type_=Instant),
    )
    .order_by(remedial_session.c.starts_at.desc(), remedial_session.c.id)
)
_other_member, _other_came = remedial_member.alias("other_member"), remedial_attendance.alias("other_came")
DROP_TWICE = (
    delete(remedial_member).where(
        remedial_member.c.membership_id == bindparam("old"),
        remedial_member.c.remedial_id.in_(
            select(_other_member.c.remedial_id).where(_other_member.c.membership_id == bindparam("kept"))
        ),
    ),
    delete(remedial_attendance).where(
        remedial_attendance.c.membership_id == bindparam("old"),
        remedial_attendance.c.session_id.in_(
            select(_other_came.c.session_id).where(_other_came.c.membership_id == bindparam("kept"))
        ),
    ),
)
CAME_TOO = (
    update(remedial_attendance)
    .where(
        remedial_attendance.c.membership_id == bindparam("kept"),
        remedial_attendance.c.at.is_(None),
        remedial_attendance.c.session_id.in_(
            select(_other_came.c.session_id).where(
                _other_came.c.membership_id == bindparam("old"), _other_came.c.at.is_not(None)
            )
        ),
    )
    .values(at=bindparam("when", type_=Instant))
)
MOVE = tuple(
    update(table).where(table.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
    for table in (remedial_member, remedial_attendance)
)
MOVE_OPENED = update(remedial).where(remedial.c.opened_by == bindparam("old")).values(opened_by=bindparam("kept"))


class Training(NamedTuple):
    """Extra training in a module."""

    id: int
    module: str
    below: int
    weekdays: list[int]
    time: str
    exam: int | None
    closed_at: datetime | None


class OnRoster(NamedTuple):
    """Somebody on a roster; `why` they left it (passed, taken_off, closed), None while they are on it; they came to so many sessions of
    those they were expected at."""

    membership: int
    person: int
    name: str
    score: str
    why: str | None
    came: int
    expected: int


class SessionOn(NamedTuple):
    """A session somebody is expected at, and when they signed in."""

    id: int
    starts_at: datetime
    module: str
    signed_at: datetime | None


def open_training(
    db: Db, camp: int, module: str, *, below: int, weekdays: list[int], time: str, exam: int | None, by: int, at: datetime
) -> int | None:
    """Gives its id; None where the module has one."""
    when = {"weekdays": weekdays, "time": time, "opened_by": by, "opened_at": at}
    return db.value(OPEN, camp_id=camp, module=module, below=below, exam_id=exam, **when)


def find(db: Db, training: int) -> Training | None:
    row = db.one(FIND, training=training)
    return None if row is None else Training(*row)


def open_ones(db: Db, camp: int) -> list[Training]:
    """What is held in a camp, the oldest first."""
    return [Training(*row) for row in db.all(OPEN_ONES, camp=camp)]


def close(db: Db, training: int, *, at: datetime) -> bool:
    """Nobody is on its roster any more; False where it was closed before."""
    if db.one(CLOSE, training=training, when=at) is None:
        return False
    db.run(ALL_LEAVE, training=training, when=at)
    return True


def reopen(db: Db, camp: int, training: int) -> bool:
    """Whoever was on it when it closed is again; False where the module has another."""
    if db.one(REOPEN, training=training, camp=camp) is None:
        return False
    db.run(ALL_BACK, training=training)
    return True


def join(db: Db, training: int, member: int, score: str, *, at: datetime) -> None:
    """Somebody is on the roster, again where they had left."""
    db.run(JOIN, remedial_id=training, membership_id=member, score=score, joined_at=at)


def leave(db: Db, training: int, member: int, why: str, *, at: datetime) -> bool:
    """Somebody is off it; False where they were not on it."""
    return db.one(LEAVE, training=training, member=member, reason=why, when=at) is not None


def roster(db: Db, training: int) -> list[OnRoster]:
    """Everybody present who is or was on it."""
    return [OnRoster(*row) for row in db.all(ROSTER, training=training)]


def of_member(db: Db, member: int) -> list[Training]:
    """What somebody is on the roster of."""
    return [Training(*row) for row in db.all(OF_MEMBER, member=member)]


def hold(db: Db, training: int, starts_at: datetime, expected: list[int]) -> int | None:
    """A session and who is expected; its id, None where it was there."""
    session = db.value(HOLD, remedial_id=training, starts_at=starts_at)
    if session is not None:
        for member in expected:
            db.run(EXPECT, session_id=session, membership_id=member)
    return session


def sign_in(db: Db, session: int, member: int, *, at: datetime) -> bool:
    """Somebody came; False where they had, or were not expected."""
    return db.one(SIGN_IN, session=session, member=member, when=at) is not None


def sessions_on(db: Db, member: int, since: datetime, until: datetime) -> list[SessionOn]:
    """The sessions somebody is expected at that begin in a stretch, the newest first."""
    return [SessionOn(*row) for row in db.all(NOW_ON, member=member, since=since, until=until)]


def move(db: Db, old: int, kept: int, *, at: datetime) -> None:
    """One membership's places become another's: whichever of the two came, they came."""
    db.run(CAME_TOO, old=old, kept=kept, when=at)
    for statement in (*DROP_TWICE, *MOVE):
        db.run(statement, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What somebody opened was opened by another."""
    db.run(MOVE_OPENED, old=old, kept=kept)
