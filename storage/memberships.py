"""Who belongs to a camp, as what and since when, and members' tags."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bot.names import MOST_WORDS, folded
from storage.camps import camp
from storage.connection import Db
from storage.people import person
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

MOST_NAMES = 3 * MOST_WORDS
"""Spellings of a name that are looked for at once."""
ROLES = ("learner", "expert", "manager", "owner")

membership = Table(
    "membership",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", index=True),
    Column("role", Text, nullable=False),
    Column("joined_on", Day, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("left_on", Day),
    Column("agreed", Integer, nullable=False, server_default=text("0")),
    Column("activated_at", Instant),
    Column("named", Boolean, nullable=False, server_default=true()),
    Column("points", Integer, nullable=False, server_default=text("0")),
    Column("lifetime", Integer, nullable=False, server_default=text("0")),
    Column("streak", Integer, nullable=False, server_default=text("0")),
    Column("streak_to", Day),
    Column("runs_paid", Integer, nullable=False, server_default=text("0")),
    Column("coins", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("camp_id", "person_id"),
    CheckConstraint("coins >= 0", name="coins"),
    CheckConstraint("role in ('learner','expert','manager','owner')", name="role"),
)
"""`points` and `coins` are the sums of the ledger's two purses, `lifetime` the sum of what was earned in points; `streak` workdays end at
`streak_to`, `runs_paid` of its sevens are paid."""
Index("ix_membership_board", membership.c.camp_id, membership.c.points)

tag = Table(
    "tag",
    metadata,
    foreign_key("membership", primary_key=True),
    Column("name", Text, primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_tag_name", tag.c.name)


@dataclass(frozen=True, slots=True)
class Member:
    """A present or past member as lists show them."""

    id: int
    person: int
    name: str
    role: str
    joined_on: date
    points: int
    left_on: date | None


class PastOrPresent(NamedTuple):
    """A camp somebody is or was in; `left_on` is empty while they are."""

    membership: int
    camp: int
    role: str
    left_on: date | None


class Belonging(NamedTuple):
    """A camp somebody is in, and as what."""

    camp: int
    name: str
    role: str


MEMBERSHIPS_OF = (
    select(membership.c.id, membership.c.camp_id, membership.c.role, membership.c.left_on)
    .where(membership.c.person_id == bindparam("person"))
    .order_by(membership.c.id)
)
CAMPS_OF = (
    select(camp.c.id.label("camp_id"), camp.c.name.label("camp_name"), membership.c.role)
    .select_from(membership.join(camp, camp.c.id == membership.c.camp_id))
    .where(membership.c.person_id == bindparam("person"), membership.c.left_on.is_(None))
    .order_by(camp.c.id)
)
JOIN = insert(membership).on_conflict_do_nothing().returning(membership.c.id)
REJOIN = (
    update(membership)
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.person_id == bindparam("person"),
        membership.c.left_on.is_not(None),
    )
    .values(left_on=None, joined_on=bindparam("day"))
    .returning(membership.c.id, membership.c.role)
)
LEAVE = (
    update(membership)
    .where(membership.c.id == bindparam("membership"), membership.c.left_on.is_(None))
    .values(left_on=bindparam("day"))
    .returning(membership.c.camp_id, membership.c.role)
)
APPOINT = update(membership).where(membership.c.id == bindparam("membership")).values(role=bindparam("role"))
COUNT = update(camp).where(camp.c.id == bindparam("camp")).values(learners=camp.c.learners + bindparam("change"))
AGREE = update(membership).where(membership.c.id == bindparam("membership")).values(agreed=bindparam("version"))
ACTIVE = update(membership).where(membership.c.id == bindparam("membership")).values(activated_at=bindparam("at"))
NAMED = update(membership).where(membership.c.id == bindparam("membership")).values(named=bindparam("named"))
_MEMBER = (
    membership.c.id,
    membership.c.person_id,
    person.c.name,
    membership.c.role,
    membership.c.joined_on,
    membership.c.points,
    membership.c.left_on,
)
_members = membership.join(person, person.c.id == membership.c.person_id)
MEMBERS = (
    select(*_MEMBER)
    .select_from(_members)
    .where(membership.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None))
    .order_by(membership.c.id)
)
TAGGED = MEMBERS.where(membership.c.id.in_(select(tag.c.membership_id).where(tag.c.name == bindparam("tag"))))
MEMBER = select(*_MEMBER).select_from(_members).where(membership.c.id == bindparam("membership"))
_owns = (membership.c.camp_id == bindparam("camp"), membership.c.role == "owner", membership.c.left_on.is_(None))
OWNER = select(membership.c.person_id).where(*_owns).order_by(membership.c.id).limit(1)
OWNERS = select(func.count()).select_from(membership).where(*_owns)
SOME = MEMBERS.where(membership.c.id > bindparam("after")).limit(bindparam("most"))
CALLED = (
    select(*_MEMBER)
    .select_from(_members)
    .where(
        person.c.folded.in_([*(bindparam(f"name_{n}") for n in range(MOST_NAMES)), literal_column("''")]),
        # a sum has no index: SQLite would rather read the whole camp than look for names
        membership.c.camp_id + 0 == bindparam("camp"),
        membership.c.left_on.is_(None),
    )
    .order_by(membership.c.id)
)
NUMBERED = MEMBERS.where(membership.c.id == bindparam("number"))
PRESENT = MEMBERS.where(membership.c.person_id == bindparam("person"))
TAGGED_AMONG = (
    select(tag.c.membership_id)
    .where(tag.c.name == bindparam("tag"), tag.c.membership_id.between(bindparam("first"), bindparam("last")))
    .order_by(tag.c.membership_id)
)
NOT_AGREED = MEMBERS.where(membership.c.role == "learner", membership.c.agreed < bindparam("version"))
TAG = insert(tag).on_conflict_do_nothing()
UNTAG = delete(tag).where(tag.c.membership_id == bindparam("membership"), tag.c.name == bindparam("tag"))
TAGS = (
    select(tag.c.name, func.count())
    .select_from(tag.join(membership, membership.c.id == tag.c.membership_id))
    .where(membership.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None))
    .group_by(tag.c.name)
    .order_by(tag.c.name)
)
TAGS_OF = select(tag.c.name).where(tag.c.membership_id == bindparam("membership")).order_by(tag.c.name)
JOINED_AT = select(membership.c.joined_at).where(membership.c.id == bindparam("membership"))
STANDINGS = (
    select(camp.c.name, membership.c.role, membership.c.points)
    .select_from(membership.join(camp, camp.c.id == membership.c.camp_id))
    .where(membership.c.person_id == bindparam("person"))
    .order_by(camp.c.id)
)


def numbered(db: Db, camp_id: int, number: int) -> list[Member]:
    """The present member with that number, if there is one."""
    return [Member(*row) for row in db.all(NUMBERED, camp=camp_id, number=number)]


def of_person(db: Db, person_id: int) -> list[Belonging]:
    """The camps somebody is in."""
    return [Belonging(*row) for row in db.all(CAMPS_OF, person=person_id)]


def every_of(db: Db, person_id: int) -> list[PastOrPresent]:
    """The camps somebody is or was in."""
    return [PastOrPresent(*row) for row in db.all(MEMBERSHIPS_OF, person=person_id)]


def owner(db: Db, camp_id: int) -> int:
    """Who the camp is of: the first of its owners, as a person."""
    return int(db.value(OWNER, camp=camp_id))


def owners(db: Db, camp_id: int) -> int:
    """How many owners a camp has."""
    return int(db.value(OWNERS, camp=camp_id))


def joined_at(db: Db, membership_id: int) -> datetime:
    """When somebody first came into the camp."""
    return db.value(JOINED_AT, membership=membership_id)


def join(db: Db, camp_id: int, person_id: int, role: str, *, day: date, at: datetime) -> bool:
    """Makes a person a member, or one who had left one again (role kept); False where they are a member already."""
    if db.value(JOIN, camp_id=camp_id, person_id=person_id, role=role, joined_on=day, joined_at=at) is None:
        back = db.one(REJOIN, camp=camp_id, person=person_id, day=day)
        if back is None:
            return False
        role = back.role
    if role == "learner":
        db.run(COUNT, camp=camp_id, change=1)
    return True


def leave(db: Db, membership_id: int, *, day: date) -> bool:
    """The member has left; False where they had already."""
    gone = db.one(LEAVE, membership=membership_id, day=day)
    if gone is not None and gone.role == "learner":
        db.run(COUNT, camp=gone.camp_id, change=-1)
    return gone is not None


def appoint(db: Db, camp_id: int, member: Member, role: str) -> None:
    """Another role for a present member."""
    db.run(APPOINT, membership=member.id, role=role)
    change = (role == "learner") - (member.role == "learner")
    if change:
        db.run(COUNT, camp=camp_id, change=change)


def members(db: Db, camp_id: int, *, tagged: str | None = None) -> list[Member]:
    """The present members, all of them or those of one tag."""
    rows = db.all(TAGGED, camp=camp_id, tag=tagged) if tagged is not None else db.all(MEMBERS, camp=camp_id)
    return [Member(*row) for row in rows]


def called(db: Db, camp_id: int, compared: Set[str]) -> list[Member]:
    """The present members whose names compare equal to any of these, which are folded (bot/names.py) and at most `MOST_NAMES`."""
    names = [*compared, *repeat(next(iter(compared), ""), MOST_NAMES - len(compared))]
    rows = db.all(CALLED, camp=camp_id, **{f"name_{n}": name for n, name in enumerate(names)})
    return [member for member in (Member(*row) for row in rows) if folded(member.name) in compared]


def present(db: Db, camp_id: int, person_id: int) -> Member | None:
    """Somebody as a present member; None where they are none."""
    row = db.one(PRESENT, camp=camp_id, person=person_id)
    return None if row is None else Member(*row)


def some_members(db: Db, camp_id: int, *, after: int, most: int) -> list[Member]:
    """At most so many present members, with numbers above another."""
    return [Member(*row) for row in db.all(SOME, camp=camp_id, after=after, most=most)]


def tagged_among(db: Db, name: str, first: int, last: int) -> set[int]:
    """Those of the numbers from one to another that have a tag."""
    return {row[0] for row in db.all(TAGGED_AMONG, tag=name, first=first, last=last)}


def not_agreed(db: Db, camp_id: int, version: int) -> list[Member]:
    """The learners who have not agreed to that version of the rules."""
    return [Member(*row) for row in db.all(NOT_AGREED, camp=camp_id, version=version)]


def agree(db: Db, membership_id: int, version: int) -> None:
    """They agree to that version of the rules."""
    db.run(AGREE, membership=membership_id, version=version)


def mark_active(db: Db, membership_id: int, *, at: datetime) -> None:
    """They have done for the first time what makes a member an active one."""
    db.run(ACTIVE, membership=membership_id, at=at)


def show_name(db: Db, membership_id: int, *, named: bool) -> None:
    """Whether boards may show their name."""
    db.run(NAMED, membership=membership_id, named=named)


def member(db: Db, membership_id: int) -> Member:
    """A member by number, present or past."""
    found = find_member(db, membership_id)
    assert found is not None
    return found


def find_member(db: Db, membership_id: int) -> Member | None:
    """The same; None where two memberships became one and this one is gone."""
    row = db.one(MEMBER, membership=membership_id)
    return None if row is None else Member(*row)


def tag_as(db: Db, membership_id: int, name: str) -> None:
    """Tags a member; twice is once."""
    db.run(TAG, membership_id=membership_id, name=name)


def untag(db: Db, membership_id: int, name: str) -> None:
    """Takes a tag off."""
    db.run(UNTAG, membership=membership_id, tag=name)


def tags(db: Db, camp_id: int) -> list[tuple[str, int]]:
    """The camp's tags and how many present members have each."""
    return [(row[0], int(row[1])) for row in db.all(TAGS, camp=camp_id)]


def tags_of(db: Db, membership_id: int) -> list[str]:
    """A member's tags."""
    return [row.name for row in db.all(TAGS_OF, membership=membership_id)]


class RoleInCamp(NamedTuple):
    """What somebody is in a camp and what they have there."""

    camp: str
    role: str
    points: int


def standings(db: Db, person_id: int) -> list[RoleInCamp]:
    """Every camp somebody is or was in."""
    return [RoleInCamp(*row) for row in db.all(STANDINGS, person=person_id)]
