"""Groups of a camp: a draw with its seed and rule, who is in which group of it, and a group's own room."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership, tag
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

group_draw = Table(
    "group_draw",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("seed", Integer, nullable=False),
    Column("groups", Integer, nullable=False),
    Column("rule", Json, nullable=False),
    foreign_key("person", name="drawn_by"),
    Column("drawn_at", Instant, nullable=False),
    Column("shown_at", Instant),
    Column("ended_at", Instant),
    CheckConstraint("groups > 1", name="groups"),
)
"""`rule` is what it was balanced by: ["level", "tag:骨干"]. A draw nobody was shown is its author's; one that was shown is in use until it
ends."""
_in_use = and_(group_draw.c.ended_at.is_(None), group_draw.c.shown_at.is_not(None))
_unshown = and_(group_draw.c.ended_at.is_(None), group_draw.c.shown_at.is_(None))
Index("uq_group_draw_in_use", group_draw.c.camp_id, unique=True, postgresql_where=_in_use, sqlite_where=_in_use)
Index("ix_group_draw_camp", group_draw.c.camp_id)

group_member = Table(
    "group_member",
    metadata,
    foreign_key("group_draw", name="draw_id"),
    foreign_key("membership", index=True),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("draw_id", "membership_id"),
    CheckConstraint("number > 0", name="number"),
)
group_room = Table(
    "group_room",
    metadata,
    foreign_key("group_draw", name="draw_id"),
    Column("number", Integer, nullable=False),
    foreign_key("room"),
    PrimaryKeyConstraint("draw_id", "number"),
    UniqueConstraint("draw_id", "room_id"),
)
"""A group has one room of its own at most, and a room is one group's."""

_DRAW = (
    group_draw.c.id,
    group_draw.c.seed,
    group_draw.c.groups,
    group_draw.c.rule,
    group_draw.c.shown_at,
    group_draw.c.drawn_by,
    group_draw.c.ended_at,
)
LEARNERS = (
    select(membership.c.id, membership.c.lifetime)
    .where(membership.c.camp_id == bindparam("camp"), membership.c.role == "learner", membership.c.left_on.is_(None))
    .order_by(membership.c.id)
)
TAGS = (
    select(tag.c.membership_id, tag.c.name)
    .select_from(tag.join(membership, membership.c.id == tag.c.membership_id))
    .where(membership.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None))
)
DRAW = insert(group_draw).returning(group_draw.c.id)
PUT = insert(group_member)
IN_USE = select(*_DRAW).where(group_draw.c.camp_id == bindparam("camp"), _in_use)
UNSHOWN = select(*_DRAW).where(group_draw.c.camp_id == bindparam("camp"), _unshown).order_by(group_draw.c.id.desc()).limit(1)
FIND = select(*_DRAW).where(group_draw.c.id == bindparam("draw"))
DROP_MEMBERS = delete(group_member).where(group_member.c.draw_id == bindparam("draw"))
DROP_DRAW = delete(group_draw).where(group_draw.c.id == bindparam("draw"), _unshown)
SHOW = (
    update(group_draw)
    .where(group_draw.c.id == bindparam("draw"), _unshown)
    .values(shown_at=bindparam("when", type_=Instant))
    .returning(group_draw.c.id)
)
_waits = group_draw.alias("waits")
_drawn = select(_waits.c.camp_id).where(_waits.c.ended_at.is_(None), _waits.c.shown_at.is_(None))
UNSHOW = (
    update(group_draw)
    .where(group_draw.c.id == bindparam("draw"), _in_use, group_draw.c.camp_id.not_in(_drawn))
    .values(shown_at=None)
    .returning(group_draw.c.id)
)
END = (
    update(group_draw)
    .where(group_draw.c.id == bindparam("draw"), group_draw.c.ended_at.is_(None))
    .values(ended_at=bindparam("when", type_=Instant))
    .returning(group_draw.c.id)
)
_again = group_draw.alias("again")
_taken = select(_again.c.camp_id).where(_again.c.ended_at.is_(None), _again.c.shown_at.is_not(None))
RESUME = (
    update(group_draw)
    .where(group_draw.c.id == bindparam("draw"), group_draw.c.camp_id.not_in(_taken))
    .values(ended_at=None)
    .returning(group_draw.c.id)
)
MEMBERS = (
    select(group_member.c.number, membership.c.id, person.c.id.label("person"), person.c.name, membership.c.points)
    .select_from(
        group_member.join(membership, membership.c.id == group_member.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(group_member.c.draw_id == bindparam("draw"), membership.c.left_on.is_(None), membership.c.role == "learner")
    .order_by(group_member.c.number, membership.c.id)
)
AMONG = select(group_member.c.membership_id, group_member.c.number).where(
    group_member.c.draw_id == bindparam("draw"),
    group_member.c.membership_id.between(bindparam("first"), bindparam("last")),
)
_place = insert(group_member)
PLACE = _place.on_conflict_do_update(index_elements=["draw_id", "membership_id"], set_={"number": _place.excluded.number})
TAKE_OUT = delete(group_member).where(
    group_member.c.draw_id == bindparam("draw"), group_member.c.membership_id == bindparam("member")
)
ROOMS = select(group_room.c.number, group_room.c.room_id).where(group_room.c.draw_id == bindparam("draw"))
FREE_ROOM = delete(group_room).where(
    group_room.c.draw_id == bindparam("draw"),
    (group_room.c.room_id == bindparam("room")) | (group_room.c.number == bindparam("number")),
)
GIVE_ROOM = insert(group_room)
_other = group_member.alias("other")
DROP_TWICE = delete(group_member).where(
    group_member.c.membership_id == bindparam("old"),
    group_member.c.draw_id.in_(select(_other.c.draw_id).where(_other.c.membership_id == bindparam("kept"))),
)
MOVE = update(group_member).where(group_member.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_DRAWN = update(group_draw).where(group_draw.c.drawn_by == bindparam("old")).values(drawn_by=bindparam("kept"))


class GroupDraw(NamedTuple):
    """A draw of so many groups: the seed and the rule it can be drawn again by; `shown_at` is None while only managers saw it."""

    id: int
    seed: int
    groups: int
    rule: list[str]
    shown_at: datetime | None
    drawn_by: int
    ended_at: datetime | None


class GroupMember(NamedTuple):
    """Somebody present in the group of a number."""

    number: int
    membership: int
    person: int
    name: str
    points: int


def learners(db: Db, camp: int) -> list[tuple[int, int]]:
    """(membership, lifetime points) of the present learners."""
    return [(row.id, row.lifetime) for row in db.all(LEARNERS, camp=camp)]


def tagged(db: Db, camp: int) -> set[tuple[int, str]]:
    """(membership, tag) of everybody present."""
    return {(row.membership_id, row.name) for row in db.all(TAGS, camp=camp)}


def draw(db: Db, camp: int, placed: dict[int, int], *, seed: int, groups: int, rule: list[str], by: int, at: datetime) -> int:
    """A new draw in place of any nobody was shown."""
    while (before := unshown(db, camp)) is not None:
        drop(db, before.id)
    given: dict[str, Any] = {"camp_id": camp, "seed": seed, "groups": groups, "rule": rule, "drawn_by": by, "drawn_at": at}
    number = db.insert_id(DRAW, **given)
    for member, group in placed.items():
        db.run(PUT, draw_id=number, membership_id=member, number=group)
    return number


def unshown(db: Db, camp: int) -> GroupDraw | None:
    """The draw only managers saw."""
    row = db.one(UNSHOWN, camp=camp)
    return None if row is None else GroupDraw(*row)


def in_use(db: Db, camp: int) -> GroupDraw | None:
    """The groups everybody knows."""
    row = db.one(IN_USE, camp=camp)
    return None if row is None else GroupDraw(*row)


def drop(db: Db, of: int) -> None:
    """A draw nobody was shown is forgotten."""
    db.run(DROP_MEMBERS, draw=of)
    db.run(DROP_DRAW, draw=of)


def show(db: Db, of: int, *, at: datetime) -> bool:
    """Everybody knows it from now on; False where it was shown or dropped before."""
    return db.one(SHOW, draw=of, when=at) is not None


def find(db: Db, of: int) -> GroupDraw | None:
    row = db.one(FIND, draw=of)
    return None if row is None else GroupDraw(*row)


def unshow(db: Db, of: int) -> bool:
    """It is only its managers' again; False where it ended, or there is another draw."""
    return db.one(UNSHOW, draw=of) is not None


def end(db: Db, of: int, *, at: datetime) -> bool:
    """Its groups are no more; False where they ended before."""
    return db.one(END, draw=of, when=at) is not None


def resume(db: Db, of: int) -> bool:
    """They are again; False where there are others by now."""
    return db.one(RESUME, draw=of) is not None


def members(db: Db, of: int) -> list[GroupMember]:
    """Who is in the groups of a draw and in the camp, group by group."""
    return [GroupMember(*row) for row in db.all(MEMBERS, draw=of)]


def among(db: Db, of: int, first: int, last: int) -> dict[int, int]:
    """Membership → group, of the memberships from one number to another."""
    return {row.membership_id: row.number for row in db.all(AMONG, draw=of, first=first, last=last)}


def put_in(db: Db, of: int, member: int, number: int) -> None:
    """Somebody is in this group of a draw, wherever they were."""
    db.run(PLACE, draw_id=of, membership_id=member, number=number)


def take_out(db: Db, of: int, member: int) -> None:
    """Somebody is in no group of a draw."""
    db.run(TAKE_OUT, draw=of, member=member)


def rooms(db: Db, of: int) -> dict[int, int]:
    """Group → its own room."""
    return {row.number: row.room_id for row in db.all(ROOMS, draw=of)}


def give_room(db: Db, of: int, number: int, room: int) -> None:
    """A room is this group's own, and no other's."""
    db.run(FREE_ROOM, draw=of, number=number, room=room)
    db.run(GIVE_ROOM, draw_id=of, number=number, room_id=room)


def move(db: Db, old: int, kept: int) -> None:
    """One membership's groups become another's; where both were drawn, `kept` stays where it is."""
    db.run(DROP_TWICE, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What somebody drew was drawn by another."""
    db.run(MOVE_DRAWN, old=old, kept=kept)
