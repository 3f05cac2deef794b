"""My goals: what somebody wants to reach by when, with what they showed for it, and whether their mentor may read it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, Text, bindparam, false, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

my_goal = Table(
    "my_goal",
    metadata,
    primary_key(),
    foreign_key("membership", index=True),
    Column("words", Text, nullable=False),
    Column("due", Day, nullable=False),
    Column("is_shared", Boolean, nullable=False, server_default=false()),
    Column("made_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("evidence", Text),
    CheckConstraint("evidence IS NULL OR closed_at IS NOT NULL", name="evidence"),
)
"""One that was closed without evidence was dropped."""
_is_open = my_goal.c.closed_at.is_(None)
Index("ix_my_goal_open", my_goal.c.membership_id, my_goal.c.id, postgresql_where=_is_open, sqlite_where=_is_open)

SET = insert(my_goal).returning(my_goal.c.id)
_GOAL = (
    my_goal.c.id,
    my_goal.c.membership_id,
    my_goal.c.words,
    my_goal.c.due,
    my_goal.c.is_shared,
    my_goal.c.closed_at,
    my_goal.c.evidence,
)
OF_MEMBER = (
    select(*_GOAL)
    .where(my_goal.c.membership_id == bindparam("member"))
    .order_by(my_goal.c.closed_at.is_not(None), my_goal.c.due, my_goal.c.id)
)
FIND = select(*_GOAL).where(my_goal.c.membership_id == bindparam("member"), my_goal.c.id == bindparam("goal"))
CLOSE = (
    update(my_goal)
    .where(my_goal.c.id == bindparam("goal"), _is_open)
    .values(closed_at=bindparam("when", type_=Instant), evidence=bindparam("shown"))
    .returning(my_goal.c.id)
)
REOPEN = (
    update(my_goal)
    .where(my_goal.c.id == bindparam("goal"), my_goal.c.closed_at.is_not(None))
    .values(closed_at=None, evidence=None)
    .returning(my_goal.c.id)
)
SHARE = update(my_goal).where(my_goal.c.id == bindparam("goal")).values(is_shared=bindparam("shared"))
OPEN_IN = (
    select(my_goal.c.membership_id, membership.c.person_id)
    .select_from(my_goal.join(membership, membership.c.id == my_goal.c.membership_id))
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.left_on.is_(None),
        _is_open,
        my_goal.c.membership_id > bindparam("after"),
    )
    .distinct()
    .order_by(my_goal.c.membership_id)
    .limit(bindparam("most"))
)
COUNT_OPEN = select(func.count()).where(my_goal.c.membership_id == bindparam("member"), _is_open)
MOVE = update(my_goal).where(my_goal.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


class MyGoal(NamedTuple):
    """What somebody wants to reach by a day."""

    id: int
    membership: int
    words: str
    due: date
    is_shared: bool
    closed_at: datetime | None
    evidence: str | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def set_goal(db: Db, member: int, words: str, due: date, *, at: datetime) -> int:
    """The number of a new goal."""
    return db.insert_id(SET, membership_id=member, words=words, due=due, made_at=at)


def of_member(db: Db, member: int) -> list[MyGoal]:
    """Somebody's goals: the open ones first, by the day they are due."""
    return [MyGoal(*row) for row in db.all(OF_MEMBER, member=member)]


def find(db: Db, member: int, goal: int) -> MyGoal | None:
    """One of somebody's by its number."""
    row = db.one(FIND, member=member, goal=goal)
    return None if row is None else MyGoal(*row)


def close(db: Db, goal: int, evidence: str | None, *, at: datetime) -> bool:
    """It is reached, with what shows it, or dropped; False where it was closed before."""
    return db.one(CLOSE, goal=goal, shown=evidence, when=at) is not None


def reopen(db: Db, goal: int) -> bool:
    """It is open again; False where it was."""
    return db.one(REOPEN, goal=goal) is not None


def share(db: Db, goal: int, *, shared: bool) -> None:
    """Whether a mentor may read it."""
    db.run(SHARE, goal=goal, shared=shared)


def some_with_open(db: Db, camp: int, *, after: int, most: int) -> list[tuple[int, int]]:
    """Membership and person of at most so many who have an open goal, above a membership."""
    return [(row[0], row[1]) for row in db.all(OPEN_IN, camp=camp, after=after, most=most)]


def count_open(db: Db, member: int) -> int:
    """How many of somebody's are open."""
    return int(db.value(COUNT_OPEN, member=member))


def move(db: Db, old: int, kept: int) -> None:
    """One membership's goals are another's."""
    db.run(MOVE, old=old, kept=kept)
