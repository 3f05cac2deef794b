"""What a programme is to reach: each target's metric, baseline, number, deadline and owner, in versions; the newest not withdrawn stands."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

target = Table(
    "target",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("metric", Text, nullable=False),
    Column("figure", Text),
    Column("source", Text, nullable=False),
    Column("baseline", Text),
    Column("aim", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=text("('')")),
    Column("since", Day, nullable=False),
    Column("due", Day, nullable=False),
    foreign_key("membership", name="owner_id", index=True),
    foreign_key("person", name="set_by", index=True),
    Column("set_at", Instant, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("withdrawn_at", Instant),
    UniqueConstraint("camp_id", "number", "version"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("due > since", name="due"),
)
"""`figure` is a registered figure, counted by us from `since`; without one the actual is the imported metric called `source`. Numbers are
exact decimals, written out. A target that is dropped has an `ended` version."""
Index("ix_target_camp", target.c.camp_id, target.c.number)

NUMBER = select(func.coalesce(func.max(target.c.number), 0)).where(target.c.camp_id == bindparam("camp"))
VERSION = select(func.coalesce(func.max(target.c.version), 0)).where(
    target.c.camp_id == bindparam("camp"), target.c.number == bindparam("of")
)
KEEP = insert(target).returning(target.c.id)
WITHDRAW = (
    update(target)
    .where(
        target.c.camp_id == bindparam("camp"),
        target.c.number == bindparam("of"),
        target.c.version == bindparam("which"),
        target.c.withdrawn_at.is_(None),
    )
    .values(withdrawn_at=bindparam("when", type_=Instant))
    .returning(target.c.id)
)
_ROW = (
    select(
        target.c.number,
        target.c.version,
        target.c.metric,
        target.c.figure,
        target.c.source,
        target.c.baseline,
        target.c.aim,
        target.c.unit,
        target.c.since,
        target.c.due,
        target.c.owner_id,
        person.c.name.label("owner"),
        target.c.set_at,
        target.c.ended,
    )
    .select_from(
        target.join(membership, membership.c.id == target.c.owner_id).join(person, person.c.id == membership.c.person_id)
    )
    .where(target.c.camp_id == bindparam("camp"), target.c.withdrawn_at.is_(None))
)
_newest = (
    select(target.c.number, func.max(target.c.version).label("version"))
    .where(target.c.camp_id == bindparam("camp"), target.c.withdrawn_at.is_(None))
    .group_by(target.c.number)
    .subquery("newest")
)
IN_FORCE = (
    _ROW.join(_newest, (_newest.c.number == target.c.number) & (_newest.c.version == target.c.version))
    .where(target.c.ended.is_(False))
    .order_by(target.c.number)
)
HISTORY = _ROW.where(target.c.number == bindparam("of")).order_by(target.c.version.desc())
MOVE = update(target).where(target.c.owner_id == bindparam("old")).values(owner_id=bindparam("kept"))
MOVE_PERSON = update(target).where(target.c.set_by == bindparam("old")).values(set_by=bindparam("kept"))


class TargetVersion(NamedTuple):
    """One version of a target."""

    number: int
    version: int
    metric: str
    figure: str | None
    source: str
    baseline: Decimal | None
    aim: Decimal
    unit: str
    since: date
    due: date
    owner_id: int
    owner: str
    set_at: datetime
    ended: bool


def next_number(db: Db, camp: int) -> int:
    """The number a new target gets."""
    return int(db.value(NUMBER, camp=camp)) + 1


def keep(db: Db, camp: int, one: TargetVersion, *, by: int) -> int:
    """Keeps a version of a target and gives which it is; its own `version` and `owner` are not looked at."""
    version = int(db.value(VERSION, camp=camp, of=one.number)) + 1
    db.value(
        KEEP,
        camp_id=camp,
        number=one.number,
        version=version,
        metric=one.metric,
        figure=one.figure,
        source=one.source,
        baseline=None if one.baseline is None else f"{one.baseline:f}",
        aim=f"{one.aim:f}",
        unit=one.unit,
        since=one.since,
        due=one.due,
        owner_id=one.owner_id,
        set_by=by,
        set_at=one.set_at,
        ended=one.ended,
    )
    return version


def withdraw(db: Db, camp: int, number: int, version: int, *, at: datetime) -> bool:
    """A version counts no more, and the one before it stands; False where it was withdrawn already."""
    return db.value(WITHDRAW, camp=camp, of=number, which=version, when=at) is not None


def in_force(db: Db, camp: int) -> list[TargetVersion]:
    """What a camp is to reach, by number."""
    return [_of(row) for row in db.all(IN_FORCE, camp=camp)]


def history(db: Db, camp: int, number: int) -> list[TargetVersion]:
    """A target's versions that were not withdrawn, the newest first."""
    return [_of(row) for row in db.all(HISTORY, camp=camp, of=number)]


def move(db: Db, old: int, kept: int) -> None:
    """What one membership answers for another does."""
    db.run(MOVE, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person set another did."""
    db.run(MOVE_PERSON, old=old, kept=kept)


def _of(row: Any) -> TargetVersion:
    baseline = None if row.baseline is None else Decimal(row.baseline)
    found = TargetVersion(*row)
    return found._replace(baseline=baseline, aim=Decimal(row.aim), ended=bool(row.ended))
