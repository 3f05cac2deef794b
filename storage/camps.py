"""Camps: their names, languages, clocks and settings, and the rules of their groups."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import AnyRow, Db
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

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

SHOWN = (
    camp.c.id.label("camp_id"),
    camp.c.name.label("camp_name"),
    camp.c.language.label("camp_language"),
    camp.c.timezone.label("camp_timezone"),
    camp.c.settings,
    camp.c.learners,
)
CAMP = select(*SHOWN).where(camp.c.id == bindparam("camp"))
CAMP_NAMED = select(*SHOWN).where(camp.c.name == bindparam("called"))
CAMPS = select(*SHOWN).order_by(camp.c.id)
OPEN = insert(camp).on_conflict_do_nothing().returning(camp.c.id)
HOLD_SETTINGS = select(camp.c.settings).where(camp.c.id == bindparam("camp")).with_for_update(key_share=True)
CHANGE_SETTINGS = update(camp).where(camp.c.id == bindparam("camp")).values(settings=bindparam("settings"))
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


def find(db: Db, camp_id: int) -> AnyRow | None:
    """The camp, as `bot.membership.camp_of` reads it; None where there is none."""
    return db.one(CAMP, camp=camp_id)


def named(db: Db, name: str) -> AnyRow | None:
    """The camp of a name, as `bot.membership.camp_of` reads it; None where there is none."""
    return db.one(CAMP_NAMED, called=name)


def every(db: Db) -> list[AnyRow]:
    """All camps, as `bot.membership.camp_of` reads them, the oldest first."""
    return db.all(CAMPS)


def change_settings(db: Db, camp_id: int, changed: Mapping[str, Any]) -> None:
    """Sets these and leaves the others as they are; None puts a default back."""
    kept = {key: value for key, value in {**hold_settings(db, camp_id), **changed}.items() if value is not None}
    db.run(CHANGE_SETTINGS, camp=camp_id, settings=json.dumps(kept, ensure_ascii=False, sort_keys=True))


def hold_settings(db: Db, camp_id: int) -> dict[str, Any]:
    """All that is set in the camp, as it is kept now; nobody else changes it before this transaction ends."""
    return dict(json.loads(db.value(HOLD_SETTINGS, camp=camp_id)))


def open_camp(
    db: Db, name: str, *, language: str, timezone: str, at: datetime, settings: Mapping[str, Any] | None = None
) -> int | None:
    """The new camp's id; None where one of that name is open. `timezone` is where its clock is until its managers set another."""
    kept = json.dumps(dict(settings or {}), ensure_ascii=False, sort_keys=True)
    return db.value(OPEN, name=name, language=language, timezone=timezone, settings=kept, opened_at=at)


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
