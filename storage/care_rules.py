"""Rules of care as they stood: each change of a rule's numbers is a version of its own, and a case names the one it was opened by."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

OWN = "own"
"""The code of every rule managers made; the others are the house's."""

care_rule = Table(
    "care_rule",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("bounds", Json, nullable=False),
    Column("since", Instant, nullable=False),
    Column("ended_at", Instant),
    foreign_key("person", name="made_by", nullable=True),
    UniqueConstraint("camp_id", "code", "folded", "version"),
    CheckConstraint("version > 0", name="version"),
)
"""`name` is empty but for a manager's own; `bounds` are its numbers. A version never changes; it ends."""
_in_force = care_rule.c.ended_at.is_(None)
Index(
    "uq_care_rule_in_force",
    care_rule.c.camp_id,
    care_rule.c.code,
    care_rule.c.folded,
    unique=True,
    postgresql_where=_in_force,
    sqlite_where=_in_force,
)

_RULE = (care_rule.c.id, care_rule.c.code, care_rule.c.name, care_rule.c.version, care_rule.c.bounds, care_rule.c.since)
_of = (
    care_rule.c.camp_id == bindparam("camp"),
    care_rule.c.code == bindparam("which"),
    care_rule.c.folded == bindparam("called"),
)
FIND = select(*_RULE).where(*_of, _in_force)
LATEST = select(func.coalesce(func.max(care_rule.c.version), 0)).where(*_of)
ADD = insert(care_rule).on_conflict_do_nothing().returning(care_rule.c.id)
END = (
    update(care_rule)
    .where(care_rule.c.id == bindparam("rule"), _in_force)
    .values(ended_at=bindparam("when", type_=Instant))
    .returning(care_rule.c.id)
)
_again = care_rule.alias("again")
_taken = select(_again.c.folded).where(_again.c.camp_id == bindparam("camp"), _again.c.code == OWN, _again.c.ended_at.is_(None))
RESTORE = (
    update(care_rule)
    .where(care_rule.c.id == bindparam("rule"), care_rule.c.folded.not_in(_taken))
    .values(ended_at=None)
    .returning(care_rule.c.id)
)
IN_FORCE = select(*_RULE).where(care_rule.c.camp_id == bindparam("camp"), _in_force).order_by(care_rule.c.id)
ONE = select(*_RULE).where(care_rule.c.id == bindparam("rule"))
MERGE = update(care_rule).where(care_rule.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class CareRule(NamedTuple):
    """A rule with its numbers, the version of it they are, and since when."""

    id: int
    code: str
    name: str
    version: int
    bounds: dict[str, Any]
    since: datetime


def in_force(db: Db, camp: int) -> list[CareRule]:
    """The rules as they stand, the oldest first; one of the house's that never named anybody is not among them."""
    return [CareRule(*row) for row in db.all(IN_FORCE, camp=camp)]


def find(db: Db, rule: int) -> CareRule | None:
    row = db.one(ONE, rule=rule)
    return None if row is None else CareRule(*row)


def named(db: Db, camp: int, folded: str) -> CareRule | None:
    """A manager's rule in force by its folded name."""
    row = db.one(FIND, camp=camp, which=OWN, called=folded)
    return None if row is None else CareRule(*row)


def version(db: Db, camp: int, code: str, bounds: dict[str, Any], *, at: datetime) -> int:
    """The id of a rule of the house's with these numbers: the version in force, or a new one that ends it."""
    row = db.one(FIND, camp=camp, which=code, called="")
    if row is not None and row.bounds == bounds:
        return int(row.id)
    if row is not None:
        end(db, row.id, at=at)
    made = _add(db, camp, code, "", "", bounds, by=None, at=at)
    if made is None:  # somebody was first, at the same moment
        made = db.value(FIND, camp=camp, which=code, called="")
    return int(made)


def make(db: Db, camp: int, name: str, folded: str, bounds: dict[str, Any], *, by: int, at: datetime) -> int | None:
    """A manager's own rule; gives its id, None where one of that name is in force."""
    return _add(db, camp, OWN, name, folded, bounds, by=by, at=at)


def end(db: Db, rule: int, *, at: datetime) -> bool:
    """It names nobody any more; False where it ended before."""
    return db.one(END, rule=rule, when=at) is not None


def restore(db: Db, camp: int, rule: int) -> bool:
    """It is in force again; False where another of its name is."""
    return db.one(RESTORE, rule=rule, camp=camp) is not None


def merge(db: Db, old: int, kept: int) -> None:
    """The rules `old` made are `kept`'s."""
    db.run(MERGE, old=old, kept=kept)


def _add(
    db: Db, camp: int, code: str, name: str, folded: str, bounds: dict[str, Any], *, by: int | None, at: datetime
) -> int | None:
    last = int(db.value(LATEST, camp=camp, which=code, called=folded))
    given = {"camp_id": camp, "code": code, "name": name, "folded": folded, "version": last + 1, "bounds": bounds}
    return db.value(ADD, **given, since=at, made_by=by)
