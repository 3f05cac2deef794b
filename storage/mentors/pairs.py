"""Pairs of a mentor and a mentee: offered, agreed to by both, running for some weeks, and how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import Member, membership
from storage.people import person
from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

mentor_pair = Table(
    "mentor_pair",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("membership", name="mentee_id", index=True),
    foreign_key("membership", name="mentor_id", index=True),
    Column("weeks", Integer, nullable=False),
    Column("behaviours", Json, nullable=False),
    foreign_key("person", name="offered_by"),
    Column("offered_at", Instant, nullable=False),
    Column("mentee_agreed_at", Instant),
    Column("mentor_agreed_at", Instant),
    Column("started_on", Day),
    Column("ends_on", Day),
    Column("ended_at", Instant),
    foreign_key("person", name="ended_by", nullable=True),
    Column("reason", Text),
    CheckConstraint("mentee_id <> mentor_id", name="two"),
    CheckConstraint("weeks BETWEEN 1 AND 52", name="weeks"),
    CheckConstraint("(started_on IS NULL) = (ends_on IS NULL)", name="span"),
    CheckConstraint(
        "started_on IS NULL OR (mentee_agreed_at IS NOT NULL AND mentor_agreed_at IS NOT NULL)", name="both_agreed"
    ),
)
"""`behaviours` is the list of what both look at each week. One that ran its weeks has no `reason`; one that began never and is over was
declined or withdrawn."""
_is_open = mentor_pair.c.ended_at.is_(None)
_runs = and_(_is_open, mentor_pair.c.started_on.is_not(None))
Index("uq_mentor_pair_open", mentor_pair.c.mentee_id, unique=True, postgresql_where=_is_open, sqlite_where=_is_open)
Index("ix_mentor_pair_open", mentor_pair.c.camp_id, mentor_pair.c.id, postgresql_where=_is_open, sqlite_where=_is_open)

_mentee, _mentor = membership.alias("mentee"), membership.alias("mentor")
_mentee_person, _mentor_person = person.alias("mentee_person"), person.alias("mentor_person")
_both = (
    mentor_pair.join(_mentee, _mentee.c.id == mentor_pair.c.mentee_id)
    .join(_mentee_person, _mentee_person.c.id == _mentee.c.person_id)
    .join(_mentor, _mentor.c.id == mentor_pair.c.mentor_id)
    .join(_mentor_person, _mentor_person.c.id == _mentor.c.person_id)
)
_PAIR = select(
    mentor_pair.c.id,
    mentor_pair.c.mentee_id,
    mentor_pair.c.mentor_id,
    _mentee.c.person_id,
    _mentor.c.person_id,
    _mentee_person.c.name,
    _mentor_person.c.name,
    mentor_pair.c.weeks,
    mentor_pair.c.behaviours,
    mentor_pair.c.offered_by,
    mentor_pair.c.mentee_agreed_at,
    mentor_pair.c.mentor_agreed_at,
    mentor_pair.c.started_on,
    mentor_pair.c.ends_on,
    mentor_pair.c.ended_at,
    mentor_pair.c.reason,
).select_from(_both)
OFFER = insert(mentor_pair).on_conflict_do_nothing().returning(mentor_pair.c.id)
FIND = _PAIR.where(mentor_pair.c.camp_id == bindparam("camp"), mentor_pair.c.id == bindparam("pair"))
EVERY = _PAIR.where(mentor_pair.c.camp_id == bindparam("camp"), _is_open).order_by(mentor_pair.c.id)
SOME_RUNNING = (
    _PAIR.where(mentor_pair.c.camp_id == bindparam("camp"), _runs, mentor_pair.c.id > bindparam("after"))
    .order_by(mentor_pair.c.id)
    .limit(bindparam("most"))
)
_is_of = or_(mentor_pair.c.mentee_id == bindparam("member"), mentor_pair.c.mentor_id == bindparam("member"))
OF_MEMBER = _PAIR.where(_is_of).order_by(mentor_pair.c.ended_at.is_not(None), mentor_pair.c.id.desc())
MENTEE_AGREES = (
    update(mentor_pair)
    .where(mentor_pair.c.id == bindparam("pair"), _is_open, mentor_pair.c.mentee_agreed_at.is_(None))
    .values(mentee_agreed_at=bindparam("when", type_=Instant))
    .returning(mentor_pair.c.id)
)
MENTOR_AGREES = (
    update(mentor_pair)
    .where(mentor_pair.c.id == bindparam("pair"), _is_open, mentor_pair.c.mentor_agreed_at.is_(None))
    .values(mentor_agreed_at=bindparam("when", type_=Instant))
    .returning(mentor_pair.c.id)
)
START = (
    update(mentor_pair)
    .where(
        mentor_pair.c.id == bindparam("pair"),
        _is_open,
        mentor_pair.c.started_on.is_(None),
        mentor_pair.c.mentee_agreed_at.is_not(None),
        mentor_pair.c.mentor_agreed_at.is_not(None),
    )
    .values(started_on=bindparam("first", type_=Day), ends_on=bindparam("last", type_=Day))
    .returning(mentor_pair.c.id)
)
END = (
    update(mentor_pair)
    .where(mentor_pair.c.id == bindparam("pair"), _is_open)
    .values(ended_at=bindparam("when", type_=Instant), ended_by=bindparam("by"), reason=bindparam("why"))
    .returning(mentor_pair.c.id)
)
_other = mentor_pair.alias("other")
REOPEN = (
    update(mentor_pair)
    .where(
        mentor_pair.c.id == bindparam("pair"),
        mentor_pair.c.ended_at.is_not(None),
        ~select(_other.c.id).where(_other.c.mentee_id == mentor_pair.c.mentee_id, _other.c.ended_at.is_(None)).exists(),
    )
    .values(ended_at=None, ended_by=None, reason=None)
    .returning(mentor_pair.c.id)
)
LOADS = (
    select(mentor_pair.c.mentor_id, func.count())
    .where(mentor_pair.c.camp_id == bindparam("camp"), _is_open)
    .group_by(mentor_pair.c.mentor_id)
)
BEFORE = (
    select(mentor_pair.c.mentee_id, mentor_pair.c.mentor_id)
    .where(mentor_pair.c.camp_id == bindparam("camp"), mentor_pair.c.started_on.is_not(None))
    .distinct()
)
HOLD_MENTOR = select(membership.c.id).where(membership.c.id == bindparam("mentor")).with_for_update()
LEFT_NAMED = (
    select(membership.c.left_on)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(membership.c.camp_id == bindparam("camp"), membership.c.left_on.is_not(None), person.c.name == bindparam("called"))
    .limit(1)
)
BETWEEN = select(mentor_pair.c.id).where(
    or_(mentor_pair.c.mentee_id == bindparam("old"), mentor_pair.c.mentee_id == bindparam("kept")),
    or_(mentor_pair.c.mentor_id == bindparam("old"), mentor_pair.c.mentor_id == bindparam("kept")),
)
DROP = delete(mentor_pair).where(mentor_pair.c.id == bindparam("pair"))
OPEN_OF = select(mentor_pair.c.id).where(mentor_pair.c.mentee_id == bindparam("member"), _is_open)
MOVE_MENTEE = update(mentor_pair).where(mentor_pair.c.mentee_id == bindparam("old")).values(mentee_id=bindparam("kept"))
MOVE_MENTOR = update(mentor_pair).where(mentor_pair.c.mentor_id == bindparam("old")).values(mentor_id=bindparam("kept"))
MOVE_OFFERED = update(mentor_pair).where(mentor_pair.c.offered_by == bindparam("old")).values(offered_by=bindparam("kept"))
MOVE_ENDED = update(mentor_pair).where(mentor_pair.c.ended_by == bindparam("old")).values(ended_by=bindparam("kept"))


class MentorPair(NamedTuple):
    """A mentor and a mentee (memberships, and the persons behind them)."""

    id: int
    mentee: int
    mentor: int
    mentee_person: int
    mentor_person: int
    mentee_name: str
    mentor_name: str
    weeks: int
    behaviours: list[str]
    offered_by: int
    mentee_agreed_at: datetime | None
    mentor_agreed_at: datetime | None
    started_on: date | None
    ends_on: date | None
    ended_at: datetime | None
    reason: str | None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def runs(self) -> bool:
        return self.is_open and self.started_on is not None

    @property
    def sides(self) -> tuple[tuple[int, int, str], tuple[int, int, str]]:
        """Membership, person and name of either, the mentee first."""
        return (self.mentee, self.mentee_person, self.mentee_name), (self.mentor, self.mentor_person, self.mentor_name)


def offer(
    db: Db, camp: int, mentee: Member, mentor: Member, weeks: int, behaviours: Sequence[str], *, by: int, at: datetime
) -> int | None:
    """The number of a new pair that waits for both; None where the mentee is in one already."""
    given = {"camp_id": camp, "mentee_id": mentee.id, "mentor_id": mentor.id, "weeks": weeks, "behaviours": list(behaviours)}
    return db.value(OFFER, offered_by=by, offered_at=at, **given)


def find(db: Db, camp: int, pair: int) -> MentorPair | None:
    """A pair of the camp's by its number."""
    row = db.one(FIND, camp=camp, pair=pair)
    return None if row is None else MentorPair(*row)


def unfinished(db: Db, camp: int) -> list[MentorPair]:
    """What was offered or runs, the oldest first."""
    return [MentorPair(*row) for row in db.all(EVERY, camp=camp)]


def some_running(db: Db, camp: int, *, after: int, most: int) -> list[MentorPair]:
    """At most so many that run, with numbers above another."""
    return [MentorPair(*row) for row in db.all(SOME_RUNNING, camp=camp, after=after, most=most)]


def of_member(db: Db, member: int) -> list[MentorPair]:
    """Somebody's pairs on either side: what is not over first, the newest first."""
    return [MentorPair(*row) for row in db.all(OF_MEMBER, member=member)]


def agree(db: Db, pair: MentorPair, member: int, *, at: datetime) -> bool:
    """One of the two says yes; False where they had, or it is over."""
    return db.one(MENTEE_AGREES if member == pair.mentee else MENTOR_AGREES, pair=pair.id, when=at) is not None


def start(db: Db, pair: int, first: date, last: date) -> bool:
    """It runs from one day to another; False where one has not agreed yet."""
    return db.one(START, pair=pair, first=first, last=last) is not None


def end(db: Db, pair: int, *, by: int | None, why: str | None, at: datetime) -> bool:
    """It is over; False where it was."""
    return db.one(END, pair=pair, by=by, why=why, when=at) is not None


def reopen(db: Db, pair: int) -> bool:
    """It is not over after all; False where it was not, or the mentee is in another by now."""
    return db.one(REOPEN, pair=pair) is not None


def loads(db: Db, camp: int) -> dict[int, int]:
    """How many pairs every mentor has, offered ones among them."""
    return {row[0]: int(row[1]) for row in db.all(LOADS, camp=camp)}


def hold_mentor(db: Db, mentor: int) -> None:
    """Whoever else offers them a pair at the same moment waits, and counts this one."""
    db.one(HOLD_MENTOR, mentor=mentor)


def before(db: Db, camp: int) -> set[tuple[int, int]]:
    """Who was ever paired with whom: mentee and mentor."""
    return {(row[0], row[1]) for row in db.all(BEFORE, camp=camp)}


def left_on(db: Db, camp: int, name: str) -> date | None:
    """When somebody of that name left the camp; None where nobody did."""
    return db.value(LEFT_NAMED, camp=camp, called=name)


def between(db: Db, old: int, kept: int) -> list[int]:
    """The pairs of two memberships with each other."""
    return [row[0] for row in db.all(BETWEEN, old=old, kept=kept)]


def drop(db: Db, pair: int) -> None:
    """As if it had never been; its weeks are gone before."""
    db.run(DROP, pair=pair)


def move(db: Db, old: int, kept: int, *, at: datetime) -> int | None:
    """One membership's pairs become another's. Where both are mentees now the older pair stands; gives the one that ends."""
    open_ones = sorted(row[0] for member in (old, kept) for row in db.all(OPEN_OF, member=member))
    for pair in open_ones[1:]:
        end(db, pair, by=None, why=None, at=at)
    db.run(MOVE_MENTEE, old=old, kept=kept)
    db.run(MOVE_MENTOR, old=old, kept=kept)
    return open_ones[1] if len(open_ones) > 1 else None


def move_person(db: Db, old: int, kept: int) -> None:
    """What somebody offered and ended is another's."""
    db.run(MOVE_OFFERED, old=old, kept=kept)
    db.run(MOVE_ENDED, old=old, kept=kept)
