"""Imported figures as they stand: what there is of each metric, from whom, and month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select

from storage.connection import Db
from storage.kpi.tables import STANDS, kpi_import, kpi_metric, kpi_value
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant

_all = kpi_value.join(kpi_metric, kpi_metric.c.id == kpi_value.c.metric_id).join(
    kpi_import, kpi_import.c.id == kpi_value.c.import_id
)
SUMMARY = (
    select(
        kpi_metric.c.id,
        kpi_metric.c.name,
        kpi_metric.c.unit,
        func.count(),
        func.count(kpi_value.c.membership_id.distinct()),
        func.count(func.nullif(kpi_value.c.team, "").distinct()),
        func.min(kpi_value.c.month),
        func.max(kpi_value.c.month),
        func.max(kpi_import.c.id),
    )
    .select_from(_all)
    .where(kpi_metric.c.camp_id == bindparam("camp"), kpi_metric.c.kind == bindparam("of"), STANDS)
    .group_by(kpi_metric.c.id, kpi_metric.c.name, kpi_metric.c.unit)
    .order_by(kpi_metric.c.id)
)
IMPORT = (
    select(kpi_import.c.file, person.c.name, kpi_import.c.made_at)
    .select_from(kpi_import.outerjoin(person, person.c.id == kpi_import.c.made_by))
    .where(kpi_import.c.id == bindparam("number"))
)
_FIGURE = (
    select(
        kpi_value.c.month,
        kpi_value.c.membership_id,
        kpi_value.c.team,
        kpi_value.c.value,
        kpi_value.c.version,
        kpi_value.c.import_id,
    )
    .where(kpi_value.c.metric_id == bindparam("metric"))
    .order_by(kpi_value.c.month, kpi_value.c.team, kpi_value.c.membership_id)
)
FIGURES = _FIGURE.where(STANDS)
_then = bindparam("then", type_=Instant)
FIGURES_THEN = _FIGURE.join(kpi_import, kpi_import.c.id == kpi_value.c.import_id).where(
    kpi_import.c.made_at <= _then, or_(kpi_value.c.replaced_at.is_(None), kpi_value.c.replaced_at > _then)
)
EXPORTED = (
    select(kpi_metric.c.name.label("metric"), kpi_metric.c.unit, kpi_value.c.month, kpi_value.c.value, kpi_value.c.team)
    .add_columns(kpi_value.c.membership_id, person.c.name)
    .select_from(
        kpi_value.join(kpi_metric, kpi_metric.c.id == kpi_value.c.metric_id)
        .outerjoin(membership, membership.c.id == kpi_value.c.membership_id)
        .outerjoin(person, person.c.id == membership.c.person_id)
    )
    .where(kpi_metric.c.camp_id == bindparam("camp"), kpi_metric.c.kind == bindparam("of"), STANDS)
    .order_by(kpi_metric.c.id, kpi_value.c.month, kpi_value.c.team, kpi_value.c.membership_id)
)


TEAMS = (
    select(kpi_value.c.team)
    .distinct()
    .select_from(kpi_value.join(kpi_metric, kpi_metric.c.id == kpi_value.c.metric_id))
    .where(kpi_metric.c.camp_id == bindparam("camp"), kpi_metric.c.kind == "kpi", kpi_value.c.team != "", STANDS)
    .order_by(kpi_value.c.team)
)


class MetricSummary(NamedTuple):
    """How much there is of a metric: figures, members, teams, from which month to which, and the newest import."""

    id: int
    name: str
    unit: str
    figures: int
    members: int
    teams: int
    first: date
    last: date
    newest: int


class ImportedBy(NamedTuple):
    """A file that was taken in, by whom (None: the shell) and when."""

    file: str
    by: str | None
    at: datetime


class KpiFigure(NamedTuple):
    """A month's figure of a member or a team."""

    month: date
    member: int | None
    team: str
    value: Decimal
    version: int
    imported: int


def summary(db: Db, camp: int, kind: str) -> list[MetricSummary]:
    """What there is of each metric, the oldest first."""
    return [MetricSummary(*row) for row in db.all(SUMMARY, camp=camp, of=kind)]


def imported_by(db: Db, number: int) -> ImportedBy:
    """Who took a file in, and when."""
    row = db.one(IMPORT, number=number)
    assert row is not None
    return ImportedBy(*row)


def teams(db: Db, camp: int) -> list[str]:
    """Every team there are figures of."""
    return [row.team for row in db.all(TEAMS, camp=camp)]


def figures(db: Db, metric: int) -> list[KpiFigure]:
    """Every figure of a metric that stands, month by month."""
    return _figures(db.all(FIGURES, metric=metric))


def figures_then(db: Db, metric: int, then: datetime) -> list[KpiFigure]:
    """Every figure of a metric that stood at a moment."""
    return _figures(db.all(FIGURES_THEN, metric=metric, then=then))


def _figures(rows: Sequence[Any]) -> list[KpiFigure]:
    return [KpiFigure(row.month, row.membership_id, row.team, Decimal(row.value), row.version, row.import_id) for row in rows]


def exported(db: Db, camp: int, kind: str) -> Sequence[Any]:
    """Every figure that stands as a file has it: metric, unit, month, value, team, membership_id, name."""
    return db.all(EXPORTED, camp=camp, of=kind)
