"""What was handed in and waits for a decision, as one person has it before them: theirs to decide and ready, or theirs to rate."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, Boolean, and_, bindparam, exists, func, literal, or_, select

from storage.connection import Db
from storage.homework.assignments import hand_in, homework, homework_reviewer
from storage.homework.ratings import hand_in_rating
from storage.memberships import membership
from storage.people import person

_author = membership.alias("author")
_me: BindParameter[int] = bindparam("me")
_reviewer = membership.alias("reviewer")
_named = homework_reviewer.join(_reviewer, _reviewer.c.id == homework_reviewer.c.membership_id)
_present = and_(homework_reviewer.c.homework_id == homework.c.id, _reviewer.c.left_on.is_(None), _reviewer.c.role != "learner")
_is_named = exists().where(homework_reviewer.c.homework_id == homework.c.id, homework_reviewer.c.membership_id == _me)
_somebody_named = select(literal(1)).select_from(_named).where(_present).correlate(homework).exists()
_is_theirs = or_(bindparam("manages", type_=Boolean), _is_named, ~_somebody_named)
_open_rating = (
    hand_in_rating.c.hand_in_id == hand_in.c.id,
    hand_in_rating.c.given_at.is_(None),
    hand_in_rating.c.dropped_at.is_(None),
)
_is_rated = ~exists().where(*_open_rating)
_waits_for_the_draw = and_(homework.c.peers > 0, homework.c.seed.is_(None), homework.c.until > bindparam("now"))
_mine_to_rate = exists().where(*_open_rating, hand_in_rating.c.membership_id == _me)
_waits = (
    hand_in.c.state == "waiting",
    homework.c.camp_id == bindparam("camp"),
    homework.c.withdrawn_at.is_(None),
    hand_in.c.membership_id != _me,
    or_(and_(_is_theirs, _is_rated, ~_waits_for_the_draw), _mine_to_rate),
)
_from = (
    hand_in.join(homework, homework.c.id == hand_in.c.homework_id)
    .join(_author, _author.c.id == hand_in.c.membership_id)
    .join(person, person.c.id == _author.c.person_id)
)
SOME = (
    select(hand_in.c.id, hand_in.c.at, person.c.name, homework.c.title, hand_in.c.version, hand_in.c.late)
    .select_from(_from)
    .where(*_waits, hand_in.c.id > bindparam("after"))
    .order_by(hand_in.c.id)
    .limit(bindparam("most"))
)
BACKLOG = select(func.count(), func.min(hand_in.c.at)).select_from(_from).where(*_waits)


class Decider(NamedTuple):
    """Who asks: their membership, whether they run the camp, and when."""

    member: int
    manages: bool
    now: datetime


class WaitingHandIn(NamedTuple):
    """One version that waits."""

    number: int
    since: datetime
    name: str
    title: str
    version: int
    is_late: bool


def some(db: Db, camp: int, who: Decider, *, after: int, most: int) -> list[WaitingHandIn]:
    """At most so many with numbers above another, in the numbers' order."""
    asked = {"me": who.member, "manages": who.manages, "now": who.now}
    return [WaitingHandIn(*row) for row in db.all(SOME, camp=camp, after=after, most=most, **asked)]


def backlog(db: Db, camp: int, who: Decider) -> tuple[int, datetime | None]:
    """How many, and since when the oldest waits."""
    row = db.one(BACKLOG, camp=camp, me=who.member, manages=who.manages, now=who.now)
    assert row is not None
    return row[0], row[1]
