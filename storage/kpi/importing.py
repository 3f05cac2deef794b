"""Figures of a file: written so that a second time changes nothing and a correction is a new version, and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.kpi.tables import STANDS, kpi_import, kpi_metric, kpi_value
from storage.memberships import membership
from storage.schema import Day, Instant, Json, Key
from storage.search.array_parameter import Elements

METRICS = (
    select(kpi_metric.c.id, kpi_metric.c.name, kpi_metric.c.folded, kpi_metric.c.unit)
    .where(kpi_metric.c.camp_id == bindparam("camp"), kpi_metric.c.kind == bindparam("of"))
    .order_by(kpi_metric.c.id)
)
ADD_METRIC = insert(kpi_metric).returning(kpi_metric.c.id)
IN_UNIT = update(kpi_metric).where(kpi_metric.c.id == bindparam("metric")).values(unit=bindparam("said"))
BEGIN = insert(kpi_import).returning(kpi_import.c.id)
_VALUE = (
    kpi_value.c.id,
    kpi_value.c.metric_id,
    kpi_value.c.membership_id,
    kpi_value.c.team,
    kpi_value.c.month,
    kpi_value.c.value,
    kpi_value.c.version,
)
STANDING = (
    select(*_VALUE)
    .select_from(kpi_value.join(kpi_metric))
    .where(kpi_metric.c.camp_id == bindparam("camp"), kpi_metric.c.kind == bindparam("of"), STANDS)
)
_members = Elements(bindparam("members", type_=Json)).table_valued("value", name="some")
_teams = Elements(bindparam("teams", type_=Json)).table_valued("value", name="some")
_between = kpi_value.c.month.between(bindparam("first", type_=Day), bindparam("last", type_=Day))
OF_MEMBERS = STANDING.where(_between, kpi_value.c.membership_id.in_(select(cast(_members.c.value, Key))))
OF_TEAMS = STANDING.where(_between, kpi_value.c.membership_id.is_(None), kpi_value.c.team.in_(select(_teams.c.value)))
PRESENT = select(membership.c.id).where(
    membership.c.camp_id == bindparam("camp"), membership.c.id.in_(select(cast(_members.c.value, Key)))
)
PUT = insert(kpi_value)
REPLACE = update(kpi_value).where(kpi_value.c.id == bindparam("one")).values(replaced_at=bindparam("when", type_=Instant))
_is_behind = kpi_value.c.id > bindparam("after")
OF_IMPORT = (
    select(*_VALUE, kpi_value.c.replaced_at)
    .where(kpi_value.c.import_id == bindparam("number"), _is_behind)
    .order_by(kpi_value.c.id)
    .limit(bindparam("most"))
)
DROP = delete(kpi_value).where(kpi_value.c.id == bindparam("one"))
_before = kpi_value.alias("before")
STANDS_AGAIN = (
    update(kpi_value)
    .where(
        kpi_value.c.id
        == select(func.max(_before.c.id))
        .where(
            _before.c.metric_id == bindparam("metric"),
            func.coalesce(_before.c.membership_id, 0) == bindparam("member"),
            _before.c.team == bindparam("of"),
            _before.c.month == bindparam("at", type_=Day),
        )
        .scalar_subquery()
    )
    .values(replaced_at=None)
)


class KpiMetric(NamedTuple):
    """Something that is measured, in a unit ("" where none was said)."""

    id: int
    name: str
    folded: str
    unit: str


class FigureRow(NamedTuple):
    """What a row of a file says: of a member or a team, in a month; `value` is an exact decimal, written out."""

    metric: str
    folded: str
    unit: str
    member: int | None
    team: str
    month: date
    value: str


class StandingFigure(NamedTuple):
    """A figure as it stands."""

    id: int
    metric: int
    member: int | None
    team: str
    month: date
    value: str
    version: int


def metrics(db: Db, camp: int, kind: str) -> list[KpiMetric]:
    """What is measured in a camp, the oldest first."""
    return [KpiMetric(*row) for row in db.all(METRICS, camp=camp, of=kind)]


def standing(db: Db, camp: int, kind: str) -> Iterator[StandingFigure]:
    """Every figure that stands."""
    return (StandingFigure(*row) for row in db.all(STANDING, camp=camp, of=kind))


def begin(db: Db, camp: int, kind: str, file: str, by: int | None, *, at: datetime) -> int:
    """The number of an import that begins."""
    return db.insert_id(BEGIN, camp_id=camp, kind=kind, file=file, made_by=by, made_at=at)


def write(db: Db, camp: int, kind: str, number: int, rows: Sequence[FigureRow], *, at: datetime) -> tuple[int, int, int]:
    """(new, changed, the same) of an import's rows, none of whose figures stands twice among them. What names a member who is gone, or
    another unit than the metric's, is none of the three."""
    members = [row.member for row in rows if row.member is not None]
    teams = sorted({row.team for row in rows if row.team})
    here = {row.id for row in db.all(PRESENT, camp=camp, members=members)}
    span = {"camp": camp, "of": kind, "first": min(row.month for row in rows), "last": max(row.month for row in rows)}
    found = db.all(OF_MEMBERS, members=members, **span) if members else []
    found += db.all(OF_TEAMS, teams=teams, **span) if teams else []
    stands = {(one.metric_id, one.membership_id, one.team, one.month): one for one in found}
    known = {one.folded: one for one in metrics(db, camp, kind)}
    put: list[dict[str, Any]] = []
    replaced: list[int] = []
    same = 0
    for row in rows:
        metric = _metric(db, camp, kind, known, row)
        if metric is None or (row.member is not None and row.member not in here):
            continue
        before = stands.get((metric.id, row.member, row.team, row.month))
        if before is not None and before.value == row.value:
            same += 1
            continue
        if before is not None:
            replaced.append(before.id)
        version = 1 if before is None else before.version + 1
        given = {"metric_id": metric.id, "membership_id": row.member, "team": row.team, "month": row.month}
        put.append(given | {"value": row.value, "version": version, "import_id": number})
    if replaced:
        db.many(REPLACE, ({"one": one, "when": at} for one in replaced))
    if put:
        db.many(PUT, put)
    return len(put) - len(replaced), len(replaced), same


def _metric(db: Db, camp: int, kind: str, known: dict[str, KpiMetric], row: FigureRow) -> KpiMetric | None:
    """The metric a row names, made where there is none; None where its unit is another."""
    metric = known.get(row.folded)
    if metric is None:
        number = db.value(ADD_METRIC, camp_id=camp, kind=kind, name=row.metric, folded=row.folded, unit=row.unit)
        metric = known[row.folded] = KpiMetric(int(number), row.metric, row.folded, row.unit)
    elif row.unit and not metric.unit:
        db.run(IN_UNIT, metric=metric.id, said=row.unit)
        metric = known[row.folded] = metric._replace(unit=row.unit)
    return metric if row.unit in ("", metric.unit) else None


def take_back(db: Db, number: int, after: int, most: int) -> tuple[int, int, int | None]:
    """(gone, standing again as before, where the rest begins or None) of an import's figures behind a place."""
    rows = db.all(OF_IMPORT, number=number, after=after, most=most)
    db.many(DROP, ({"one": row.id} for row in rows))
    before = [row for row in rows if row.replaced_at is None and row.version > 1]
    db.many(
        STANDS_AGAIN,
        ({"metric": row.metric_id, "member": row.membership_id or 0, "of": row.team, "at": row.month} for row in before),
    )
    again = sum(row.version > 1 for row in rows)
    return len(rows) - again, again, rows[-1].id if len(rows) == most else None
