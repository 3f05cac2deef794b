"""Memberships of two people who become one: where both are in a camp, one of theirs stands."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage import rooms
from storage.connection import Db
from storage.memberships import COUNT, ROLES, membership, tag
from storage.schema import Day, Instant

_other = membership.alias("other")
_tags = tag.alias("tags")
MOVE_MEMBERSHIPS = (
    update(membership)
    .where(
        membership.c.person_id == bindparam("old"),
        ~select(_other.c.id).where(_other.c.person_id == bindparam("kept"), _other.c.camp_id == membership.c.camp_id).exists(),
    )
    .values(person_id=bindparam("kept"))
)
COUNTED_TWICE = select(membership.c.id).where(membership.c.person_id == bindparam("old"))
SHARED = (
    select(membership.c.id, _other.c.id.label("kept"), membership.c.camp_id)
    .select_from(membership.join(_other, _other.c.camp_id == membership.c.camp_id))
    .where(membership.c.person_id == bindparam("old"), _other.c.person_id == bindparam("kept"))
)
MOVE_TAGS = insert(tag).from_select(
    ["membership_id", "name"],
    select(bindparam("kept", type_=BigInteger), tag.c.name).where(
        tag.c.membership_id == bindparam("old"),
        tag.c.name.not_in(select(_tags.c.name).where(_tags.c.membership_id == bindparam("kept"))),
    ),
)
STANDING_OF = select(membership).where(membership.c.id == bindparam("membership"))
UNITE = (
    update(membership)
    .where(membership.c.id == bindparam("membership"))
    .values(
        role=bindparam("as_role"),
        joined_on=bindparam("day", type_=Day),
        left_on=bindparam("gone", type_=Day),
        agreed=bindparam("version"),
        activated_at=bindparam("at", type_=Instant),
        named=bindparam("shown"),
    )
)
ROLES_OF = select(membership.c.role).where(membership.c.person_id.in_((bindparam("one"), bindparam("other"))))
DROP_TAGS = delete(tag).where(tag.c.membership_id == bindparam("membership"))
DROP_MEMBERSHIP = delete(membership).where(membership.c.id == bindparam("membership"))


def merge(db: Db, old: int, kept: int) -> None:
    """Where only `old` is a member the membership becomes `kept`'s; where both are, `old`'s rows have moved to `kept`'s before."""
    db.run(MOVE_MEMBERSHIPS, old=old, kept=kept)
    rooms.merge(db, old, kept)
    for row in db.all(COUNTED_TWICE, old=old):
        db.run(DROP_TAGS, membership=row.id)
        db.run(DROP_MEMBERSHIP, membership=row.id)


def unite(db: Db, old: int, kept: int) -> None:
    """Two memberships of a camp stand as one in `kept`, before `old` is dropped by `merge`: the higher role, present where either is, since
    the earlier day, tags of both; unnamed where either is. A role is kept by who left, so it counts as it would on coming back."""
    both = [row for one in (old, kept) for row in db.all(STANDING_OF, membership=one)]
    present = [row for row in both if row.left_on is None]
    role = max((row.role for row in both), key=ROLES.index)
    db.run(
        UNITE,
        membership=kept,
        as_role=role,
        day=min(row.joined_on for row in present or both),
        gone=None if present else max(row.left_on for row in both),
        version=max(row.agreed for row in both),
        at=min((row.activated_at for row in both if row.activated_at is not None), default=None),
        shown=all(row.named for row in both),
    )
    db.run(MOVE_TAGS, old=old, kept=kept)
    change = bool(present and role == "learner") - sum(row.role == "learner" for row in present)
    if change:
        db.run(COUNT, camp=both[0].camp_id, change=change)


def highest_role(db: Db, one: int, other: int) -> str | None:
    """The highest role either has or had in any camp; None where there is none."""
    return max((row.role for row in db.all(ROLES_OF, one=one, other=other)), key=ROLES.index, default=None)


class SharedMembership(NamedTuple):
    """Two memberships of one camp, of two people who become one."""

    old: int
    kept: int
    camp: int


def shared(db: Db, old: int, kept: int) -> list[SharedMembership]:
    """Where two people are both members."""
    return [SharedMembership(*row) for row in db.all(SHARED, old=old, kept=kept)]
