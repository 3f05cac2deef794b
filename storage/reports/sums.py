"""What each member did in a stretch of days: points, stamps and lessons, and where they stood before it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, func, or_, select

from storage.checkins import check_in
from storage.connection import Db
from storage.lessons.learning import lesson_done
from storage.memberships import membership
from storage.points import HELD, ledger
from storage.schema import Day, Instant

_recent = (
    select(ledger.c.membership_id, func.sum(ledger.c.amount).label("gained"))
    .where(ledger.c.camp_id == bindparam("camp"), ledger.c.at >= bindparam("since", type_=Instant), HELD)
    .group_by(ledger.c.membership_id)
    .subquery("recent")
)
STANDINGS = (
    select(
        membership.c.id,
        membership.c.points,
        membership.c.lifetime,
        (membership.c.points - func.coalesce(_recent.c.gained, 0)).label("before"),
    )
    .select_from(membership.outerjoin(_recent, _recent.c.membership_id == membership.c.id))
    .where(membership.c.camp_id == bindparam("camp"), membership.c.role == "learner", membership.c.left_on.is_(None))
)
"""Every present learner's points now and before a moment: the balance less what the ledger got since."""
GAINED = (
    select(ledger.c.membership_id, func.sum(ledger.c.amount).label("gained"))
    .where(
        ledger.c.camp_id == bindparam("camp"),
        ledger.c.at >= bindparam("since", type_=Instant),
        ledger.c.at < bindparam("until", type_=Instant),
        HELD,
    )
    .group_by(ledger.c.membership_id)
)
STAMPS = (
    select(
        check_in.c.membership_id,
        func.count().label("stamps"),
        func.sum(case((check_in.c.kind == "makeup", 1), else_=0)).label("makeups"),
    )
    .where(
        check_in.c.camp_id == bindparam("camp"),
        check_in.c.day >= bindparam("first", type_=Day),
        check_in.c.day <= bindparam("last", type_=Day),
        check_in.c.kind != "rest",
        check_in.c.at <= bindparam("as_of", type_=Instant),
    )
    .group_by(check_in.c.membership_id)
)
LESSONS_DONE = (
    select(
        lesson_done.c.membership_id,
        func.sum(
            case(
                (
                    and_(
                        lesson_done.c.at >= bindparam("since", type_=Instant),
                        lesson_done.c.at < bindparam("until", type_=Instant),
                    ),
                    1,
                ),
                else_=0,
            )
        ).label("learned"),
        func.sum(
            case(
                (
                    and_(
                        lesson_done.c.applied_at >= bindparam("since", type_=Instant),
                        lesson_done.c.applied_at < bindparam("until", type_=Instant),
                    ),
                    1,
                ),
                else_=0,
            )
        ).label("applied"),
    )
    .where(
        lesson_done.c.camp_id == bindparam("camp"),
        or_(
            lesson_done.c.at >= bindparam("since", type_=Instant), lesson_done.c.applied_at >= bindparam("since", type_=Instant)
        ),
    )
    .group_by(lesson_done.c.membership_id)
)


class PointsStanding(NamedTuple):
    """Where somebody's points stand: the balance now and before a moment, and all that was ever earned."""

    points: int
    before: int
    lifetime: int


def standings(db: Db, camp_id: int, since: datetime) -> dict[int, PointsStanding]:
    """Every present learner's standing, by membership; before is before `since`."""
    rows = db.all(STANDINGS, camp=camp_id, since=since)
    return {row.id: PointsStanding(row.points, int(row.before), row.lifetime) for row in rows}


def gained(db: Db, camp_id: int, since: datetime, until: datetime) -> dict[int, int]:
    """Points booked in a stretch, by membership."""
    return {row.membership_id: int(row.gained) for row in db.all(GAINED, camp=camp_id, since=since, until=until)}


def stamps(db: Db, camp_id: int, first: date, last: date, *, as_of: datetime) -> dict[int, tuple[int, int]]:
    """(workday stamps, make-ups among them) of these days as they stood then, by membership."""
    rows = db.all(STAMPS, camp=camp_id, first=first, last=last, as_of=as_of)
    return {row.membership_id: (row.stamps, int(row.makeups)) for row in rows}


def lessons_done(db: Db, camp_id: int, since: datetime, until: datetime) -> dict[int, tuple[int, int]]:
    """(learned, applied) in a stretch, by membership."""
    rows = db.all(LESSONS_DONE, camp=camp_id, since=since, until=until)
    return {row.membership_id: (int(row.learned), int(row.applied)) for row in rows}
