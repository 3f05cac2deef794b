"""Role plays: the two parts of a script, how many play each, and who was drawn to play which with whom."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.panels import panel, panel_entry, panel_rating
from storage.people import person
from storage.schema import Instant, foreign_key, metadata, primary_key

role_play = Table(
    "role_play",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    foreign_key("event"),
    Column("first_card", Text, nullable=False),
    Column("second_card", Text, nullable=False),
    Column("per_side", Integer, nullable=False),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("event_id"),
    CheckConstraint("per_side BETWEEN 1 AND 5", name="per_side"),
)
"""One an event; the cards are the two sides of its script. It is judged by a panel (storage/panels)."""
role_player = Table(
    "role_player",
    metadata,
    foreign_key("panel_entry", name="entry_id", primary_key=True),
    foreign_key("membership"),
    Column("scene", Integer, nullable=False),
    Column("side", Integer, nullable=False),
    CheckConstraint("scene > 0", name="scene"),
    CheckConstraint("side IN (1, 2)", name="side"),
)
"""Somebody in a scene, on the first side or the second."""
Index("ix_role_player_membership", role_player.c.membership_id)

HOLD = insert(role_play).on_conflict_do_nothing().returning(role_play.c.id)
OF_EVENT = select(role_play.c.id, role_play.c.first_card, role_play.c.second_card, role_play.c.per_side).where(
    role_play.c.camp_id == bindparam("camp"), role_play.c.event_id == bindparam("of_event")
)
WITHDRAW = delete(role_play).where(role_play.c.id == bindparam("role_play"))
PLAY = insert(role_player)
_PLAYERS = select(
    role_player.c.entry_id,
    panel_entry.c.panel_id,
    role_player.c.membership_id,
    person.c.id,
    person.c.name,
    role_player.c.scene,
    role_player.c.side,
    exists().where(panel_rating.c.entry_id == role_player.c.entry_id, panel_rating.c.given_at.is_not(None)),
).select_from(
    role_player.join(panel_entry, panel_entry.c.id == role_player.c.entry_id)
    .join(panel, panel.c.id == panel_entry.c.panel_id)
    .join(membership, membership.c.id == role_player.c.membership_id)
    .join(person, person.c.id == membership.c.person_id)
)
_plays = panel_entry.c.out_at.is_(None)
PLAYERS = _PLAYERS.where(panel_entry.c.panel_id == bindparam("panel"), _plays).order_by(
    role_player.c.scene, role_player.c.side, role_player.c.entry_id
)
OPEN_OF = _PLAYERS.where(role_player.c.membership_id == bindparam("member"), _plays, panel.c.closed_at.is_(None)).order_by(
    role_player.c.entry_id
)
MOVE = update(role_player).where(role_player.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_MADE = update(role_play).where(role_play.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class RolePlay(NamedTuple):
    """What was set for a role play."""

    id: int
    first_card: str
    second_card: str
    per_side: int

    def card(self, side: int) -> str:
        """What a side is told of its part."""
        return self.first_card if side == 1 else self.second_card


class RolePlayer(NamedTuple):
    """Somebody who plays, in which scene, on which side, and whether a judge has rated them yet."""

    entry: int
    panel: int
    membership: int
    person: int
    name: str
    scene: int
    side: int
    is_rated: bool


def hold(db: Db, camp: int, event_id: int, cards: tuple[str, str], per_side: int, *, by: int, at: datetime) -> int | None:
    """The new role play's number; None where the event has one."""
    both = {"first_card": cards[0], "second_card": cards[1]}
    number: int | None = db.value(HOLD, camp_id=camp, event_id=event_id, per_side=per_side, made_by=by, made_at=at, **both)
    return number


def of_event(db: Db, camp: int, number: int) -> RolePlay | None:
    """The role play of an event."""
    row = db.one(OF_EVENT, camp=camp, of_event=number)
    return None if row is None else RolePlay(*row)


def withdraw(db: Db, number: int) -> None:
    """There is none."""
    db.run(WITHDRAW, role_play=number)


def play(db: Db, entry: int, member: int, scene: int, side: int) -> None:
    """An entry is this member's part."""
    db.run(PLAY, entry_id=entry, membership_id=member, scene=scene, side=side)


def players(db: Db, number: int) -> list[RolePlayer]:
    """Who plays, by scene and side."""
    return [RolePlayer(*row) for row in db.all(PLAYERS, panel=number)]


def open_of(db: Db, member: int) -> list[RolePlayer]:
    """The parts of a member that have no result yet."""
    return [RolePlayer(*row) for row in db.all(OPEN_OF, member=member)]


def move(db: Db, old: int, kept: int) -> None:
    """What one membership played is another's."""
    db.run(MOVE, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person made is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
