"""How much of each tag members know, at a moment: right answers of questions asked, the last answer to each question counting."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from storage.answers import answer
from storage.bank import question_tag
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant

_later = answer.alias("later")
_until = bindparam("until", type_=Instant)
_is_last = ~(
    select(_later.c.id)
    .where(
        _later.c.membership_id == answer.c.membership_id,
        _later.c.question_id == answer.c.question_id,
        _later.c.id > answer.c.id,
        _later.c.earned.is_not(None),
        _later.c.received_at <= _until,
    )
    .exists()
)
_asked, _right = func.count().label("asked"), func.count().filter(answer.c.earned == answer.c.out_of).label("right")
_counted = answer.join(question_tag, question_tag.c.question_id == answer.c.question_id)
_conditions = (answer.c.camp_id == bindparam("camp"), answer.c.earned.is_not(None), answer.c.received_at <= _until, _is_last)
OF_MEMBER = (
    select(question_tag.c.tag, _right, _asked)
    .select_from(_counted)
    .where(answer.c.membership_id == bindparam("member"), *_conditions)
    .group_by(question_tag.c.tag)
)
OF_CAMP = (
    select(membership.c.id, person.c.name, membership.c.role, question_tag.c.tag, _right, _asked)
    .select_from(
        _counted.join(membership, membership.c.id == answer.c.membership_id).join(person, person.c.id == membership.c.person_id)
    )
    .where(membership.c.left_on.is_(None), *_conditions)
    .group_by(membership.c.id, person.c.name, membership.c.role, question_tag.c.tag)
    .order_by(membership.c.id, question_tag.c.tag)
)
MOST_ASKED = (
    select(question_tag.c.tag)
    .select_from(_counted)
    .where(answer.c.camp_id == bindparam("camp"))
    .group_by(question_tag.c.tag)
    .order_by(func.count().desc(), question_tag.c.tag)
    .limit(bindparam("most"))
)


class TagShare(NamedTuple):
    """Right answers of questions asked."""

    right: int
    asked: int


class MemberShare(NamedTuple):
    """The same of one member and tag."""

    member: int
    name: str
    role: str
    tag: str
    right: int
    asked: int


def of_member(db: Db, camp: int, member: int, *, until: datetime) -> dict[str, TagShare]:
    """tag → what one member knew at a moment."""
    return {row.tag: TagShare(row.right, row.asked) for row in db.all(OF_MEMBER, camp=camp, member=member, until=until)}


def of_camp(db: Db, camp: int, *, until: datetime) -> list[MemberShare]:
    """What every present member knew at a moment, tag by tag."""
    return [MemberShare(*row) for row in db.all(OF_CAMP, camp=camp, until=until)]


def most_asked(db: Db, camp: int, most: int) -> list[str]:
    """The tags a camp was asked most questions of, the most first."""
    return [row.tag for row in db.all(MOST_ASKED, camp=camp, most=most)]
