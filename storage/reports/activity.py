"""Who was active and when, who ever reached which stage, and what people wrote with their check-ins."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, bindparam, select, union_all

from storage.answers import answer
from storage.bills import bill
from storage.checkins import check_in
from storage.connection import Db
from storage.lessons.learning import lesson_done
from storage.memberships import membership
from storage.points import STANDS, ledger
from storage.schema import Day, Instant
from storage.tickets import ticket, ticket_answer

_since, _until = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
_asked_here = and_(membership.c.camp_id == ticket.c.camp_id, membership.c.person_id == ticket.c.person_id)
_ACTS = (
    # a make-up may be entered a month after its day
    select(check_in.c.membership_id, check_in.c.at).where(
        check_in.c.camp_id == bindparam("camp"),
        check_in.c.day >= bindparam("from_day", type_=Day),
        check_in.c.at >= _since,
        check_in.c.at < _until,
    ),
    select(lesson_done.c.membership_id, lesson_done.c.at).where(
        lesson_done.c.camp_id == bindparam("camp"), lesson_done.c.at >= _since, lesson_done.c.at < _until
    ),
    select(lesson_done.c.membership_id, lesson_done.c.applied_at).where(
        lesson_done.c.camp_id == bindparam("camp"), lesson_done.c.applied_at >= _since, lesson_done.c.applied_at < _until
    ),
    select(answer.c.membership_id, answer.c.received_at).where(
        answer.c.camp_id == bindparam("camp"), answer.c.received_at >= _since, answer.c.received_at < _until
    ),
    select(membership.c.id, ticket.c.asked_at)
    .select_from(ticket.join(membership, _asked_here))
    .where(ticket.c.camp_id == bindparam("camp"), ticket.c.asked_at >= _since, ticket.c.asked_at < _until),
    select(membership.c.id, ticket_answer.c.at)
    .select_from(
        ticket_answer.join(ticket, ticket.c.id == ticket_answer.c.ticket_id).join(
            membership, and_(membership.c.camp_id == ticket.c.camp_id, membership.c.person_id == ticket_answer.c.person_id)
        )
    )
    .where(ticket.c.camp_id == bindparam("camp"), ticket_answer.c.at >= _since, ticket_answer.c.at < _until),
)
_acted = union_all(*_ACTS).subquery("acted")
ACTS = (
    select(_acted.c.membership_id, _acted.c.at)
    .select_from(_acted.join(membership, membership.c.id == _acted.c.membership_id))
    .where(membership.c.role == "learner")
)
"""What learners did with the bot that a camp is for: a check-in, a lesson learned or applied, an answer in a quiz, a
question or an answer to one. Looking something up is no act."""
LEARNED = (
    select(lesson_done.c.membership_id)
    .where(lesson_done.c.camp_id == bindparam("camp"), lesson_done.c.at.is_not(None))
    .distinct()
)
USED = (
    select(lesson_done.c.membership_id)
    .where(lesson_done.c.camp_id == bindparam("camp"), lesson_done.c.applied_at.is_not(None))
    .union(
        select(ledger.c.membership_id).where(ledger.c.camp_id == bindparam("camp"), ledger.c.category == "contribution", STANDS)
    )
)
SHARED = (
    select(bill.c.membership_id)
    .select_from(bill.join(membership, membership.c.id == bill.c.membership_id))
    .where(membership.c.camp_id == bindparam("camp"), bill.c.shared_at.is_not(None))
    .distinct()
)
NOTES = select(check_in.c.note).where(
    check_in.c.camp_id == bindparam("camp"),
    check_in.c.day >= bindparam("first", type_=Day),
    check_in.c.day <= bindparam("last", type_=Day),
    check_in.c.note != "",
)


def acts(db: Db, camp_id: int, since: datetime, until: datetime, *, from_day: date) -> list[tuple[int, datetime]]:
    """(membership, moment) of what learners did in [since, until); `from_day` is the oldest day a make-up then may be for."""
    rows = db.all(ACTS, camp=camp_id, since=since, until=until, from_day=from_day)
    return [(row.membership_id, row.at) for row in rows]


def learned_ever(db: Db, camp_id: int) -> set[int]:
    """Who ever learned a lesson."""
    return {row.membership_id for row in db.all(LEARNED, camp=camp_id)}


def used_ever(db: Db, camp_id: int) -> set[int]:
    """Who ever used a lesson, or earned points by giving to others."""
    return {row.membership_id for row in db.all(USED, camp=camp_id)}


def shared_ever(db: Db, camp_id: int) -> set[int]:
    """Who ever shared a bill."""
    return {row.membership_id for row in db.all(SHARED, camp=camp_id)}


def notes(db: Db, camp_id: int, first: date, last: date) -> list[str]:
    """What people wrote with their check-ins."""
    return [row.note for row in db.all(NOTES, camp=camp_id, first=first, last=last)]
