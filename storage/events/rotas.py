"""The rota of a series: who speaks in turn, and who speaks when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import foreign_key, metadata

event_rota = Table(
    "event_rota",
    metadata,
    foreign_key("event_series", name="series_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("place", Integer, nullable=False),
    CheckConstraint("place > 0", name="place"),
)
"""Who speaks in turn at what comes again, from 1 on; whoever left is passed over."""
Index("ix_event_rota_place", event_rota.c.series_id, event_rota.c.place)

CLEAR = delete(event_rota).where(event_rota.c.series_id == bindparam("series"))
WRITE = insert(event_rota)
IN_TURN = (
    select(membership.c.id, membership.c.person_id.label("person"), person.c.name)
    .select_from(
        event_rota.join(membership, membership.c.id == event_rota.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(event_rota.c.series_id == bindparam("series"), membership.c.left_on.is_(None))
    .order_by(event_rota.c.place, membership.c.id)
)


class RotaMember(NamedTuple):
    """Somebody who speaks in turn."""

    id: int
    person: int
    name: str


def write(db: Db, series: int, members: Iterable[int]) -> None:
    """The whole rota anew, in this order."""
    db.run(CLEAR, series=series)
    for place, member in enumerate(members, 1):
        db.run(WRITE, series_id=series, membership_id=member, place=place)


def of(db: Db, series: int) -> list[RotaMember]:
    """Who is in it and in the camp, in turn."""
    return [RotaMember(*row) for row in db.all(IN_TURN, series=series)]
