"""Camps, the rooms they live in, who belongs to them and as what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    false,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bot.messages import Address
from storage.connection import AnyRow, Db
from storage.people import account, person
from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

camp = Table(
    "camp",
    metadata,
    primary_key(),
    Column("name", Text, nullable=False, unique=True),
    Column("language", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("settings", Text, nullable=False, server_default=text("'{}'")),
    Column("learners", Integer, nullable=False, server_default=text("0")),
    Column("opened_at", Instant, nullable=False),
    CheckConstraint("learners >= 0", name="learners"),
)
"""`settings` is JSON text; `learners` counts the present learners, kept by `join`, `leave` and `appoint`."""

room = Table(
    "room",
    metadata,
    primary_key(),
    Column("channel", Text, nullable=False),
    Column("ident", Text, nullable=False),
    Column("thread", Text),
    Column("title", Text, nullable=False, server_default=text("''")),
    foreign_key("camp", nullable=True, index=True),
    Column("host_is_manager", Boolean, nullable=False, server_default=false()),
    Column("hinted", Boolean, nullable=False, server_default=false()),
    Column("asleep_at", Instant),
    UniqueConstraint("channel", "ident"),
)
"""`asleep_at` is since when we are not in it: it keeps its camp, and nothing is said there until we are back."""

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

room_member = Table(
    "room_member",
    metadata,
    foreign_key("room", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""Who was last seen in a room: who came, spoke or pressed there and has not left."""

rule = Table(
    "rule",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("words", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)
"""The group rules by version; `words` is the list of rules. One that was withdrawn keeps its number, and is in force no more."""


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


LANGUAGE_IN_PRIVATE = (
    select(func.coalesce(person.c.language, account.c.language, camp.c.language))
    .select_from(account.join(person, person.c.id == account.c.person_id).outerjoin(camp, camp.c.id == person.c.camp_id))
    .where(account.c.channel == bindparam("channel"), account.c.direct_room == bindparam("room"))
)
LANGUAGE_IN_ROOM = (
    select(camp.c.language)
    .select_from(room.join(camp, camp.c.id == room.c.camp_id))
    .where(room.c.channel == bindparam("channel"), room.c.ident == bindparam("room"))
)


class Room(NamedTuple):
    """A room of a camp; messages to the camp go to `thread` of it."""

    id: int
    channel: str
    ident: str
    thread: str | None
    title: str

    @property
    def address(self) -> Address:
        return Address(self.channel, self.ident, self.thread)


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
_WHO = (
    person.c.id.label("person_id"),
    person.c.name,
    person.c.language,
    person.c.timezone,
)
_CAMP = (
    camp.c.id.label("camp_id"),
    camp.c.name.label("camp_name"),
    camp.c.language.label("camp_language"),
    camp.c.timezone.label("camp_timezone"),
    camp.c.settings,
    camp.c.learners,
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
        *_CAMP,
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
    select(*_WHO, *_CAMP, *_MEMBERSHIP)
    .select_from(person.join(camp, camp.c.id == bindparam("camp")).outerjoin(membership, _belongs))
    .where(person.c.id == bindparam("person"))
)
CAMP = select(*_CAMP).where(camp.c.id == bindparam("camp"))
CAMP_NAMED = select(*_CAMP).where(camp.c.name == bindparam("called"))
CAMPS = select(*_CAMP).order_by(camp.c.id)
CAMPS_OF = (
    select(camp.c.id.label("camp_id"), camp.c.name.label("camp_name"), membership.c.role)
    .select_from(membership.join(camp, camp.c.id == membership.c.camp_id))
    .where(membership.c.person_id == bindparam("person"), membership.c.left_on.is_(None))
    .order_by(camp.c.id)
)
OPEN = insert(camp).on_conflict_do_nothing().returning(camp.c.id)
CHANGE_SETTINGS = update(camp).where(camp.c.id == bindparam("camp")).values(settings=bindparam("settings"))
ROOM = select(room).where(room.c.channel == bindparam("channel"), room.c.ident == bindparam("ident"))
ROOMS = (
    select(room.c.id, room.c.channel, room.c.ident, room.c.thread, room.c.title)
    .where(room.c.camp_id == bindparam("camp"), room.c.asleep_at.is_(None))
    .order_by(room.c.id)
)
SLEEPING = select(room).where(room.c.camp_id == bindparam("camp"), room.c.asleep_at.is_not(None)).order_by(room.c.id)
FALLS_ASLEEP = (
    update(room)
    .where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where"), room.c.asleep_at.is_(None))
    .values(asleep_at=bindparam("at", type_=Instant))
    .returning(room.c.camp_id)
)
WAKES_UP = (
    update(room)
    .where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where"), room.c.asleep_at.is_not(None))
    .values(asleep_at=None)
    .returning(room.c.camp_id)
)
ROOMS_OF_CHANNEL = (
    select(room.c.ident).where(room.c.channel == bindparam("channel"), room.c.camp_id.is_not(None)).order_by(room.c.id)
)
NEW_ROOM = insert(room).on_conflict_do_nothing().returning(room.c.id)
_bound = insert(room)
BIND = _bound.on_conflict_do_update(
    index_elements=[room.c.channel, room.c.ident],
    set_={name: _bound.excluded[name] for name in ("camp_id", "thread", "host_is_manager")},
).returning(room.c.id)
CAMP_OF_ROOM = select(room.c.camp_id).where(room.c.channel == bindparam("channel"), room.c.ident == bindparam("ident"))
UNBIND = update(room).where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where")).values(camp_id=None)
ASLEEP = select(room.c.asleep_at).where(room.c.id == bindparam("room"))
TITLED = (
    update(room)
    .where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where"))
    .values(title=bindparam("called"))
)
UNTHREAD = (
    update(room)
    .where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where"), room.c.thread == bindparam("closed"))
    .values(thread=None)
    .returning(room.c.camp_id)
)
ENTER = insert(room_member).on_conflict_do_nothing()
LEAVE_ROOM = delete(room_member).where(
    room_member.c.room_id == bindparam("room"), room_member.c.person_id == bindparam("person")
)
IN_ROOM = select(room_member.c.room_id).where(
    room_member.c.room_id == bindparam("room"), room_member.c.person_id == bindparam("person")
)
EMPTY_ROOM = delete(room_member).where(room_member.c.room_id == bindparam("room"))
_also = room_member.alias("also")
MOVE_SEEN = (
    update(room_member)
    .where(
        room_member.c.person_id == bindparam("old"),
        ~select(_also.c.room_id)
        .where(_also.c.person_id == bindparam("kept"), _also.c.room_id == room_member.c.room_id)
        .exists(),
    )
    .values(person_id=bindparam("kept"))
)
FORGET_SEEN = delete(room_member).where(room_member.c.person_id == bindparam("old"))
DROP_ROOM = delete(room).where(room.c.id == bindparam("room"))
MOVE = (
    update(room).where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("old")).values(ident=bindparam("new"))
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
JOINED_AT = select(membership.c.joined_at).where(membership.c.id == bindparam("membership"))
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
STANDINGS = (
    select(camp.c.name, membership.c.role, membership.c.points)
    .select_from(membership.join(camp, camp.c.id == membership.c.camp_id))
    .where(membership.c.person_id == bindparam("person"))
    .order_by(camp.c.id)
)
ROLES_OF = select(membership.c.role).where(membership.c.person_id.in_((bindparam("one"), bindparam("other"))))
DROP_TAGS = delete(tag).where(tag.c.membership_id == bindparam("membership"))
DROP_MEMBERSHIP = delete(membership).where(membership.c.id == bindparam("membership"))
NEW_RULES = insert(rule)
RULES = (
    select(rule.c.version, rule.c.words, rule.c.at)
    .where(rule.c.camp_id == bindparam("camp"), rule.c.withdrawn_at.is_(None))
    .order_by(rule.c.version.desc())
    .limit(1)
)
RULES_OF = select(rule.c.words).where(rule.c.camp_id == bindparam("camp"), rule.c.version == bindparam("number"))
LAST_RULES = select(func.max(rule.c.version)).where(rule.c.camp_id == bindparam("camp"))
WITHDRAW_RULES = (
    update(rule)
    .where(rule.c.camp_id == bindparam("camp"), rule.c.version == bindparam("number"), rule.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("when", type_=Instant))
    .returning(rule.c.version)
)


def lookup(db: Db, *, channel: str, ident: str, room: str, direct: bool, lock: bool = True) -> Any:
    """Account, person, room, camp and membership of whoever speaks there; None where the account is new."""
    return db.one(STANDING if lock else SEEN, channel=channel, ident=ident, room=room, direct=direct)


def in_camp(db: Db, camp_id: int, person_id: int) -> Any:
    """Person, camp and membership, for a camp named otherwise than by the room."""
    return db.one(IN_CAMP, camp=camp_id, person=person_id)


def find(db: Db, camp_id: int) -> AnyRow | None:
    """The camp, as `bot.membership.camp_of` reads it; None where there is none."""
    return db.one(CAMP, camp=camp_id)


def named(db: Db, name: str) -> AnyRow | None:
    """The camp of a name, as `bot.membership.camp_of` reads it; None where there is none."""
    return db.one(CAMP_NAMED, called=name)


def every(db: Db) -> list[AnyRow]:
    """All camps, as `bot.membership.camp_of` reads them, the oldest first."""
    return db.all(CAMPS)


def of_person(db: Db, person_id: int) -> list[Belonging]:
    """The camps somebody is in."""
    return [Belonging(*row) for row in db.all(CAMPS_OF, person=person_id)]


def memberships(db: Db, person_id: int) -> list[PastOrPresent]:
    """The camps somebody is or was in."""
    return [PastOrPresent(*row) for row in db.all(MEMBERSHIPS_OF, person=person_id)]


def owners(db: Db, camp_id: int) -> int:
    """How many owners a camp has."""
    return sum(one.role == "owner" for one in members(db, camp_id))


def change_settings(db: Db, camp_id: int, settings: Mapping[str, Any]) -> None:
    """All that is set in the camp, in place of what was."""
    db.run(CHANGE_SETTINGS, camp=camp_id, settings=json.dumps(dict(settings), ensure_ascii=False, sort_keys=True))


def kept_settings(db: Db, camp_id: int) -> dict[str, Any]:
    """All that is set in the camp, as it is kept now."""
    row = find(db, camp_id)
    return dict(json.loads(row.settings)) if row is not None else {}


def rooms(db: Db, camp_id: int) -> list[Room]:
    """The camp's rooms, the oldest first."""
    return [Room(*row) for row in db.all(ROOMS, camp=camp_id)]


def rooms_of_channel(db: Db, channel: str) -> list[str]:
    """What a channel calls the rooms of it that belong to camps."""
    return [row.ident for row in db.all(ROOMS_OF_CHANNEL, channel=channel)]


def camp_of_room(db: Db, channel: str, ident: str) -> int | None:
    """The camp a room belongs to; None where it belongs to none."""
    return db.value(CAMP_OF_ROOM, channel=channel, ident=ident)  # type: ignore[no-any-return]


def is_met(db: Db, channel: str, ident: str) -> bool:
    """Whether there is a room of that name, of a camp or of none."""
    return db.one(CAMP_OF_ROOM, channel=channel, ident=ident) is not None


def meet_room(db: Db, channel: str, ident: str, thread: str | None) -> None:
    """A room we came into, of no camp yet; one that is known is left as it is."""
    db.run(NEW_ROOM, channel=channel, ident=ident, thread=thread)


def unbind(db: Db, channel: str, ident: str) -> None:
    """The room belongs to no camp any more."""
    db.run(UNBIND, channel_=channel, where=ident)


def close_thread(db: Db, channel: str, ident: str, thread: str) -> int | None:
    """Messages go to the room itself where they went to that thread; gives the camp, None where they did not."""
    return db.value(UNTHREAD, channel_=channel, where=ident, closed=thread)  # type: ignore[no-any-return]


def move_room(db: Db, channel: str, old: str, new: str) -> None:
    """A room's other name, whichever of the platform's two words for it comes first; where both rooms stand, the new one keeps the camp."""
    if db.one(ROOM, channel=channel, ident=old) is None:
        return
    if (there := db.one(ROOM, channel=channel, ident=new)) is not None:
        if there.camp_id is not None:
            db.run(UNBIND, channel_=channel, where=old)
            return
        db.run(EMPTY_ROOM, room=there.id)
        db.run(DROP_ROOM, room=there.id)
    db.run(MOVE, channel_=channel, old=old, new=new)


def enter_room(db: Db, room_id: int, person_id: int) -> None:
    """Somebody was seen in a room."""
    db.run(ENTER, room_id=room_id, person_id=person_id)


def leave_room(db: Db, room_id: int, person_id: int) -> None:
    """They are not in it any more."""
    db.run(LEAVE_ROOM, room=room_id, person=person_id)


def is_in_room(db: Db, room_id: int, person_id: int) -> bool:
    """Whether they were seen there and have not left."""
    return db.one(IN_ROOM, room=room_id, person=person_id) is not None


def fall_asleep(db: Db, channel: str, ident: str, *, at: datetime) -> int | None:
    """We are not in that room any more; gives the camp it keeps, None where it has none or slept already."""
    return db.value(FALLS_ASLEEP, channel_=channel, where=ident, at=at)  # type: ignore[no-any-return]


def wake_up(db: Db, channel: str, ident: str) -> int | None:
    """We are in that room again; gives its camp, None where it has none or did not sleep."""
    return db.value(WAKES_UP, channel_=channel, where=ident)  # type: ignore[no-any-return]


def is_asleep(db: Db, room_id: int) -> bool:
    """Whether we are out of that room."""
    return db.value(ASLEEP, room=room_id) is not None


def sleeping(db: Db, camp_id: int) -> list[Any]:
    """The camp's rooms we are out of."""
    return db.all(SLEEPING, camp=camp_id)


def entitle(db: Db, channel: str, ident: str, title: str) -> None:
    """What people call the room."""
    db.run(TITLED, channel_=channel, where=ident, called=title)


def title_of(db: Db, channel: str, ident: str) -> str:
    """What people call the room, else the platform's id of it."""
    row = db.one(ROOM, channel=channel, ident=ident)
    return str(row.title or ident) if row is not None else ident


def open_camp(
    db: Db, name: str, *, language: str, timezone: str, at: datetime, settings: Mapping[str, Any] | None = None
) -> int | None:
    """The new camp's id; None where one of that name is open. `timezone` is where its clock is until its managers set another."""
    kept = json.dumps(dict(settings or {}), ensure_ascii=False, sort_keys=True)
    return db.value(OPEN, name=name, language=language, timezone=timezone, settings=kept, opened_at=at)  # type: ignore[no-any-return]


def bind(db: Db, camp_id: int, channel: str, ident: str, thread: str | None, *, host_is_manager: bool = False) -> None:
    """The room belongs to the camp from now on; messages to the camp go to `thread` of it."""
    db.run(BIND, channel=channel, ident=ident, thread=thread, camp_id=camp_id, host_is_manager=host_is_manager)


def joined_at(db: Db, membership_id: int) -> datetime:
    """When somebody first came into the camp."""
    return db.value(JOINED_AT, membership=membership_id)  # type: ignore[no-any-return]


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


def merge(db: Db, old: int, kept: int) -> None:
    """Where only `old` is a member the membership becomes `kept`'s; where both are, `old`'s rows have moved to `kept`'s before."""
    db.run(MOVE_MEMBERSHIPS, old=old, kept=kept)
    db.run(MOVE_SEEN, old=old, kept=kept)
    db.run(FORGET_SEEN, old=old)
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


def latest_rules(db: Db, camp_id: int) -> tuple[int, list[str]]:
    """(version, rules) in force; (0, []) where none were written."""
    row = db.one(RULES, camp=camp_id)
    return (0, []) if row is None else (row.version, row.words)


def rules_of(db: Db, camp_id: int, version: int) -> list[str]:
    """The lines of a version of the rules; none where there is no such version."""
    return db.value(RULES_OF, camp=camp_id, number=version) or []


def next_rules(db: Db, camp_id: int) -> int:
    """The version new rules will be."""
    return int(db.value(LAST_RULES, camp=camp_id) or 0) + 1


def write_rules(db: Db, camp_id: int, version: int, words: list[str], *, at: datetime) -> None:
    """A new version of the group rules; the older ones stay."""
    db.run(NEW_RULES, camp_id=camp_id, version=version, words=words, at=at)


def withdraw_rules(db: Db, camp_id: int, version: int, *, at: datetime) -> bool:
    """The version before is in force again; False where it was withdrawn already."""
    return db.value(WITHDRAW_RULES, camp=camp_id, number=version, when=at) is not None


def language_in(db: Db, channel: str, room: str) -> str:
    """The language of a room, or of whoever's private chat it is; the house's first where nobody said."""
    return (
        db.value(LANGUAGE_IN_PRIVATE, channel=channel, room=room)
        or db.value(LANGUAGE_IN_ROOM, channel=channel, room=room)
        or "zh"
    )
