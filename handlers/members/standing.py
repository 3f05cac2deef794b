"""Whom a row of a roster means, and what it would change of them."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from bot.feature import Camp
from bot.platforms import CASELESS
from handlers.members.roster import RosterRow
from storage import expected_members, memberships, people, standing
from storage.connection import Db
from storage.expected_members import ExpectedMember


class WhoIsMeant(NamedTuple):
    """The present member a row means, and what a roster said of them by phone or staff number."""

    member: memberships.Member | None
    expected: ExpectedMember | None


def known(db: Db, camp: Camp, row: RosterRow) -> WhoIsMeant:
    """By the account, else by who the phone or staff number turned out to be, else by the company account of that staff number."""
    keyed = expected_members.find(db, camp.id, phone=row.phone, staff=row.staff) if row.phone or row.staff else []
    expected = keyed[0] if keyed else None
    if row.ident:
        return WhoIsMeant(_by_account(db, camp, row.channel, row.ident), expected)
    if expected is not None and expected.member is not None:
        return WhoIsMeant(_present(db, expected.member), expected)
    for channel in CASELESS if row.staff else ():
        if member := _by_account(db, camp, channel, row.staff):
            return WhoIsMeant(member, expected)
    return WhoIsMeant(None, expected)


def _by_account(db: Db, camp: Camp, channel: str, ident: str) -> memberships.Member | None:
    account = people.find_account(db, channel, ident)
    found = standing.in_camp(db, camp.id, account.person) if account else None
    return _present(db, found.membership_id) if found is not None and found.membership_id is not None else None


def _present(db: Db, membership: int) -> memberships.Member | None:
    member = memberships.member(db, membership)
    return member if member.left_on is None else None


def is_other_role(member: memberships.Member, row: RosterRow) -> bool:
    """Whether the file gives a member another role; it makes nobody an owner, and leaves one who is."""
    return row.role not in ("", member.role) and member.role != "owner"


def difference(db: Db, stands: WhoIsMeant, row: RosterRow) -> Literal["new", "changed", "same"]:
    """What taking a row in would change."""
    member, expected = stands
    if member is None and (row.ident or expected is None or expected.member is not None):
        return "new" if row.ident or expected is None else "same"  # who came and left is not called back by their number
    if member is None:
        assert expected is not None
        is_same = (row.name, row.role, list(row.tags)) == (expected.name, expected.role, expected.tags)
        return "same" if is_same and not _new_keys(row, expected) else "changed"
    differs = row.name != member.name or is_other_role(member, row) or set(row.tags) - set(memberships.tags_of(db, member.id))
    is_keyed = not (row.phone or row.staff) or (expected is not None and expected.member == member.id)
    return "changed" if differs or not is_keyed else "same"


def _new_keys(row: RosterRow, expected: ExpectedMember) -> bool:
    return (row.phone or None) not in (None, expected.phone) or (row.staff.casefold() or None) not in (None, expected.staff)


def become(db: Db, camp: Camp, member: memberships.Member, row: RosterRow) -> list[Any]:
    """Gives a member the name, role and tags of a row; [membership, role before, new tags, name before], empty where nothing changed."""
    missing = sorted(set(row.tags) - set(memberships.tags_of(db, member.id)))
    for tag in missing:
        memberships.tag_as(db, member.id, tag)
    if differs := is_other_role(member, row):
        memberships.appoint(db, camp.id, member, row.role)
    if renamed := row.name != member.name:
        people.rename(db, member.person, row.name)
    return [member.id, member.role, missing, member.name] if missing or differs or renamed else []
