"""Check-ins: one stamp a member and day, leave, the day's counters, and the weeks that were closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

check_in = Table(
    "check_in",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("membership"),
    Column("day", Day, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False, server_default=text("''")),
    CheckConstraint("kind in ('stamp','makeup','rest')", name="kind"),
)
"""`stamp` on a workday, `makeup` of one afterwards, `rest` on a rest day (recorded, counts for nothing)."""
Index("uq_check_in_day", check_in.c.membership_id, check_in.c.day, unique=True)
Index("ix_check_in_camp", check_in.c.camp_id, check_in.c.day)

leave = Table(
    "leave",
    metadata,
    foreign_key("membership", primary_key=True),
    Column("day", Day, primary_key=True),
    Column("entered_at", Instant, nullable=False),
)
Index("ix_leave_day", leave.c.day)

day_count = Table(
    "day_count",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("day", Day, primary_key=True),
    Column("done", Integer, nullable=False, server_default=text("0")),
    Column("excused", Integer, nullable=False, server_default=text("0")),
)
"""How many stamped a day, and how many learners are excused from it."""

week = Table(
    "week",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("monday", Day, primary_key=True),
    Column("done", Integer, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("workdays", Integer, nullable=False),
    Column("learners", Integer, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("closed_at", Instant, nullable=False),
)
"""A closed week with its verdict; `threshold` is in percent and is what was in force then."""

run_bonus = Table("run_bonus", metadata, foreign_key("membership", primary_key=True), Column("day", Day, primary_key=True))
"""The workdays that completed a paid run of seven."""

STAMP = insert(check_in).on_conflict_do_nothing()
LONGEST_NOTE = 4000
"""Characters of a day's note, however many messages it came in: every one more is written by the one writer."""
APPEND = (
    update(check_in)
    .where(
        check_in.c.membership_id == bindparam("membership"),
        check_in.c.day == bindparam("on"),
        func.length(check_in.c.note) + func.length(bindparam("more", type_=Text)) < LONGEST_NOTE,
    )
    .values(
        note=case(
            (check_in.c.note == "", bindparam("more", type_=Text)),
            (bindparam("more", type_=Text) == "", check_in.c.note),
            else_=check_in.c.note + "\n" + bindparam("more", type_=Text),
        )
    )
    .returning(check_in.c.at, check_in.c.kind)
)
FIRST = select(check_in.c.at, check_in.c.kind, check_in.c.note).where(
    check_in.c.membership_id == bindparam("membership"), check_in.c.day == bindparam("on")
)
_counted = insert(day_count)
COUNT = _counted.on_conflict_do_update(
    index_elements=[day_count.c.camp_id, day_count.c.day], set_={"done": day_count.c.done + _counted.excluded.done}
).returning(day_count.c.done, day_count.c.excused)
EXCUSE = _counted.on_conflict_do_update(
    index_elements=[day_count.c.camp_id, day_count.c.day], set_={"excused": day_count.c.excused + _counted.excluded.excused}
)
TODAY = select(day_count.c.done, day_count.c.excused).where(
    day_count.c.camp_id == bindparam("camp"), day_count.c.day == bindparam("on")
)
STREAK = (
    update(membership)
    .where(membership.c.id == bindparam("member"))
    .values(streak=bindparam("length"), streak_to=bindparam("last"), runs_paid=bindparam("paid"))
)
CREDIT = (
    update(membership)
    .where(membership.c.id == bindparam("member"))
    .values(
        points=membership.c.points + bindparam("earned"),
        lifetime=membership.c.lifetime + bindparam("earned"),
        activated_at=func.coalesce(membership.c.activated_at, bindparam("at", type_=Instant)),
        streak=bindparam("length"),
        streak_to=bindparam("last"),
        runs_paid=bindparam("paid"),
    )
    .returning(membership.c.points)
)
"""Everything a stamp changes of its membership: one row written once is a third of the price of three times."""
WORKDAY_STAMPS = (
    select(check_in.c.day)
    .where(
        check_in.c.membership_id == bindparam("membership"),
        check_in.c.kind != "rest",
        check_in.c.day <= bindparam("until", type_=Day),
    )
    .order_by(check_in.c.day.desc())
    .limit(bindparam("most"))
)
STAMPS_BETWEEN = select(check_in.c.day, check_in.c.kind).where(
    check_in.c.membership_id == bindparam("membership"),
    check_in.c.day >= bindparam("first", type_=Day),
    check_in.c.day <= bindparam("last", type_=Day),
)
MAKEUPS = (
    select(func.count())
    .select_from(check_in)
    .where(
        check_in.c.membership_id == bindparam("membership"),
        check_in.c.kind == "makeup",
        check_in.c.at >= bindparam("since", type_=Instant),
    )
)
PAID = insert(run_bonus).on_conflict_do_nothing().returning(run_bonus.c.day)
RUNS_PAID = (
    select(func.count())
    .select_from(run_bonus)
    .where(
        run_bonus.c.membership_id == bindparam("membership"),
        run_bonus.c.day >= bindparam("first", type_=Day),
        run_bonus.c.day <= bindparam("last", type_=Day),
    )
)
TAKE_LEAVE = insert(leave).on_conflict_do_nothing().returning(leave.c.day)
GIVE_UP_LEAVE = (
    delete(leave).where(leave.c.membership_id == bindparam("membership"), leave.c.day == bindparam("on")).returning(leave.c.day)
)
LEAVE_BETWEEN = select(leave.c.day).where(
    leave.c.membership_id == bindparam("membership"),
    leave.c.day >= bindparam("first", type_=Day),
    leave.c.day <= bindparam("last", type_=Day),
)
ROSTER = select(membership.c.id, membership.c.joined_on, membership.c.left_on).where(
    membership.c.camp_id == bindparam("camp"),
    membership.c.role == "learner",
    membership.c.joined_on <= bindparam("last", type_=Day),
)
CAMP_STAMPS = select(check_in.c.membership_id, check_in.c.day, check_in.c.kind, check_in.c.at).where(
    check_in.c.camp_id == bindparam("camp"),
    check_in.c.day >= bindparam("first", type_=Day),
    check_in.c.day <= bindparam("last", type_=Day),
)
CAMP_LEAVE = (
    select(leave.c.membership_id, leave.c.day, leave.c.entered_at)
    .select_from(leave.join(membership, membership.c.id == leave.c.membership_id))
    .where(
        membership.c.camp_id == bindparam("camp"),
        leave.c.day >= bindparam("first", type_=Day),
        leave.c.day <= bindparam("last", type_=Day),
    )
)
CLOSE_WEEK = insert(week).on_conflict_do_nothing().returning(week.c.monday)
WEEK = select(week).where(week.c.camp_id == bindparam("camp"), week.c.monday == bindparam("monday_"))
_other = check_in.alias("other")
BOTH = (
    select(check_in.c.day, check_in.c.kind, check_in.c.at.label("old_at"), _other.c.at.label("kept_at"))
    .select_from(check_in.join(_other, _other.c.day == check_in.c.day))
    .where(check_in.c.membership_id == bindparam("old"), _other.c.membership_id == bindparam("kept"))
    .order_by(check_in.c.day)
)
DROP_STAMP = delete(check_in).where(check_in.c.membership_id == bindparam("member"), check_in.c.day == bindparam("on"))
MOVE_STAMPS = update(check_in).where(check_in.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
KEEP_LEAVE = insert(leave).on_conflict_do_nothing()
LEAVE_ENTERED = select(leave.c.entered_at).where(
    leave.c.membership_id == bindparam("membership"), leave.c.day == bindparam("on")
)
DROP_LEAVE = delete(leave).where(leave.c.membership_id == bindparam("membership"))
RUN_DAYS = select(run_bonus.c.day).where(run_bonus.c.membership_id == bindparam("membership"))
DROP_RUNS = delete(run_bonus).where(run_bonus.c.membership_id == bindparam("membership"))
_counts = check_in.c.kind != "rest"
DAYS_OF = select(func.count()).where(check_in.c.membership_id == bindparam("member"), _counts)
DAYS_OF_EACH = (
    select(check_in.c.membership_id, func.count().label("n"))
    .where(check_in.c.camp_id == bindparam("camp"), _counts)
    .group_by(check_in.c.membership_id)
)


class Enrolled(NamedTuple):
    """A learner's time in the camp."""

    membership: int
    joined_on: date
    left_on: date | None


class Stamp(NamedTuple):
    """One stamp of a member."""

    membership: int
    day: date
    kind: str
    at: datetime


class LeaveDay(NamedTuple):
    """One day off of a member, and when they said so."""

    membership: int
    day: date
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class First:
    """The stamp a day already has."""

    at: datetime
    kind: str


def roster(db: Db, camp_id: int, last: date) -> list[Enrolled]:
    """Every learner who had joined by that day, those who left included."""
    return [Enrolled(*row) for row in db.all(ROSTER, camp=camp_id, last=last)]


def camp_stamps(db: Db, camp_id: int, first: date, last: date) -> list[Stamp]:
    """Everybody's stamps of those days."""
    return [Stamp(*row) for row in db.all(CAMP_STAMPS, camp=camp_id, first=first, last=last)]


def camp_leave(db: Db, camp_id: int, first: date, last: date) -> list[LeaveDay]:
    """Everybody's days off among those days."""
    return [LeaveDay(*row) for row in db.all(CAMP_LEAVE, camp=camp_id, first=first, last=last)]


def stamp(db: Db, camp_id: int, member: int, day: date, kind: str, note: str, *, at: datetime) -> bool:
    """Stamps a day; False where it is stamped already."""
    return db.insert(STAMP, camp_id=camp_id, membership_id=member, day=day, kind=kind, note=note, at=at)


def append(db: Db, member: int, day: date, note: str) -> First | None:
    """Adds a note to the day's stamp and says when it was made; None, and nothing is added, where it would grow too long."""
    row = db.one(APPEND, membership=member, on=day, more=note)
    return First(row.at, row.kind) if row is not None else None


def stamped(db: Db, member: int, day: date) -> First | None:
    """The day's stamp, or None."""
    row = db.one(FIRST, membership=member, on=day)
    return None if row is None else First(row.at, row.kind)


def count(db: Db, camp_id: int, day: date) -> tuple[int, int]:
    """Counts one more done on a day; gives (done, excused)."""
    row = db.one(COUNT, camp_id=camp_id, day=day, done=1, excused=0)
    assert row is not None
    return row.done, row.excused


def counts(db: Db, camp_id: int, day: date) -> tuple[int, int]:
    """(done, excused) of a day."""
    row = db.one(TODAY, camp=camp_id, on=day)
    return (0, 0) if row is None else (row.done, row.excused)


def keep_streak(db: Db, member: int, length: int, last: date | None, paid: int) -> None:
    """The run a member is in: its length, its last workday, and how many of its sevens are paid."""
    db.run(STREAK, member=member, length=length, last=last, paid=paid)


def credit(db: Db, member: int, earned: int, length: int, last: date, paid: int, *, at: datetime) -> int:
    """A stamp's points, as booked, and the run it lengthens; its member has turned up by now. Gives the new balance."""
    return int(db.value(CREDIT, member=member, earned=earned, length=length, last=last, paid=paid, at=at))


def workday_stamps(db: Db, member: int, until: date, most: int) -> list[date]:
    """The days that count, newest first."""
    return [row.day for row in db.all(WORKDAY_STAMPS, membership=member, until=until, most=most)]


def stamps_between(db: Db, member: int, first: date, last: date) -> dict[date, str]:
    """Stamped days with their kind."""
    return {row.day: row.kind for row in db.all(STAMPS_BETWEEN, membership=member, first=first, last=last)}


def makeups_since(db: Db, member: int, since: datetime) -> int:
    """How many make-ups were entered since then."""
    return int(db.value(MAKEUPS, membership=member, since=since))


def pay_run(db: Db, member: int, day: date) -> bool:
    """The run of seven that ended on a day is paid; False where it was."""
    return db.one(PAID, membership_id=member, day=day) is not None


def runs_paid(db: Db, member: int, first: date, last: date) -> int:
    """How many runs of seven that ended within these days are paid."""
    return int(db.value(RUNS_PAID, membership=member, first=first, last=last))


def take_leave(db: Db, camp_id: int, member: int, days: Iterable[date], *, at: datetime) -> list[date]:
    """Excuses a member from days; gives those that are new."""
    new = [day for day in days if db.one(TAKE_LEAVE, membership_id=member, day=day, entered_at=at) is not None]
    for day in new:
        db.run(EXCUSE, camp_id=camp_id, day=day, done=0, excused=1)
    return new


def give_up_leave(db: Db, camp_id: int, member: int, days: Iterable[date]) -> list[date]:
    """Takes leave back; gives the days that were excused."""
    gone = [day for day in days if db.one(GIVE_UP_LEAVE, membership=member, on=day) is not None]
    for day in gone:
        db.run(EXCUSE, camp_id=camp_id, day=day, done=0, excused=-1)
    return gone


def leave_between(db: Db, member: int, first: date, last: date) -> frozenset[date]:
    """The days a member is excused from."""
    return frozenset(row.day for row in db.all(LEAVE_BETWEEN, membership=member, first=first, last=last))


@dataclass(frozen=True, slots=True)
class ClosedWeek:
    """A closed week as it was judged."""

    done: int
    expected: int
    workdays: int
    learners: int
    threshold: int
    passed: bool
    closed_at: datetime


def close_week(db: Db, camp_id: int, monday: date, judged: ClosedWeek) -> bool:
    """Freezes a week's verdict; False where it was frozen before."""
    row = db.one(
        CLOSE_WEEK,
        camp_id=camp_id,
        monday=monday,
        done=judged.done,
        expected=judged.expected,
        workdays=judged.workdays,
        learners=judged.learners,
        threshold=judged.threshold,
        passed=judged.passed,
        closed_at=judged.closed_at,
    )
    return row is not None


def closed_week(db: Db, camp_id: int, monday: date) -> ClosedWeek | None:
    """The verdict of a closed week."""
    row = db.one(WEEK, camp=camp_id, monday_=monday)
    return None if row is None else ClosedWeek(*row[2:])


def both_stamped(db: Db, old: int, kept: int) -> list[date]:
    """The days on which two memberships both have a stamp."""
    return [row.day for row in db.all(BOTH, old=old, kept=kept)]


def move(db: Db, camp_id: int, old: int, kept: int) -> None:
    """One membership's stamps, leave and paid runs become another's; of two stamps on a day the earlier stands."""
    for row in db.all(BOTH, old=old, kept=kept):
        later = old if row.old_at >= row.kept_at else kept
        db.run(DROP_STAMP, member=later, on=row.day)
        if row.kind != "rest":
            db.run(COUNT, camp_id=camp_id, day=row.day, done=-1, excused=0)
    db.run(MOVE_STAMPS, old=old, kept=kept)
    for day in leave_between(db, old, date.min, date.max):
        if db.one(FIRST, membership=kept, on=day) is None:
            db.run(KEEP_LEAVE, membership_id=kept, day=day, entered_at=db.value(LEAVE_ENTERED, membership=old, on=day))
    for row in db.all(RUN_DAYS, membership=old):
        db.run(PAID, membership_id=kept, day=row.day)
    db.run(DROP_LEAVE, membership=old)
    db.run(DROP_RUNS, membership=old)


def days_of(db: Db, camp: int, member: int | None) -> dict[int, int]:
    """How many workdays each membership stamped or made up, or one of them."""
    if member is not None:
        return {member: int(db.value(DAYS_OF, member=member))}
    return {row.membership_id: int(row.n) for row in db.all(DAYS_OF_EACH, camp=camp)}
