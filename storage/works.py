"""Contests of works: the homework works are handed in as, what weighs how much, how many go on, and which version is an entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Integer, Table, UniqueConstraint, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.homework.assignments import hand_in
from storage.panels import panel_entry
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

work_contest = Table(
    "work_contest",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    foreign_key("event"),
    foreign_key("homework", index=True),
    Column("judges_weight", Integer, nullable=False),
    Column("public_weight", Integer, nullable=False),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("cuts", Json, nullable=False, server_default=text("'[]'")),
    UniqueConstraint("event_id"),
    CheckConstraint("judges_weight >= 0 AND public_weight >= 0 AND judges_weight + public_weight = 100", name="weights"),
)
"""One an event; `cuts` are how many go on from each round but the last. Its rounds are panels (storage/panels)."""
work_entry = Table(
    "work_entry",
    metadata,
    foreign_key("panel_entry", name="entry_id", primary_key=True),
    foreign_key("hand_in", index=True),
)
"""Which version of a work is judged."""

HOLD = insert(work_contest).on_conflict_do_nothing().returning(work_contest.c.id)
OF_EVENT = select(
    work_contest.c.id,
    work_contest.c.homework_id,
    work_contest.c.judges_weight,
    work_contest.c.public_weight,
    work_contest.c.cuts,
).where(work_contest.c.camp_id == bindparam("camp"), work_contest.c.event_id == bindparam("of_event"))
WITHDRAW = delete(work_contest).where(work_contest.c.id == bindparam("contest"))
ENTER = insert(work_entry)
ENTRIES = (
    select(work_entry.c.entry_id, work_entry.c.hand_in_id, hand_in.c.membership_id, panel_entry.c.goes_on)
    .select_from(
        work_entry.join(panel_entry, panel_entry.c.id == work_entry.c.entry_id).join(
            hand_in, hand_in.c.id == work_entry.c.hand_in_id
        )
    )
    .where(panel_entry.c.panel_id == bindparam("panel"), panel_entry.c.out_at.is_(None))
    .order_by(work_entry.c.entry_id)
)
MOVE_MADE = update(work_contest).where(work_contest.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class ContestRules(NamedTuple):
    """What was set for a contest, whatever its round."""

    id: int
    homework: int
    judges_weight: int
    public_weight: int
    cuts: list[int]


class WorkEntry(NamedTuple):
    """A work in a round: the version that is judged, its author, and whether it is in the next round."""

    entry: int
    hand_in: int
    membership: int
    goes_on: bool


def hold(
    db: Db,
    camp: int,
    event_id: int,
    homework: int,
    weights: tuple[int, int],
    cuts: Sequence[int],
    *,
    by: int,
    at: datetime,
) -> int | None:
    """The new contest's number; None where the event has one."""
    both = {"judges_weight": weights[0], "public_weight": weights[1]}
    number: int | None = db.value(
        HOLD, camp_id=camp, event_id=event_id, homework_id=homework, cuts=list(cuts), made_by=by, made_at=at, **both
    )
    return number


def of_event(db: Db, camp: int, number: int) -> ContestRules | None:
    """The contest of an event."""
    row = db.one(OF_EVENT, camp=camp, of_event=number)
    return None if row is None else ContestRules(*row)


def withdraw(db: Db, contest: int) -> None:
    """There is none."""
    db.run(WITHDRAW, contest=contest)


def enter(db: Db, entry: int, version: int) -> None:
    """An entry is this version of a work."""
    db.run(ENTER, entry_id=entry, hand_in_id=version)


def entries(db: Db, panel: int) -> list[WorkEntry]:
    """The works in a round."""
    return [WorkEntry(*row) for row in db.all(ENTRIES, panel=panel)]


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person made is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
