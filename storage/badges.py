"""Badges: what a camp gives for which rule, and who holds it, since when and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, and_, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, foreign_key, metadata, primary_key

badge = Table(
    "badge",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("counter", Text),
    Column("subject", Text, nullable=False, server_default=text("''")),
    Column("least", Integer),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Column("picture", Text),
    Column("width", Integer, nullable=False, server_default=text("0")),
    Column("height", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("(counter IS NULL) = (least IS NULL)", name="rule"),
    CheckConstraint("least > 0", name="least"),
)
"""One with a rule is everybody's whose `counter`, of its `subject`, is at `least` so many; one without is given by hand. A rule never
changes: another one is another badge."""
_in_use = badge.c.retired_at.is_(None)
Index("uq_badge_in_use", badge.c.camp_id, badge.c.folded, unique=True, postgresql_where=_in_use, sqlite_where=_in_use)

badge_held = Table(
    "badge_held",
    metadata,
    foreign_key("badge", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    foreign_key("person", name="given_by", nullable=True),
    Column("reason", Text),
    Column("told_at", Instant),
    Column("revoked_at", Instant),
    foreign_key("person", name="revoked_by", nullable=True),
    Column("revoked_reason", Text),
    CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="revoked"),
    CheckConstraint("(given_by IS NULL) OR (reason IS NOT NULL)", name="by_hand"),
)
"""A badge is somebody's once: what was revoked keeps its row, so that its rule does not give it again. `source` is what gave it: rule,
hand:<message>, order:12, stage:7."""
_stands = badge_held.c.revoked_at.is_(None)
_untold = and_(badge_held.c.told_at.is_(None), _stands)
Index("ix_badge_held_untold", badge_held.c.badge_id, postgresql_where=_untold, sqlite_where=_untold)

_BADGE = tuple(
    badge.c[name]
    for name in ("id", "camp_id", "name", "counter", "subject", "least", "retired_at", "picture", "width", "height")
)
MAKE = insert(badge).on_conflict_do_nothing().returning(badge.c.id)
FIND = select(*_BADGE).where(badge.c.id == bindparam("badge"), badge.c.camp_id == bindparam("camp"))
NAMED = select(*_BADGE).where(badge.c.camp_id == bindparam("camp"), badge.c.folded == bindparam("folded_"), _in_use)
IN_USE = select(*_BADGE).where(badge.c.camp_id == bindparam("camp"), _in_use).order_by(badge.c.id)
_mine = badge_held.alias("mine")
_is_open = and_(
    badge.c.counter.is_not(None),
    ~select(_mine.c.badge_id).where(_mine.c.badge_id == badge.c.id, _mine.c.membership_id == bindparam("member")).exists(),
)
OPEN_TO = IN_USE.where(_is_open)
"""The rules a member has not been given a badge for, nor had it revoked."""
ASKED = select(badge.c.counter).where(badge.c.camp_id == bindparam("camp"), _in_use, _is_open)
"""The counters of those rules."""
RETIRE = (
    update(badge)
    .where(badge.c.id == bindparam("badge"), _in_use)
    .values(retired_at=bindparam("when", type_=Instant))
    .returning(badge.c.id)
)
DRAWN = (
    update(badge)
    .where(badge.c.id == bindparam("badge"))
    .values(picture=bindparam("stored"), width=bindparam("wide"), height=bindparam("high"))
)
_other = badge.alias("other")
_taken = select(_other.c.folded).where(_other.c.camp_id == bindparam("camp"), _other.c.retired_at.is_(None))
UNRETIRE = (
    update(badge)
    .where(badge.c.id == bindparam("badge"), badge.c.folded.not_in(_taken))
    .values(retired_at=None)
    .returning(badge.c.id)
)
GIVE = insert(badge_held).on_conflict_do_nothing()
RESTORE = (
    update(badge_held)
    .where(
        badge_held.c.badge_id == bindparam("badge"),
        badge_held.c.membership_id == bindparam("member"),
        badge_held.c.revoked_at.is_not(None),
    )
    .values(
        at=bindparam("when", type_=Instant),
        source=bindparam("by_source"),
        given_by=bindparam("by"),
        reason=bindparam("why"),
        told_at=bindparam("when", type_=Instant),
        revoked_at=None,
        revoked_by=None,
        revoked_reason=None,
    )
    .returning(badge_held.c.badge_id)
)
REVOKE = (
    update(badge_held)
    .where(badge_held.c.badge_id == bindparam("badge"), badge_held.c.membership_id == bindparam("member"), _stands)
    .values(revoked_at=bindparam("when", type_=Instant), revoked_by=bindparam("by"), revoked_reason=bindparam("why"))
    .returning(badge_held.c.badge_id)
)
UNREVOKE = (
    update(badge_held)
    .where(
        badge_held.c.badge_id == bindparam("badge"),
        badge_held.c.membership_id == bindparam("member"),
        badge_held.c.revoked_at.is_not(None),
    )
    .values(revoked_at=None, revoked_by=None, revoked_reason=None)
    .returning(badge_held.c.badge_id)
)
TAKE_AWAY = (
    delete(badge_held)
    .where(badge_held.c.badge_id == bindparam("badge"), badge_held.c.membership_id == bindparam("member"), _stands)
    .returning(badge_held.c.badge_id)
)
TAKE_FROM_ALL = (
    delete(badge_held).where(badge_held.c.badge_id == bindparam("badge"), _stands).returning(badge_held.c.membership_id)
)
EVER_HELD = select(badge_held.c.membership_id).where(badge_held.c.badge_id == bindparam("badge"))
HOLDING = select(
    badge_held.c.at, badge_held.c.source, badge_held.c.reason, badge_held.c.revoked_at, badge_held.c.revoked_reason
).where(badge_held.c.badge_id == bindparam("badge"), badge_held.c.membership_id == bindparam("member"))
HOLDERS = (
    select(badge_held.c.membership_id, person.c.name, badge_held.c.at, badge_held.c.reason)
    .select_from(
        badge_held.join(membership, membership.c.id == badge_held.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(badge_held.c.badge_id == bindparam("badge"), _stands)
    .order_by(badge_held.c.at, badge_held.c.membership_id)
)
COUNTS = (
    select(badge_held.c.badge_id, func.count())
    .select_from(badge_held.join(badge, badge.c.id == badge_held.c.badge_id))
    .where(badge.c.camp_id == bindparam("camp"), _stands)
    .group_by(badge_held.c.badge_id)
)
_held = badge_held.join(badge, badge.c.id == badge_held.c.badge_id)
OF_MEMBER = (
    select(*_BADGE, badge_held.c.at, badge_held.c.reason)
    .select_from(_held)
    .where(badge_held.c.membership_id == bindparam("member"), _stands)
    .order_by(badge_held.c.at.desc(), badge.c.id.desc())
)
GAINED = (
    select(badge_held.c.membership_id, badge.c.name)
    .select_from(_held)
    .where(
        badge.c.camp_id == bindparam("camp"),
        badge_held.c.at >= bindparam("since", type_=Instant),
        badge_held.c.at < bindparam("until", type_=Instant),
        _stands,
    )
    .order_by(badge_held.c.at, badge.c.id)
)
UNTOLD = (
    select(badge_held.c.badge_id, badge_held.c.membership_id, membership.c.person_id)
    .select_from(_held.join(membership, membership.c.id == badge_held.c.membership_id))
    .where(badge.c.camp_id == bindparam("camp"), _untold)
    .order_by(badge_held.c.badge_id, badge_held.c.membership_id)
    .limit(bindparam("most"))
)
TOLD = (
    update(badge_held)
    .where(badge_held.c.badge_id == bindparam("badge"), badge_held.c.membership_id == bindparam("member"))
    .values(told_at=bindparam("when", type_=Instant))
)
_kept = badge_held.alias("kept")
_both = (
    select(_kept.c.badge_id)
    .where(_kept.c.badge_id == badge_held.c.badge_id, _kept.c.membership_id == bindparam("kept"))
    .exists()
)
DROP_TWICE = delete(badge_held).where(badge_held.c.membership_id == bindparam("old"), _both)
MOVE = update(badge_held).where(badge_held.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_MADE = update(badge).where(badge.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))
MOVE_GIVEN = update(badge_held).where(badge_held.c.given_by == bindparam("old")).values(given_by=bindparam("kept"))
MOVE_REVOKED = update(badge_held).where(badge_held.c.revoked_by == bindparam("old")).values(revoked_by=bindparam("kept"))


class Badge(NamedTuple):
    """A badge of a camp, with a rule (`counter` of a `subject` at `least`) or given by hand; its picture with its size in pixels."""

    id: int
    camp: int
    name: str
    counter: str | None
    subject: str
    least: int | None
    retired_at: datetime | None
    picture: str | None
    width: int
    height: int


class HeldBadge(NamedTuple):
    """A badge somebody holds: since when, and the reason where it was given by hand."""

    badge: Badge
    at: datetime
    reason: str | None


class Holding(NamedTuple):
    """That a badge is or was somebody's."""

    at: datetime
    source: str
    reason: str | None
    revoked_at: datetime | None
    revoked_reason: str | None


class BadgeHolder(NamedTuple):
    """Who holds a badge."""

    membership: int
    name: str
    at: datetime
    reason: str | None


class UntoldBadge(NamedTuple):
    """A badge its holder has not heard of."""

    badge: int
    membership: int
    person: int


def make(db: Db, camp: int, name: str, folded: str, *, rule: tuple[str, str, int] | None, by: int, at: datetime) -> int | None:
    """The number of a new badge, None where one of that name is in use. `rule` is a counter, its subject and the least of it."""
    counter, subject, least = rule or (None, "", None)
    what = {"camp_id": camp, "name": name, "folded": folded, "counter": counter, "subject": subject, "least": least}
    return db.value(MAKE, made_by=by, made_at=at, **what)


def find(db: Db, camp: int, number: int) -> Badge | None:
    """A badge of the camp's, in use or not."""
    row = db.one(FIND, camp=camp, badge=number)
    return None if row is None else Badge(*row)


def named(db: Db, camp: int, folded: str) -> Badge | None:
    """The badge of that folded name that is in use."""
    row = db.one(NAMED, camp=camp, folded_=folded)
    return None if row is None else Badge(*row)


def in_use(db: Db, camp: int) -> list[Badge]:
    """The camp's badges, the oldest first."""
    return [Badge(*row) for row in db.all(IN_USE, camp=camp)]


def open_to(db: Db, camp: int, member: int) -> list[Badge]:
    """The badges with a rule that a member has never been given."""
    return [Badge(*row) for row in db.all(OPEN_TO, camp=camp, member=member)]


def retire(db: Db, number: int, *, at: datetime) -> bool:
    """It is given no more, and stays with who holds it; False where it was retired."""
    return db.one(RETIRE, badge=number, when=at) is not None


def unretire(db: Db, camp: int, number: int) -> bool:
    """It is in use again; False where another of that name is."""
    return db.one(UNRETIRE, camp=camp, badge=number) is not None


def set_picture(db: Db, number: int, picture: str, size: tuple[int, int]) -> None:
    """What it looks like: a file, and its width and height in pixels."""
    db.run(DRAWN, badge=number, stored=picture, wide=size[0], high=size[1])


def give(
    db: Db,
    number: int,
    member: int,
    *,
    source: str,
    at: datetime,
    by: int | None = None,
    reason: str | None = None,
    told: bool,
) -> bool:
    """Gives it, once; False where it is theirs or was revoked. `told` is whether they hear of it now."""
    more = {"given_by": by, "reason": reason, "told_at": at if told else None}
    return db.insert(GIVE, badge_id=number, membership_id=member, at=at, source=source, **more)


def give_many(db: Db, number: int, members: Iterable[int], *, source: str, at: datetime) -> None:
    """Gives it to everybody who has never had it, to be told later."""
    row = {"badge_id": number, "at": at, "source": source, "given_by": None, "reason": None, "told_at": None}
    db.many(GIVE, ({**row, "membership_id": member} for member in members))


def restore(db: Db, number: int, member: int, *, source: str, at: datetime, by: int | None, reason: str | None) -> bool:
    """What was revoked is given anew; False where it was not revoked."""
    return db.one(RESTORE, badge=number, member=member, when=at, by_source=source, by=by, why=reason) is not None


def revoke(db: Db, number: int, member: int, *, by: int, reason: str, at: datetime) -> bool:
    """It is theirs no more; False where it is not."""
    return db.one(REVOKE, badge=number, member=member, by=by, why=reason, when=at) is not None


def unrevoke(db: Db, number: int, member: int) -> bool:
    """It is theirs again as it was; False where it was not revoked."""
    return db.one(UNREVOKE, badge=number, member=member) is not None


def take_away(db: Db, number: int, member: int) -> bool:
    """As if it had not been given; False where it was not theirs."""
    return db.one(TAKE_AWAY, badge=number, member=member) is not None


def take_from_all(db: Db, number: int) -> int:
    """As if nobody had been given it; gives how many held it."""
    return len(db.all(TAKE_FROM_ALL, badge=number))


def ever_held(db: Db, number: int) -> set[int]:
    """The memberships that were ever given it, revoked or not."""
    return {int(row[0]) for row in db.all(EVER_HELD, badge=number)}


def holding(db: Db, number: int, member: int) -> Holding | None:
    """That it is or was somebody's; None where it never was."""
    row = db.one(HOLDING, badge=number, member=member)
    return None if row is None else Holding(*row)


def holders(db: Db, number: int) -> list[BadgeHolder]:
    """Who holds it, the first first."""
    return [BadgeHolder(*row) for row in db.all(HOLDERS, badge=number)]


def counts(db: Db, camp: int) -> dict[int, int]:
    """How many hold each badge of a camp."""
    return {row[0]: int(row[1]) for row in db.all(COUNTS, camp=camp)}


def of_member(db: Db, member: int) -> list[HeldBadge]:
    """What somebody holds, the newest first."""
    size = len(Badge._fields)
    return [HeldBadge(Badge(*row[:size]), *row[size:]) for row in db.all(OF_MEMBER, member=member)]


def gained(db: Db, camp: int, since: datetime, until: datetime) -> dict[int, list[str]]:
    """The names of the badges each member was given in a time and still holds."""
    found: dict[int, list[str]] = {}
    for row in db.all(GAINED, camp=camp, since=since, until=until):
        found.setdefault(row.membership_id, []).append(row.name)
    return found


def untold(db: Db, camp: int, most: int) -> list[UntoldBadge]:
    """Badges whose holders have not heard of them."""
    return [UntoldBadge(*row) for row in db.all(UNTOLD, camp=camp, most=most)]


def mark_told(db: Db, number: int, member: int, *, at: datetime) -> None:
    """They have heard of it."""
    db.run(TOLD, badge=number, member=member, when=at)


def move(db: Db, old: int, kept: int) -> None:
    """The badges of one membership become another's; one both have stays as `kept` has it."""
    db.run(DROP_TWICE, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What somebody made, gave and revoked was done by another."""
    for statement in (MOVE_MADE, MOVE_GIVEN, MOVE_REVOKED):
        db.run(statement, old=old, kept=kept)
