"""Points: an append-only ledger with one entry per source; a balance is its sum, kept as a running column of the membership."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.camps import membership
from storage.connection import Db
from storage.people import person
from storage.schema import Instant, foreign_key, metadata, primary_key

ledger = Table(
    "ledger",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("membership"),
    Column("amount", Integer, nullable=False),
    Column("category", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text),
    Column("source", Text, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    CheckConstraint("amount <> 0", name="amount"),
)
"""`reason` is the code a feature registered, `source` what the points are for, once and for ever."""
Index("ix_ledger_membership", ledger.c.membership_id, ledger.c.id)
Index("ix_ledger_camp", ledger.c.camp_id, ledger.c.at)

ENTER = insert(ledger).on_conflict_do_nothing()
BALANCE = (
    update(membership)
    .where(membership.c.id == bindparam("membership"))
    .values(points=membership.c.points + bindparam("amount"), lifetime=membership.c.lifetime + bindparam("earned"))
    .returning(membership.c.points)
)
ENTRIES = (
    select(ledger.c.id, ledger.c.amount, ledger.c.category, ledger.c.reason, ledger.c.note, ledger.c.at)
    .where(ledger.c.membership_id == bindparam("membership"), ledger.c.id < bindparam("before"))
    .order_by(ledger.c.id.desc())
    .limit(bindparam("most"))
)
CATEGORIES = (
    select(ledger.c.category, func.sum(ledger.c.amount))
    .where(ledger.c.membership_id == bindparam("membership"))
    .group_by(ledger.c.category)
    .order_by(ledger.c.category)
)
AHEAD = (
    select(func.count())
    .select_from(membership)
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        membership.c.points > bindparam("points"),
    )
)
_listed = (membership.c.camp_id == bindparam("camp"), membership.c.role == "learner", membership.c.left_on.is_(None))
_standing = membership.join(person, person.c.id == membership.c.person_id)
BOARD = (
    select(membership.c.id, person.c.name, membership.c.named, membership.c.points.label("points"))
    .select_from(_standing)
    .where(*_listed)
    .order_by(membership.c.points.desc(), membership.c.id)
    .limit(bindparam("most"))
)
_mine = (membership.c.points, membership.c.id)
ABOVE = (
    select(membership.c.id, person.c.name, membership.c.named, membership.c.points.label("points"))
    .select_from(_standing)
    .where(
        *_listed,
        or_(_mine[0] > bindparam("points_"), and_(_mine[0] == bindparam("points_"), _mine[1] < bindparam("me"))),
    )
    .order_by(membership.c.points, membership.c.id.desc())
    .limit(bindparam("most"))
)
BELOW = (
    select(membership.c.id, person.c.name, membership.c.named, membership.c.points.label("points"))
    .select_from(_standing)
    .where(
        *_listed,
        or_(_mine[0] < bindparam("points_"), and_(_mine[0] == bindparam("points_"), _mine[1] > bindparam("me"))),
    )
    .order_by(membership.c.points.desc(), membership.c.id)
    .limit(bindparam("most"))
)
_earned = func.sum(ledger.c.amount)
SINCE = (
    select(membership.c.id, person.c.name, membership.c.named, _earned.label("points"))
    .select_from(
        ledger.join(membership, membership.c.id == ledger.c.membership_id).join(person, person.c.id == membership.c.person_id)
    )
    .where(
        ledger.c.camp_id == bindparam("camp"),
        ledger.c.at >= bindparam("since", type_=Instant),
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
    )
    .group_by(membership.c.id, person.c.name, membership.c.named)
    .order_by(_earned.desc(), membership.c.id)
)
ASTRAY = (
    select(membership.c.id, membership.c.points, func.coalesce(_earned, 0).label("sum"))
    .select_from(membership.outerjoin(ledger, ledger.c.membership_id == membership.c.id))
    .group_by(membership.c.id, membership.c.points, membership.c.lifetime)
    .having(
        or_(
            membership.c.points != func.coalesce(_earned, 0),
            membership.c.lifetime != func.coalesce(func.sum(case((ledger.c.amount > 0, ledger.c.amount), else_=0)), 0),
        )
    )
)
BY_SOURCE = select(ledger.c.id, ledger.c.amount, ledger.c.membership_id, ledger.c.camp_id).where(
    ledger.c.source == bindparam("source")
)
MOVE = update(ledger).where(ledger.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
TOTALS = select(membership.c.points, membership.c.lifetime).where(membership.c.id == bindparam("membership"))


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of somebody's ledger."""

    id: int
    amount: int
    category: str
    reason: str
    note: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """One line of a board; `named` is False for who does not want to be named."""

    membership: int
    name: str
    named: bool
    points: int


def book(
    db: Db,
    camp: int,
    member: int,
    amount: int,
    *,
    category: str,
    reason: str,
    source: str,
    at: datetime,
    note: str | None = None,
) -> bool:
    """The ledger's line alone, once for a source; False where that source is booked. Whoever calls this moves the membership's sums."""
    return db.insert(
        ENTER,
        camp_id=camp,
        membership_id=member,
        amount=amount,
        category=category,
        reason=reason,
        note=note,
        source=source,
        at=at,
    )


def enter(
    db: Db,
    camp: int,
    member: int,
    amount: int,
    *,
    category: str,
    reason: str,
    source: str,
    at: datetime,
    note: str | None = None,
) -> int | None:
    """Books points (negative takes them back) once for a source; gives the new balance, or None where that source is booked."""
    if not book(db, camp, member, amount, category=category, reason=reason, source=source, at=at, note=note):
        return None
    return int(db.value(BALANCE, membership=member, amount=amount, earned=max(amount, 0)))


def entries(db: Db, member: int, most: int, *, before: int = 2**62) -> list[LedgerEntry]:
    """The newest lines of a ledger, from before an entry backwards."""
    return [LedgerEntry(*row) for row in db.all(ENTRIES, membership=member, most=most, before=before)]


def categories(db: Db, member: int) -> list[tuple[str, int]]:
    """The sum of each category."""
    return [(row[0], int(row[1])) for row in db.all(CATEGORIES, membership=member)]


def rank(db: Db, camp: int, points: int) -> int:
    """1 + how many learners have more: equal points, equal rank."""
    return int(db.value(AHEAD, camp=camp, points=points)) + 1


def board(db: Db, camp: int, most: int) -> list[BoardPlace]:
    """The learners with the most points."""
    return [BoardPlace(*row) for row in db.all(BOARD, camp=camp, most=most)]


def neighbours(db: Db, camp: int, me: int, points: int, most: int = 1) -> tuple[list[BoardPlace], list[BoardPlace]]:
    """Who stands just above and just below, nearest last above and first below."""
    above = [BoardPlace(*row) for row in db.all(ABOVE, camp=camp, points_=points, me=me, most=most)]
    below = [BoardPlace(*row) for row in db.all(BELOW, camp=camp, points_=points, me=me, most=most)]
    return above[::-1], below


def board_since(db: Db, camp: int, since: datetime) -> list[BoardPlace]:
    """Every learner with points since then, by what they earned."""
    return [BoardPlace(row.id, row.name, row.named, int(row.points)) for row in db.all(SINCE, camp=camp, since=since)]


def astray(db: Db) -> list[tuple[int, int, int]]:
    """Memberships whose running columns are not their ledger's: (id, points, sum). Empty unless something is broken."""
    return [(row[0], row[1], int(row[2])) for row in db.all(ASTRAY)]


def move(db: Db, old: int, kept: int) -> None:
    """The entries of one membership become another's, and so do their sums."""
    brought = db.one(TOTALS, membership=old)
    assert brought is not None
    db.run(MOVE, old=old, kept=kept)
    db.run(BALANCE, membership=kept, amount=brought.points, earned=brought.lifetime)
    db.run(BALANCE, membership=old, amount=-brought.points, earned=-brought.lifetime)


def booked(db: Db, source: str) -> int | None:
    """The amount booked for a source, or None."""
    row = db.one(BY_SOURCE, source=source)
    return None if row is None else int(row.amount)
