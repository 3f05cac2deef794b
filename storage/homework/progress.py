"""How far everybody is with their homework: whose it is, who owes it, who stands where, counted from the versions handed in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, exists, func, or_, select

from storage.connection import Db
from storage.homework.assignments import Homework, hand_in, homework, homework_of
from storage.memberships import membership, tag
from storage.people import person

_stands = homework.c.withdrawn_at.is_(None)
_tagged = exists().where(tag.c.membership_id == membership.c.id, tag.c.name == homework.c.tag)
_is_theirs = and_(
    membership.c.camp_id == homework.c.camp_id,
    membership.c.role == "learner",
    membership.c.left_on.is_(None),
    or_(homework.c.tag.is_(None), _tagged),
)
_stands_at = or_(hand_in.c.state == "waiting", hand_in.c.state == "accepted")
_covered = exists().where(hand_in.c.homework_id == homework.c.id, hand_in.c.membership_id == membership.c.id, _stands_at)
EXPECTED = (
    select(membership.c.id, membership.c.person_id, person.c.name)
    .select_from(homework.join(membership, _is_theirs).join(person, person.c.id == membership.c.person_id))
    .where(homework.c.id == bindparam("number"), membership.c.id > bindparam("after"))
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
OWING = EXPECTED.where(~_covered)
OWES = (
    select(membership.c.id)
    .select_from(homework.join(membership, _is_theirs))
    .where(
        homework.c.id == bindparam("number"),
        membership.c.person_id == bindparam("person"),
        _stands,
        homework.c.closed_at.is_(None),
        ~_covered,
    )
)
_latest = hand_in.alias("latest")
_newest = (
    select(func.max(_latest.c.version))
    .where(_latest.c.homework_id == homework.c.id, _latest.c.membership_id == membership.c.id)
    .correlate(homework, membership)
    .scalar_subquery()
)
_last = and_(hand_in.c.homework_id == homework.c.id, hand_in.c.membership_id == membership.c.id, hand_in.c.version == _newest)


_best = func.max(case((hand_in.c.state == "accepted", 2), (hand_in.c.state == "waiting", 1), else_=0)).label("best")
_stood = (
    select(hand_in.c.homework_id, hand_in.c.membership_id, _best)
    .where(hand_in.c.version.is_not(None))
    .group_by(hand_in.c.homework_id, hand_in.c.membership_id)
    .subquery()
)
HANDED = (
    select(
        homework.c.id,
        *(
            func.sum(case((_stood.c.best == best, 1), else_=0)).label(name)
            for best, name in enumerate(("returned", "waiting", "accepted"))
        ),
    )
    .select_from(
        homework.join(_stood, _stood.c.homework_id == homework.c.id).join(
            membership, and_(membership.c.id == _stood.c.membership_id, _is_theirs)
        )
    )
    .where(homework.c.camp_id == bindparam("camp"), _stands)
    .group_by(homework.c.id)
)
HOW_MANY = (
    select(homework.c.id, select(func.count()).select_from(membership).where(_is_theirs).correlate(homework).scalar_subquery())
    .where(homework.c.camp_id == bindparam("camp"), _stands)
    .order_by(homework.c.id)
)
STANDINGS = (
    select(
        membership.c.id,
        membership.c.person_id,
        person.c.name,
        hand_in.c.id.label("hand_in"),
        hand_in.c.state,
        hand_in.c.version,
        hand_in.c.at,
        hand_in.c.late,
    )
    .select_from(
        homework.join(membership, _is_theirs).join(person, person.c.id == membership.c.person_id).outerjoin(hand_in, _last)
    )
    .where(homework.c.id == bindparam("number"))
    .order_by(hand_in.c.at.is_(None), hand_in.c.at, membership.c.id)
)
MINE = (
    select(homework, hand_in.c.id.label("hand_in"), hand_in.c.state, hand_in.c.version.label("handed"))
    .select_from(homework.join(membership, _is_theirs).outerjoin(hand_in, _last))
    .where(membership.c.id == bindparam("member"), _stands)
    .order_by(homework.c.until.is_(None), homework.c.until, homework.c.id)
)


ACCEPTED = (
    select(hand_in.c.membership_id, func.count().label("n"))
    .select_from(hand_in.join(homework, homework.c.id == hand_in.c.homework_id))
    .where(homework.c.camp_id == bindparam("camp"), hand_in.c.state == "accepted")
    .group_by(hand_in.c.membership_id)
)
ACCEPTED_MINE = (
    select(func.count())
    .select_from(hand_in.join(homework, homework.c.id == hand_in.c.homework_id))
    .where(
        homework.c.camp_id == bindparam("camp"), hand_in.c.membership_id == bindparam("member"), hand_in.c.state == "accepted"
    )
)
ACCEPTED_OF = select(hand_in.c.membership_id).where(hand_in.c.homework_id == bindparam("number"), hand_in.c.state == "accepted")
ACCEPTED_OF_MINE = ACCEPTED_OF.where(hand_in.c.membership_id == bindparam("member"))


class Expected(NamedTuple):
    """Somebody whose homework it is."""

    id: int
    person: int
    name: str


class Counts(NamedTuple):
    """How many it is for, and where they stand: `returned` are those whose newest version was sent back; the rest have handed in nothing."""

    expected: int
    accepted: int
    waiting: int
    returned: int

    @property
    def missing(self) -> int:
        return self.expected - self.accepted - self.waiting - self.returned


class HomeworkStanding(NamedTuple):
    """Where one of those it is for stands: their newest version, with None and "" where there is none."""

    id: int
    person: int
    name: str
    hand_in: int | None
    state: str | None
    version: int | None
    at: datetime | None
    late: bool | None


class Mine(NamedTuple):
    """A homework of mine, and my newest version of it."""

    homework: Homework
    hand_in: int | None
    state: str | None
    version: int | None


def expected(db: Db, number: int, *, after: int = 0, most: int = 1 << 31) -> list[Expected]:
    """Whose homework it is: present learners, those of its tag; by number, from behind `after`."""
    return [Expected(*row) for row in db.all(EXPECTED, number=number, after=after, most=most)]


def owing(db: Db, number: int, *, after: int = 0, most: int = 1 << 31) -> list[Expected]:
    """Those of them who have neither handed in nor, where it was returned, done so again."""
    return [Expected(*row) for row in db.all(OWING, number=number, after=after, most=most)]


def owes(db: Db, number: int, person_id: int) -> bool:
    """Whether somebody does, while it is open."""
    return db.one(OWES, number=number, person=person_id) is not None


def counts(db: Db, camp: int) -> dict[int, Counts]:
    """How far everybody is, by homework."""
    handed = {row.id: row for row in db.all(HANDED, camp=camp)}
    return {
        number: Counts(expected, *(int(getattr(handed.get(number), name, 0)) for name in ("accepted", "waiting", "returned")))
        for number, expected in db.all(HOW_MANY, camp=camp)
    }


def standings(db: Db, number: int) -> list[HomeworkStanding]:
    """Everybody it is for: who handed in first, first; at the end who has not."""
    return [HomeworkStanding(*row) for row in db.all(STANDINGS, number=number)]


def mine(db: Db, member: int) -> list[Mine]:
    """What one learner has to hand in and has handed in, the nearest deadline first."""
    return [
        Mine(one, row.hand_in, row.state, row.handed)
        for row in db.all(MINE, member=member)
        if (one := homework_of(row)) is not None
    ]


def accepted(db: Db, camp: int, member: int | None) -> dict[int, int]:
    """How many homeworks each membership has had accepted, or one of them."""
    if member is not None:
        return {member: int(db.value(ACCEPTED_MINE, camp=camp, member=member))}
    return {row.membership_id: int(row.n) for row in db.all(ACCEPTED, camp=camp)}


def accepted_of(db: Db, number: int, member: int | None) -> list[int]:
    """The memberships who have had one homework accepted; of one membership itself or nothing."""
    if member is not None:
        return [row.membership_id for row in db.all(ACCEPTED_OF_MINE, number=number, member=member)]
    return [row.membership_id for row in db.all(ACCEPTED_OF, number=number)]
