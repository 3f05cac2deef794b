"""What a sponsor expects of a programme, said before it begins: profit, cost, retention, share and productivity, and the figure each is seen by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.people import person
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

KINDS = ("profit", "cost", "retention", "share", "productivity")

expectation = Table(
    "expectation",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("sponsor", Text, nullable=False),
    Column("starts_on", Day, nullable=False),
    Column("ends_on", Day, nullable=False),
    foreign_key("person", name="made_by", index=True),
    Column("made_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    CheckConstraint("starts_on <= ends_on", name="days"),
)
"""One camp's, standing until another is said."""
_stands = expectation.c.withdrawn_at.is_(None)
Index("uq_expectation_stands", expectation.c.camp_id, unique=True, sqlite_where=_stands, postgresql_where=_stands)

expected_value = Table(
    "expected_value",
    metadata,
    foreign_key("expectation", primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("percent", Text, nullable=False),
    Column("metric", Text, nullable=False),
    CheckConstraint("kind IN ('profit', 'cost', 'retention', 'share', 'productivity')", name="kind"),
    sqlite_with_rowid=False,
)
"""By how many percent something is to change, an exact decimal; `metric` is the imported figure it is seen by."""

WITHDRAW = (
    update(expectation)
    .where(expectation.c.camp_id == bindparam("camp"), _stands)
    .values(withdrawn_at=bindparam("when", type_=Instant))
    .returning(expectation.c.id)
)
SAY = insert(expectation).returning(expectation.c.id)
ADD = insert(expected_value)
_EXPECTATION = (
    expectation.c.id,
    expectation.c.sponsor,
    expectation.c.starts_on,
    expectation.c.ends_on,
    person.c.name,
    expectation.c.made_at,
)
STANDING = (
    select(*_EXPECTATION)
    .select_from(expectation.join(person, person.c.id == expectation.c.made_by))
    .where(expectation.c.camp_id == bindparam("camp"), _stands)
)
VALUES = select(expected_value.c.kind, expected_value.c.percent, expected_value.c.metric).where(
    expected_value.c.expectation_id == bindparam("number")
)
DROP = (
    update(expectation)
    .where(expectation.c.id == bindparam("number"), _stands)
    .values(withdrawn_at=bindparam("when", type_=Instant))
    .returning(expectation.c.id)
)
STANDS_AGAIN = update(expectation).where(expectation.c.id == bindparam("number")).values(withdrawn_at=None)
MOVE = update(expectation).where(expectation.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class ExpectedChange(NamedTuple):
    """By how many percent something is to change, and the imported figure it is seen by."""

    percent: str
    metric: str


class Expectation(NamedTuple):
    """What was expected of a programme between two days, by whom, and who wrote it down when."""

    id: int
    sponsor: str
    starts_on: date
    ends_on: date
    by: str
    at: datetime


def say(
    db: Db, camp: int, sponsor: str, starts: date, ends: date, values: Mapping[str, ExpectedChange], *, by: int, at: datetime
) -> tuple[int, int | None]:
    """(its number, that of the one it takes the place of)."""
    before = db.value(WITHDRAW, camp=camp, when=at)
    number = int(
        db.value(SAY, camp_id=camp, sponsor=sponsor, starts_on=starts, ends_on=ends, made_by=by, made_at=at, withdrawn_at=None)
    )
    db.many(ADD, ({"expectation_id": number, "kind": kind, **one._asdict()} for kind, one in values.items()))
    return number, before


def standing(db: Db, camp: int) -> Expectation | None:
    """The camp's."""
    row = db.one(STANDING, camp=camp)
    return None if row is None else Expectation(*row)


def values(db: Db, number: int) -> dict[str, ExpectedChange]:
    """What it says of each kind, in the order of the kinds."""
    found = {row.kind: ExpectedChange(row.percent, row.metric) for row in db.all(VALUES, number=number)}
    return {kind: found[kind] for kind in KINDS if kind in found}


def withdraw(db: Db, number: int, before: int | None, *, at: datetime) -> bool:
    """It was not said, and the one before it stands again; False where another stands by now."""
    if db.one(DROP, number=number, when=at) is None:
        return False
    if before is not None:
        db.run(STANDS_AGAIN, number=before)
    return True


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person wrote down another did."""
    db.run(MOVE, old=old, kept=kept)
