"""Versions of questions: what people were asked, word for word, and the answer key it is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Integer, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.bank import Stored, question
from storage.connection import Db
from storage.schema import Json, foreign_key, metadata

question_version = Table(
    "question_version",
    metadata,
    foreign_key("question", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("stem", Text, nullable=False),
    Column("options", Json, nullable=False),
    Column("answer", Json, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("difficulty", Integer),
    Column("picture", Text, nullable=False),
    Column("regraded", Json),
)
"""A version that was asked, kept when it is asked first. `answer` is the key of that day; `regraded` the answer and explanation that
count instead since a regrade, in this version's order of options, empty where there was none."""

PLAIN = ("kind", "stem", "options", "answer", "explanation", "tags", "difficulty", "picture")

KEEP = insert(question_version).on_conflict_do_nothing()
ASKED = (
    select(question_version).where(question_version.c.question_id == bindparam("question")).order_by(question_version.c.version)
)
OF_CAMP = (
    select(question_version)
    .select_from(question_version.join(question, question.c.id == question_version.c.question_id))
    .where(question.c.camp_id == bindparam("camp"))
    .order_by(question_version.c.question_id, question_version.c.version)
)
BEHIND = (
    select(question.c.number)
    .where(
        question.c.camp_id == bindparam("camp"),
        select(question_version.c.version)
        .where(question_version.c.question_id == question.c.id, question_version.c.version < question.c.version)
        .exists(),
    )
    .order_by(question.c.number)
)
REGRADE = (
    update(question_version)
    .where(question_version.c.question_id == bindparam("question"), question_version.c.version == bindparam("asked_as"))
    .values(regraded=bindparam("key", type_=Json))
)


@dataclass(frozen=True, slots=True)
class AskedVersion:
    """A version people were asked: its plain values as they saw them, and the key it was regraded by, if it was."""

    version: int
    plain: dict[str, Any]
    regraded: dict[str, Any] | None

    @property
    def judged(self) -> dict[str, Any]:
        """The same words with the key that counts."""
        return {**self.plain, **(self.regraded or {})}


def keep(db: Db, stored: Stored) -> None:
    """Keeps a question as it reads in this version: it is about to be asked."""
    db.run(KEEP, question_id=stored.id, version=stored.version, **{name: stored.plain[name] for name in PLAIN})


def asked(db: Db, question_id: int) -> list[AskedVersion]:
    """The versions of a question people were asked, the oldest first."""
    return [_asked(row) for row in db.all(ASKED, question=question_id)]


def of_camp(db: Db, camp: int) -> dict[int, list[AskedVersion]]:
    """question → the versions people were asked, for every question of a camp."""
    found: dict[int, list[AskedVersion]] = {}
    for row in db.all(OF_CAMP, camp=camp):
        found.setdefault(row.question_id, []).append(_asked(row))
    return found


def _asked(row: Any) -> AskedVersion:
    return AskedVersion(row.version, {name: getattr(row, name) for name in PLAIN}, row.regraded)


def behind(db: Db, camp: int) -> list[int]:
    """The numbers of questions that were asked in another version than today's."""
    return [row.number for row in db.all(BEHIND, camp=camp)]


def regrade(db: Db, question_id: int, version: int, key: Mapping[str, Any] | None) -> None:
    """From now on a version is judged by this answer and explanation; None is the key of the day it was asked."""
    db.run(REGRADE, question=question_id, asked_as=version, key=None if key is None else dict(key))
