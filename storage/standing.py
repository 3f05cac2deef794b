"""Where somebody stands: all that one message needs to know of who speaks and where, in one look."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, case, func, select

from storage import rooms
from storage.camps import SHOWN, camp
from storage.connection import Db
from storage.memberships import membership
from storage.people import account, person
from storage.rooms import room, room_member

LANGUAGE_IN_PRIVATE = (
    select(func.coalesce(person.c.language, account.c.language, camp.c.language))
    .select_from(account.join(person, person.c.id == account.c.person_id).outerjoin(camp, camp.c.id == person.c.camp_id))
    .where(account.c.channel == bindparam("channel"), account.c.direct_room == bindparam("room"))
)
_WHO = (
    person.c.id.label("person_id"),
    person.c.name,
    person.c.language,
    person.c.timezone,
)
_MEMBERSHIP = (
    membership.c.id.label("membership_id"),
    membership.c.role,
    membership.c.joined_on,
    membership.c.left_on,
    membership.c.agreed,
    membership.c.activated_at,
    membership.c.named,
    membership.c.points,
    membership.c.lifetime,
    membership.c.streak,
    membership.c.streak_to,
    membership.c.runs_paid,
    membership.c.coins,
)
_belongs = (membership.c.camp_id == camp.c.id) & (membership.c.person_id == person.c.id)
SEEN = (
    select(
        account.c.id.label("account_id"),
        account.c.name.label("called"),
        account.c.username,
        *_WHO,
        room.c.id.label("room_id"),
        room.c.host_is_manager,
        room_member.c.room_id.label("seen_in"),
        *SHOWN,
        *_MEMBERSHIP,
    )
    .select_from(
        account.join(person, person.c.id == account.c.person_id)
        .outerjoin(room, (room.c.channel == bindparam("channel")) & (room.c.ident == bindparam("room")))
        .outerjoin(camp, camp.c.id == func.coalesce(room.c.camp_id, case((bindparam("direct"), person.c.camp_id))))
        .outerjoin(membership, _belongs)
        .outerjoin(room_member, (room_member.c.room_id == room.c.id) & (room_member.c.person_id == person.c.id))
    )
    .where(account.c.channel == bindparam("channel"), account.c.ident == bindparam("ident"))
)
"""Everything one message needs to know of who speaks and where, in one look."""
STANDING = SEEN.with_for_update(of=person)
"""The same, locking the person (PostgreSQL; on SQLite there is one writer)."""
IN_CAMP = (
    select(*_WHO, *SHOWN, *_MEMBERSHIP)
    .select_from(person.join(camp, camp.c.id == bindparam("camp")).outerjoin(membership, _belongs))
    .where(person.c.id == bindparam("person"))
)


def lookup(db: Db, *, channel: str, ident: str, room: str, direct: bool, lock: bool = True) -> Any:
    """Account, person, room, camp and membership of whoever speaks there; None where the account is new."""
    return db.one(STANDING if lock else SEEN, channel=channel, ident=ident, room=room, direct=direct)


def in_camp(db: Db, camp_id: int, person_id: int) -> Any:
    """Person, camp and membership, for a camp named otherwise than by the room."""
    return db.one(IN_CAMP, camp=camp_id, person=person_id)


def language_in(db: Db, channel: str, room: str) -> str:
    """The language of a room, or of whoever's private chat it is; the house's first where nobody said."""
    return db.value(LANGUAGE_IN_PRIVATE, channel=channel, room=room) or rooms.language_in(db, channel, room) or "zh"
