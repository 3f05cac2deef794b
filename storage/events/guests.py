"""Whom an event is for, who is to be told what becomes of it, and who is expected to be there."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, bindparam, exists, func, or_, select

from storage.connection import Db
from storage.events.events import event
from storage.events.signups import event_signup
from storage.memberships import membership, tag
from storage.people import person

_tagged = exists().where(tag.c.membership_id == membership.c.id, tag.c.name == event.c.tag)
_theirs = and_(membership.c.camp_id == event.c.camp_id, membership.c.left_on.is_(None), or_(event.c.tag.is_(None), _tagged))
_invited = and_(_theirs, membership.c.role == "learner")
_signed = exists().where(event_signup.c.event_id == event.c.id, event_signup.c.membership_id == membership.c.id)
_comes = _signed.where(event_signup.c.state == "in")
_told = _signed.where(event_signup.c.state != "cancelled")
_present = and_(membership.c.camp_id == event.c.camp_id, membership.c.left_on.is_(None))
_expected = or_(_comes, and_(event.c.required, _invited))
_SOME = (
    select(membership.c.id, membership.c.person_id.label("person"), person.c.name)
    .select_from(event.join(membership, _present).join(person, person.c.id == membership.c.person_id))
    .where(event.c.id == bindparam("number"), membership.c.id > bindparam("after"))
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
_concerned = or_(_told, membership.c.id == event.c.speaker_id, and_(event.c.required, _invited))
INVITED = _SOME.where(_theirs)
CONCERNED = _SOME.where(_concerned)
EXPECTED = _SOME.where(_expected)
EXPECTED_ROWS = (
    select(event.c.id.label("event_id"), membership.c.id.label("membership_id"))
    .select_from(event.join(membership, _present))
    .where(event.c.id == bindparam("number"), _expected)
)
EXPECTED_IDS = (
    select(membership.c.id).select_from(event.join(membership, _present)).where(event.c.id == bindparam("number"), _expected)
)
MAY_COME = (
    select(membership.c.id)
    .select_from(event.join(membership, _theirs))
    .where(event.c.id == bindparam("number"), membership.c.id == bindparam("member"))
)
_COUNT = select(func.count()).select_from(event.join(membership, _present)).where(event.c.id == bindparam("number"))
COUNTS = {"invited": _COUNT.where(_invited), "concerned": _COUNT.where(_concerned)}
EVERYBODY = 1_000_000_000


class Guest(NamedTuple):
    """A present member."""

    id: int
    person: int
    name: str


def invited(db: Db, number: int, *, after: int = 0, most: int = EVERYBODY) -> list[Guest]:
    """Whom it is for, above a membership."""
    return [Guest(*row) for row in db.all(INVITED, number=number, after=after, most=most)]


def concerned(db: Db, number: int, *, after: int = 0, most: int = EVERYBODY) -> list[Guest]:
    """Who signed up or waits, who speaks, and whoever it is required of."""
    return [Guest(*row) for row in db.all(CONCERNED, number=number, after=after, most=most)]


def expected(db: Db, number: int, *, after: int = 0, most: int = EVERYBODY) -> list[Guest]:
    """Who has a seat, and whoever it is required of."""
    return [Guest(*row) for row in db.all(EXPECTED, number=number, after=after, most=most)]


def may_come(db: Db, number: int, member: int) -> bool:
    """Whether it is for them."""
    return db.value(MAY_COME, number=number, member=member) is not None


def count(db: Db, number: int, which: str) -> int:
    """How many learners are `invited`, or people `concerned`."""
    return int(db.value(COUNTS[which], number=number))
