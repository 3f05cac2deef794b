"""Who is here, who leads, and who was expected on a workday."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from storage.camps import camp
from storage.checkins import check_in, leave
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Day, Instant

_present = or_(membership.c.left_on.is_(None), membership.c.left_on > bindparam("on", type_=Day))
_of_camp = (membership.c.camp_id == bindparam("camp"), membership.c.role == "learner")
# A day's stamps lie together, a member's apart: read by day, a report's cost does not grow with the years before it.
_stamped = membership.c.id.in_(
    select(check_in.c.membership_id).where(
        check_in.c.camp_id == bindparam("camp"),
        check_in.c.day == bindparam("on", type_=Day),
        check_in.c.kind != "rest",
        check_in.c.at <= bindparam("as_of", type_=Instant),
    )
)
_excused = membership.c.id.in_(
    select(leave.c.membership_id).where(
        leave.c.day == bindparam("on", type_=Day), leave.c.entered_at < bindparam("closes", type_=Instant)
    )
)
ATTENDANCE = select(membership.c.id, case((_stamped, 1), else_=0).label("done")).where(
    *_of_camp,
    _present,
    ~_excused,
    or_(
        membership.c.joined_on < bindparam("on", type_=Day),
        and_(membership.c.joined_on == bindparam("on", type_=Day), _stamped),
    ),
)
"""Who was expected on a workday and whether they stamped: here before that day (or stamping on it), not gone, not on leave."""
_attended = ATTENDANCE.subquery()
EXPECTED = select(func.count().label("expected"), func.coalesce(func.sum(_attended.c.done), 0).label("done")).select_from(
    _attended
)
ENROLLED = (
    select(func.count())
    .select_from(membership)
    .where(*_of_camp, _present, membership.c.joined_on <= bindparam("on", type_=Day))
)
ROSTER = (
    select(
        membership.c.id,
        membership.c.person_id,
        person.c.name,
        membership.c.joined_on,
        membership.c.left_on,
        membership.c.activated_at,
        membership.c.points,
    )
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(*_of_camp)
    .order_by(membership.c.id)
)
STAFF = (
    select(person.c.id, person.c.name)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.left_on.is_(None),
        or_(membership.c.role == "manager", membership.c.role == "owner"),
    )
    .order_by(membership.c.id)
)
OPENED_AT = select(camp.c.opened_at).where(camp.c.id == bindparam("camp"))


def attendance(db: Db, camp_id: int, day: date, *, closes: datetime, as_of: datetime) -> dict[int, bool]:
    """Who was expected on a workday (membership → stamped by `as_of`); leave entered from `closes` on does not excuse."""
    return {row.id: bool(row.done) for row in db.all(ATTENDANCE, camp=camp_id, on=day, closes=closes, as_of=as_of)}


def expected(db: Db, camp_id: int, day: date, *, closes: datetime, as_of: datetime) -> tuple[int, int]:
    """(done, expected) of a workday, the same way."""
    row = db.one(EXPECTED, camp=camp_id, on=day, closes=closes, as_of=as_of)
    assert row is not None
    return int(row.done), row.expected


def enrolled(db: Db, camp_id: int, day: date) -> int:
    """Learners who were in the camp on a day."""
    return int(db.value(ENROLLED, camp=camp_id, on=day))


def roster(db: Db, camp_id: int) -> list[Any]:
    """Rows (id, person_id, name, joined_on, left_on, activated_at, points) of every learner, present or past."""
    return db.all(ROSTER, camp=camp_id)


def staff(db: Db, camp_id: int) -> list[tuple[int, str]]:
    """(person, name) of the managers and owners."""
    return [(row.id, row.name) for row in db.all(STAFF, camp=camp_id)]


def opened_at(db: Db, camp_id: int) -> datetime:
    return db.value(OPENED_AT, camp=camp_id)
