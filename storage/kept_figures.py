"""Figures as they were published: which, of what inputs, and what they were. Nothing here is ever changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, UniqueConstraint, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

kept_figure = Table(
    "kept_figure",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("report", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("first", Day, nullable=False),
    Column("last", Day, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("value", Text),
    Column("n", Integer, nullable=False),
    Column("asked", Integer),
    Column("kept_at", Instant, nullable=False),
    Column("level", Integer),
    Column("about", Text),
    UniqueConstraint("camp_id", "report", "number"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("n >= 0", name="n"),
    CheckConstraint("asked >= 0", name="asked"),
    CheckConstraint("last >= first", name="period"),
)
"""`report` is what it stood in (digest 2026-05-04) and `number` its place there; `value` is an exact fraction, none where there was no number.
Of a report on evidence `level` is its level, 0 for a target, and `about` what it is of (no person: who is in its inputs)."""

KEEP = insert(kept_figure)
EVERY = (
    select(kept_figure)
    .where(kept_figure.c.camp_id == bindparam("camp"))
    .order_by(kept_figure.c.kept_at, kept_figure.c.report, kept_figure.c.number)
)
OF_REPORT = (
    select(kept_figure)
    .where(kept_figure.c.camp_id == bindparam("camp"), kept_figure.c.report == bindparam("of_report"))
    .order_by(kept_figure.c.number)
)


NEWEST = (
    select(kept_figure.c.report)
    .where(kept_figure.c.camp_id == bindparam("camp"), kept_figure.c.level.is_not(None), kept_figure.c.number == 1)
    .order_by(kept_figure.c.kept_at.desc(), kept_figure.c.id.desc())
    .limit(bindparam("most"))
)


class KeptFigure(NamedTuple):
    """One figure as it was published."""

    report: str
    number: int
    name: str
    first: date
    last: date
    inputs: Mapping[str, Any]
    value: Fraction | None
    n: int
    asked: int | None
    at: datetime
    level: int | None
    about: str | None


class ToKeep(NamedTuple):
    """One figure to be kept."""

    name: str
    first: date
    last: date
    inputs: Mapping[str, Any]
    value: Fraction | None
    n: int
    asked: int | None
    level: int | None = None
    about: str | None = None


def keep(db: Db, camp: int, report: str, figures: Iterable[ToKeep], *, at: datetime) -> None:
    """Keeps a report's figures, numbered from 1 in their order."""
    for number, one in enumerate(figures, 1):
        db.run(
            KEEP,
            camp_id=camp,
            report=report,
            number=number,
            name=one.name,
            first=one.first,
            last=one.last,
            inputs=dict(one.inputs),
            value=None if one.value is None else str(one.value),
            n=one.n,
            asked=one.asked,
            kept_at=at,
            level=one.level,
            about=one.about,
        )


def every(db: Db, camp: int) -> list[KeptFigure]:
    """All of a camp's, the oldest first."""
    return [_of(row) for row in db.all(EVERY, camp=camp)]


def of_report(db: Db, camp: int, report: str) -> list[KeptFigure]:
    """One report's, by their numbers."""
    return [_of(row) for row in db.all(OF_REPORT, camp=camp, of_report=report)]


def newest_by_level(db: Db, camp: int, most: int) -> list[str]:
    """The reports on evidence a camp made last, the newest first."""
    return [row.report for row in db.all(NEWEST, camp=camp, most=most)]


def _of(row: Any) -> KeptFigure:
    value = None if row.value is None else Fraction(row.value)
    known = (row.report, row.number, row.name, row.first, row.last, row.inputs, value, row.n, row.asked, row.kept_at)
    return KeptFigure(*known, row.level, row.about)
