"""Points: an append-only ledger with one entry per source; balance and lifetime are its sums, kept as running columns of the membership.

An entry stands in one purse and is of one kind. What is earned may be taken back (`reverse`), what is spent may be given back
(`refund`); both name the entry they answer, take it whole and take it once, so that the two together leave neither the balance nor
the lifetime changed. Balance = the sum of a purse; lifetime = what was earned less what of it was taken back, in points: spending,
a manager's deduction among it, never touches it.

Nobody spends what they have not. Coins that were spent stay earned: a purse of coins is never below zero. Points are a figure of what
somebody did, so that a correction takes them back even where they were spent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Key, foreign_key, metadata, primary_key

PURSES = ("points", "coins")
KINDS = ("earn", "reverse", "spend", "refund")
ANSWERS = {"earn": "reverse", "spend": "refund"}
"""The kind that takes an entry back, by the entry's own kind."""

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
    Column("purse", Text, nullable=False, server_default="points"),
    Column("kind", Text, nullable=False, server_default="earn"),
    Column("reverses", Key, ForeignKey("ledger.id", name="fk_ledger_reverses")),
    CheckConstraint("amount <> 0", name="amount"),
    CheckConstraint("purse IN ('points', 'coins')", name="purse"),
    CheckConstraint("kind IN ('earn', 'refund') AND amount > 0 OR kind IN ('reverse', 'spend') AND amount < 0", name="kind"),
    CheckConstraint("(kind IN ('reverse', 'refund')) = (reverses IS NOT NULL)", name="reverses"),
)
"""`reason` is the code a feature registered, `source` what the points are for, once and for ever; `reverses` the entry that is
taken back. A program from before purses and kinds earns points: those are the defaults, until no such program runs any more."""
Index("ix_ledger_membership", ledger.c.membership_id, ledger.c.id)
Index("ix_ledger_camp", ledger.c.camp_id, ledger.c.at)
Index(
    "uq_ledger_reverses",
    ledger.c.reverses,
    unique=True,
    postgresql_where=ledger.c.reverses.is_not(None),
    sqlite_where=ledger.c.reverses.is_not(None),
)


def counted(purse: str, *kinds: str) -> ColumnElement[bool]:
    """Which entries a figure counts. Every statement over the ledger says its purse and its kinds, so that a new one changes no figure."""
    return and_(ledger.c.purse == purse, or_(*(ledger.c.kind == kind for kind in kinds)))


HELD = counted("points", *KINDS)
"""What moves the balance."""
COINS_HELD = counted("coins", *KINDS)
"""What moves the balance of coins."""
EARNED = counted("points", "earn", "reverse")
"""What moves the lifetime."""
_answer = ledger.alias("answer")
STANDS = and_(counted("points", "earn"), ~select(_answer.c.id).where(_answer.c.reverses == ledger.c.id).exists())
"""What was earned and not taken back, entry by entry."""
_held = func.coalesce(func.sum(case((HELD, ledger.c.amount), else_=0)), 0)
_earned = func.coalesce(func.sum(case((EARNED, ledger.c.amount), else_=0)), 0)
_coins = func.coalesce(func.sum(case((COINS_HELD, ledger.c.amount), else_=0)), 0)

ENTER = insert(ledger).on_conflict_do_nothing()
BALANCE = (
    update(membership)
    .where(membership.c.id == bindparam("membership"))
    .values(points=membership.c.points + bindparam("amount"), lifetime=membership.c.lifetime + bindparam("earned"))
    .returning(membership.c.points)
)
COINS_BALANCE = (
    update(membership)
    .where(membership.c.id == bindparam("membership"))
    .values(coins=membership.c.coins + bindparam("amount"))
    .returning(membership.c.coins)
)
BALANCES = select(membership.c.points, membership.c.coins).where(membership.c.id == bindparam("membership"))
HOLD = BALANCES.with_for_update()
"""The same, and nobody else moves them until the transaction ends (PostgreSQL; on SQLite there is one writer)."""
_of_purse = and_(ledger.c.purse == bindparam("of_purse"), or_(*(ledger.c.kind == kind for kind in KINDS)))
ENTRIES = (
    select(ledger.c.id, ledger.c.amount, ledger.c.category, ledger.c.reason, ledger.c.note, ledger.c.at)
    .where(ledger.c.membership_id == bindparam("membership"), ledger.c.id < bindparam("before"), _of_purse)
    .order_by(ledger.c.id.desc())
    .limit(bindparam("most"))
)
CATEGORIES = (
    select(ledger.c.category, func.sum(ledger.c.amount))
    .where(ledger.c.membership_id == bindparam("membership"), HELD)
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
_gained = func.sum(ledger.c.amount)
BETWEEN = (
    select(membership.c.id, person.c.name, membership.c.named, _gained.label("points"))
    .select_from(
        ledger.join(membership, membership.c.id == ledger.c.membership_id).join(person, person.c.id == membership.c.person_id)
    )
    .where(
        ledger.c.camp_id == bindparam("camp"),
        ledger.c.at >= bindparam("since", type_=Instant),
        ledger.c.at < bindparam("until", type_=Instant),
        HELD,
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
    )
    .group_by(membership.c.id, person.c.name, membership.c.named)
    .order_by(_gained.desc(), membership.c.id)
)
_running = (membership.c.points, membership.c.lifetime, membership.c.coins)
ASTRAY = (
    select(membership.c.id, *_running, _held.label("held"), _earned.label("earned"), _coins.label("coins_held"))
    .select_from(membership.outerjoin(ledger, ledger.c.membership_id == membership.c.id))
    .group_by(membership.c.id, *_running)
    .having(or_(membership.c.points != _held, membership.c.lifetime != _earned, membership.c.coins != _coins))
)
BY_SOURCE = select(
    ledger.c.id, ledger.c.camp_id, ledger.c.membership_id, ledger.c.amount, ledger.c.category, ledger.c.purse, ledger.c.kind
).where(ledger.c.source == bindparam("booked_for"))
STANDING = (
    select(ledger.c.id, ledger.c.source, ledger.c.amount)
    .where(
        ledger.c.membership_id == bindparam("membership"),
        ledger.c.source.like(bindparam("paid_for")),
        STANDS,
    )
    .order_by(ledger.c.id)
)
"""What somebody was paid and keeps, the first payment first."""
PAID_LAST = (
    select(ledger.c.amount)
    .where(
        ledger.c.membership_id == bindparam("membership"),
        ledger.c.source.like(bindparam("paid_for")),
        counted("points", "earn"),
    )
    .order_by(ledger.c.id.desc())
    .limit(1)
)
MOVE = update(ledger).where(ledger.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
TOTALS = select(*_running).where(membership.c.id == bindparam("membership"))


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
class Booked:
    """What was booked for a source, in which purse, and whose it is now."""

    membership: int
    amount: int
    purse: str


class NotCovered(Exception):
    """A purse holds less than is to be spent of it: `balance`."""

    def __init__(self, balance: int) -> None:
        super().__init__("not covered")
        self.balance = balance


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """One line of a board; `named` is False for who does not want to be named."""

    membership: int
    name: str
    named: bool
    points: int


@dataclass(frozen=True, slots=True)
class Astray:
    """A membership whose running columns are not its ledger's sums."""

    membership: int
    points: int
    lifetime: int
    coins: int
    held: int
    earned: int
    coins_held: int


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
    purse: str = "points",
    kind: str = "earn",
    reverses: int | None = None,
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
        purse=purse,
        kind=kind,
        reverses=reverses,
    )


def earn(
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
    purse: str = "points",
) -> int | None:
    """Books points or coins (> 0) once for a source; gives the purse's new balance, or None where that source is booked."""
    if not book(db, camp, member, amount, category=category, reason=reason, source=source, at=at, note=note, purse=purse):
        return None
    return _moved(db, member, purse, amount, earned=amount)


def spend(
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
    purse: str = "points",
) -> int | None:
    """Takes points or coins (> 0) from the balance once for a source, not from the lifetime; gives the purse's new balance, or None where
    that source is booked. Raises NotCovered, and changes nothing, where the purse holds less."""
    held = balance(db, member, purse, hold=True)
    if db.one(BY_SOURCE, booked_for=source) is not None:
        return None
    if held < amount:
        raise NotCovered(held)
    more: dict[str, Any] = {"note": note, "purse": purse, "kind": "spend"}
    if not book(db, camp, member, -amount, category=category, reason=reason, source=source, at=at, **more):
        return None
    return _moved(db, member, purse, -amount, earned=0)


def balance(db: Db, member: int, purse: str, *, hold: bool = False) -> int:
    """What somebody has in a purse; to `hold` it is that nobody moves it until the transaction ends."""
    row = db.one(HOLD if hold else BALANCES, membership=member)
    assert row is not None
    return int(getattr(row, purse))


def find(db: Db, source: str) -> Booked:
    """What was booked for a source. Raises LookupError where nothing was."""
    entry = db.one(BY_SOURCE, booked_for=source)
    if entry is None:
        raise LookupError(source)
    return Booked(entry.membership_id, entry.amount, entry.purse)


def take_back(db: Db, source: str, *, reason: str, at: datetime, note: str | None = None) -> int:
    """What was earned or spent for a source is undone whole and once, in sight: the one rule for everything that takes points back.

    Gives the amount that was undone (negative for what was spent), 0 where there is none, it was taken back before, or it is of coins
    that were spent since.
    """
    entry = db.one(BY_SOURCE, booked_for=source)
    if entry is None or entry.kind not in ANSWERS:
        return 0
    if entry.purse == "coins" and balance(db, entry.membership_id, "coins", hold=True) < entry.amount:
        return 0
    answers = {"reason": reason, "source": f"back:{entry.id}", "at": at, "note": note, "reverses": entry.id}
    answers |= {"category": entry.category, "purse": entry.purse, "kind": ANSWERS[entry.kind]}
    if not book(db, entry.camp_id, entry.membership_id, -entry.amount, **answers):
        return 0
    _moved(db, entry.membership_id, entry.purse, -entry.amount, earned=-entry.amount if entry.kind == "earn" else 0)
    return int(entry.amount)


def keep_first(db: Db, member: int, *things: str, reason: str, at: datetime, note: str | None = None) -> int:
    """Of what was paid for one thing to several accounts of a person the first payment stands, the others are taken back.

    `things` are patterns of the sources that pay for it (`exam:12:%`), `member` has the entries of all accounts by now (`move`);
    gives the points taken back.
    """
    paid = sorted((row.id, row.source) for thing in things for row in db.all(STANDING, membership=member, paid_for=thing))
    return sum(take_back(db, source, reason=reason, at=at, note=note) for _, source in paid[1:])


def paid_last(db: Db, member: int, thing: str) -> int | None:
    """What somebody was paid last for a thing (`exam:12`), whether they keep it or not."""
    return db.value(PAID_LAST, membership=member, paid_for=f"{thing}:%")


def held(db: Db, member: int, thing: str) -> int:
    """What somebody holds for a thing (`exam:12`)."""
    return sum(int(row.amount) for row in db.all(STANDING, membership=member, paid_for=f"{thing}:%"))


def settle(
    db: Db,
    camp: int,
    member: int,
    thing: str,
    amount: int,
    *,
    category: str,
    reason: str,
    back: str,
    at: datetime,
    note: str | None = None,
) -> int:
    """Somebody holds `amount` (>= 0) for a thing from now on: other payments for it are taken back in sight, with `back` as their
    reason, and it is paid anew. Gives the change of the balance, 0 where they held that; asked again it changes nothing.

    `thing` is what the sources of its payments begin with (`exam:12` for `exam:12:345`), whatever account of a person they name.
    """
    standing = db.all(STANDING, membership=member, paid_for=f"{thing}:%")
    held = sum(int(row.amount) for row in standing)
    if held == amount:
        return 0
    for row in standing:
        take_back(db, row.source, reason=back, at=at, note=note)
    if amount:
        _pay_anew(db, camp, member, f"{thing}:{member}", amount, category=category, reason=reason, at=at, note=note)
    return amount - held


def _pay_anew(db: Db, camp: int, member: int, source: str, amount: int, **entry: Any) -> None:
    """Earned under the source, or under its next number where that was paid and taken back."""
    if earn(db, camp, member, amount, source=source, **entry) is None:
        numbers = count(2)
        while earn(db, camp, member, amount, source=f"{source}#{next(numbers)}", **entry) is None:
            pass


def _moved(db: Db, member: int, purse: str, amount: int, *, earned: int) -> int:
    """The running columns follow the ledger; gives the purse's new balance."""
    if purse == "coins":
        return int(db.value(COINS_BALANCE, membership=member, amount=amount))
    return int(db.value(BALANCE, membership=member, amount=amount, earned=earned))


def entries(db: Db, member: int, most: int, *, before: int = 2**62, purse: str = "points") -> list[LedgerEntry]:
    """The newest lines of one purse of a ledger, from before an entry backwards."""
    return [LedgerEntry(*row) for row in db.all(ENTRIES, membership=member, most=most, before=before, of_purse=purse)]


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


def board_between(db: Db, camp: int, since: datetime, until: datetime) -> list[BoardPlace]:
    """Every learner with points from `since` on and before `until`, by what they earned."""
    rows = db.all(BETWEEN, camp=camp, since=since, until=until)
    return [BoardPlace(row.id, row.name, row.named, int(row.points)) for row in rows]


def astray(db: Db) -> list[Astray]:
    """Memberships whose running columns are not their ledger's. Empty unless something is broken."""
    return [Astray(*(int(figure) for figure in row)) for row in db.all(ASTRAY)]


def move(db: Db, old: int, kept: int) -> None:
    """The entries of one membership become another's, and so do their sums."""
    brought = db.one(TOTALS, membership=old)
    assert brought is not None
    db.run(MOVE, old=old, kept=kept)
    for one, sign in ((kept, 1), (old, -1)):
        db.run(BALANCE, membership=one, amount=sign * brought.points, earned=sign * brought.lifetime)
        db.run(COINS_BALANCE, membership=one, amount=sign * brought.coins)
