"""How the members of a camp are named in a file: by name, by account, by staff number."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from storage.connection import Db
from storage.expected_members import expected_member
from storage.memberships import membership
from storage.people import account, person

_known = membership.join(person, person.c.id == membership.c.person_id)
NAMED = (
    select(membership.c.id, person.c.name, membership.c.left_on)
    .select_from(_known)
    .where(membership.c.camp_id == bindparam("camp"))
    .order_by(membership.c.left_on.is_not(None), membership.c.id)
)
ACCOUNTS = (
    select(account.c.channel, account.c.ident, membership.c.id)
    .select_from(membership.join(account, account.c.person_id == membership.c.person_id))
    .where(membership.c.camp_id == bindparam("camp"))
)
STAFF = select(expected_member.c.staff, expected_member.c.membership_id).where(
    expected_member.c.camp_id == bindparam("camp"),
    expected_member.c.staff.is_not(None),
    expected_member.c.membership_id.is_not(None),
)


class KnownBy(NamedTuple):
    """How the members of a camp are known: by name (those who are there first), by account, by staff number."""

    named: list[tuple[str, int, bool]]
    accounts: dict[tuple[str, str], int]
    staff: dict[str, int]


def known_by(db: Db, camp: int) -> KnownBy:
    """Everybody who is or was there."""
    return KnownBy(
        [(row.name, row.id, row.left_on is None) for row in db.all(NAMED, camp=camp)],
        {(row.channel, row.ident): row.id for row in db.all(ACCOUNTS, camp=camp)},
        {row.staff: row.membership_id for row in db.all(STAFF, camp=camp)},
    )
