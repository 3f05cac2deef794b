"""Members a roster names by phone or staff number before they have an account here: who they will be once they come."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Table, Text, UniqueConstraint, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage import memberships, people
from storage.connection import Db
from storage.schema import Instant, Json, Key, foreign_key, metadata, primary_key

expected_member = Table(
    "expected_member",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("staff", Text),
    Column("role", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("added_at", Instant, nullable=False),
    foreign_key("membership", nullable=True, index=True),
    UniqueConstraint("camp_id", "phone"),
    UniqueConstraint("camp_id", "staff"),
    CheckConstraint("phone IS NOT NULL OR staff IS NOT NULL", name="key"),
)
"""`phone` are digits, `staff` a staff number in small letters; `role` is "" where the roster says none; `membership_id` is who they
turned out to be."""

_COLUMNS = (
    expected_member.c.id,
    expected_member.c.name,
    expected_member.c.phone,
    expected_member.c.staff,
    expected_member.c.role,
    expected_member.c.tags,
    expected_member.c.membership_id,
)
_keyed = or_(
    expected_member.c.phone == bindparam("phone", type_=Text),
    expected_member.c.staff == bindparam("staff", type_=Text),
)
FIND = select(*_COLUMNS).where(expected_member.c.camp_id == bindparam("camp"), _keyed).order_by(expected_member.c.id)
EVERY = select(*_COLUMNS).where(expected_member.c.camp_id == bindparam("camp")).order_by(expected_member.c.id)
ADD = insert(expected_member).returning(expected_member.c.id)
CHANGE = (
    update(expected_member)
    .where(expected_member.c.id == bindparam("number"))
    .values(
        name=bindparam("name_"),
        phone=bindparam("phone_", type_=Text),
        staff=bindparam("staff_", type_=Text),
        role=bindparam("role_"),
        tags=bindparam("tags_", type_=Json),
    )
)
HAND_OVER = (
    update(expected_member)
    .where(expected_member.c.id == bindparam("number"))
    .values(membership_id=bindparam("membership", type_=Key))
)
BIND = (
    update(expected_member)
    .where(expected_member.c.id == bindparam("number"), expected_member.c.membership_id.is_(None))
    .values(membership_id=bindparam("membership", type_=Key))
    .returning(expected_member.c.id)
)
DROP = delete(expected_member).where(expected_member.c.id == bindparam("number")).returning(expected_member.c.id)
MOVE = (
    update(expected_member).where(expected_member.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)


_PHONE = re.compile(r"(?:\+|00)?(\d{6,15})")


def as_phone(said: str) -> str | None:
    """The digits of a phone number, without the country's where that is China's; None for what is none."""
    plain = re.sub(r"[\s\-‐–—()（）.]", "", unicodedata.normalize("NFKC", said))
    found = _PHONE.fullmatch(plain)
    return None if found is None else found[1].removeprefix("86") if len(found[1]) == 13 else found[1]


class ExpectedMember(NamedTuple):
    """Somebody a roster names; `member` is the membership they turned out to have."""

    id: int
    name: str
    phone: str | None
    staff: str | None
    role: str
    tags: list[str]
    member: int | None


def find(db: Db, camp: int, *, phone: str = "", staff: str = "") -> list[ExpectedMember]:
    """Who has that phone or that staff number; two where each is another's."""
    return [ExpectedMember(*row) for row in db.all(FIND, camp=camp, phone=phone or None, staff=staff.casefold() or None)]


def every(db: Db, camp: int) -> list[ExpectedMember]:
    """All of a camp, whether they have come or not, in the order they were named."""
    return [ExpectedMember(*row) for row in db.all(EVERY, camp=camp)]


def add(db: Db, camp: int, name: str, phone: str, staff: str, role: str, tags: Sequence[str], *, at: datetime) -> int:
    """Expects one more; gives their number. Raises the driver's IntegrityError for a phone or staff number that is another's."""
    keys = {"phone": phone or None, "staff": staff.casefold() or None}
    return int(db.value(ADD, camp_id=camp, name=name, role=role, tags=list(tags), added_at=at, membership_id=None, **keys))


def change(db: Db, number: int, name: str, phone: str, staff: str, role: str, tags: Iterable[str]) -> None:
    """They are expected as something else."""
    keys = {"phone_": phone or None, "staff_": staff.casefold() or None}
    db.run(CHANGE, number=number, name_=name, role_=role, tags_=list(tags), **keys)


def bind(db: Db, number: int, membership: int) -> bool:
    """They have come; False where somebody else is them already, or nobody expects them any more."""
    return db.one(BIND, number=number, membership=membership) is not None


def hand_over(db: Db, number: int, membership: int) -> None:
    """They are this member, whoever was taken for them before."""
    db.run(HAND_OVER, number=number, membership=membership)


def known_as(db: Db, camp: int, staff: str) -> ExpectedMember | None:
    """Who is expected by a staff number and has not come yet."""
    return next((one for one in find(db, camp, staff=staff) if one.member is None), None)


def arrive(db: Db, camp: int, expected: ExpectedMember, membership: int, *, with_role: bool) -> bool:
    """A member turns out to be who was expected: they get the roster's name and tags, and its role where who they are is beyond
    doubt. False where somebody else was it first."""
    if not bind(db, expected.id, membership):
        return False
    member = memberships.member(db, membership)
    people.rename(db, member.person, expected.name)
    for tag in expected.tags:
        memberships.tag_as(db, membership, tag)
    if with_role and expected.role not in ("", member.role) and member.role != "owner":
        memberships.appoint(db, camp, member, expected.role)
    return True


def drop(db: Db, number: int) -> bool:
    """Forgets what the roster said of them; who has come stays. False where that is done."""
    return db.one(DROP, number=number) is not None


def move(db: Db, old: int, kept: int) -> None:
    """Who turned out to be one membership is another."""
    db.run(MOVE, old=old, kept=kept)
