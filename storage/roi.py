"""Returns on training, month by month: what was given, by whom and when; a month worked out again is a new version."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

roi = Table(
    "roi",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("month", Day, nullable=False),
    Column("version", Integer, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("years", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("cost", Text, nullable=False),
    Column("gate", Integer, nullable=False),
    Column("basis", Text),
    Column("stated", Text, nullable=False),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    UniqueConstraint("camp_id", "month", "version"),
    CheckConstraint("people > 0", name="people"),
    CheckConstraint("gate > 0", name="gate"),
    CheckConstraint("basis IN ('control', 'assumption')", name="basis"),
    CheckConstraint("(basis IS NULL) = (stated = '')", name="stated"),
)
"""Amounts are exact decimals, written out; `month` is its first day, `gate` the percentage it was held against."""

LATEST = select(func.coalesce(func.max(roi.c.version), 0)).where(
    roi.c.camp_id == bindparam("camp"), roi.c.month == bindparam("of", type_=Day)
)
KEEP = insert(roi).returning(roi.c.id)
WITHDRAW = (
    update(roi)
    .where(roi.c.id == bindparam("one"), roi.c.camp_id == bindparam("camp"), roi.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("when", type_=Instant))
    .returning(roi.c.month)
)
_stands = roi.c.withdrawn_at.is_(None)
_newest = (
    select(func.max(roi.c.version).label("version"), roi.c.month)
    .where(roi.c.camp_id == bindparam("camp"), _stands)
    .group_by(roi.c.month)
    .subquery()
)
SERIES = (
    select(
        roi.c.month,
        roi.c.version,
        roi.c.before,
        roi.c.after,
        roi.c.years,
        roi.c.people,
        roi.c.cost,
        roi.c.gate,
        roi.c.basis,
        roi.c.stated,
        person.c.name,
        roi.c.made_at,
    )
    .select_from(
        roi.join(_newest, (_newest.c.month == roi.c.month) & (_newest.c.version == roi.c.version)).join(
            person, person.c.id == roi.c.made_by
        )
    )
    .where(roi.c.camp_id == bindparam("camp"))
    .order_by(roi.c.month.desc())
)
_learner = (membership.c.camp_id == bindparam("camp")) & (membership.c.role == "learner")
PRESENT = select(func.count()).where(_learner, membership.c.left_on.is_(None))
LEAVERS = (
    select(person.c.name)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(_learner, membership.c.left_on.is_not(None), person.c.name != "")
    .order_by(membership.c.left_on, membership.c.id)
)
MOVE = update(roi).where(roi.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class RoiRecord(NamedTuple):
    """One month's return as it stands: the five amounts, the gate in percent, and who gave them."""

    month: date
    version: int
    before: Decimal
    after: Decimal
    years: Decimal
    people: int
    cost: Decimal
    gate: int
    basis: str | None
    stated: str
    by: str
    at: datetime


def keep(
    db: Db,
    camp: int,
    month: date,
    *,
    amounts: tuple[Decimal, Decimal, Decimal, int, Decimal],
    gate: int,
    basis: str | None,
    stated: str,
    by: int,
    at: datetime,
) -> tuple[int, int]:
    """(our id, version) of a month's amounts: before, after, years, people, cost."""
    before, after, years, people, cost = amounts
    version = int(db.value(LATEST, camp=camp, of=month)) + 1
    number = db.value(
        KEEP,
        camp_id=camp,
        month=month,
        version=version,
        before=f"{before:f}",
        after=f"{after:f}",
        years=f"{years:f}",
        people=people,
        cost=f"{cost:f}",
        gate=gate,
        basis=basis,
        stated=stated,
        made_by=by,
        made_at=at,
        withdrawn_at=None,
    )
    return int(number), version


def withdraw(db: Db, camp: int, number: int, *, at: datetime) -> date | None:
    """The month it was of: the version before it stands again. None where it is withdrawn already."""
    row = db.one(WITHDRAW, camp=camp, one=number, when=at)
    return None if row is None else row.month


def series(db: Db, camp: int) -> list[RoiRecord]:
    """The newest of each month, the latest month first."""
    return [
        RoiRecord(
            row.month,
            row.version,
            Decimal(row.before),
            Decimal(row.after),
            Decimal(row.years),
            row.people,
            Decimal(row.cost),
            row.gate,
            row.basis,
            row.stated,
            row.name,
            row.made_at,
        )
        for row in db.all(SERIES, camp=camp)
    ]


def present_and_leavers(db: Db, camp: int) -> tuple[int, list[str]]:
    """How many learners are there, and the names of those who left, the first to leave first."""
    return int(db.value(PRESENT, camp=camp)), [row.name for row in db.all(LEAVERS, camp=camp)]


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person gave is another's."""
    db.run(MOVE, old=old, kept=kept)
