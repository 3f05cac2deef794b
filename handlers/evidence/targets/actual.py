"""What there is of a target now: counted by a registered figure since the target was set, or the newest month that was imported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from bot.feature import Phrase
from bot.figures import decimal, percent, percent_down
from bot.named_figures import FIGURES, Measured, exact_sum, mean
from bot.names import folded
from handlers.evidence.targets.settings import feature
from storage import kpi
from storage.connection import Db
from storage.targets import TargetVersion

HUNDRED = 100


class Actual(NamedTuple):
    """What was found of a target, of which figure and inputs, and of which days; the value in the target's own unit."""

    name: str
    inputs: dict[str, Any]
    first: date
    last: date
    found: Measured


def _imported(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    month = date.fromisoformat(inputs["month"])
    there = [
        one for one in kpi.figures_then(db, inputs["metric"], datetime.fromisoformat(inputs["as_of"])) if one.month == month
    ]
    values = [Fraction(one.value) for one in there if one.member is not None] or [Fraction(one.value) for one in there]
    return mean(exact_sum(values), len(values))


IMPORTED = feature.figure(
    "imported",
    Phrase(zh="导入的指标", en="imported figure"),
    Phrase(
        zh="这个月每人导入数的平均，没有按人的数就按团队；数由导入的人提供，没有核实",
        en="mean of the people's imported figures of the month, of the teams' where there are none; not checked",
    ),
    _imported,
    decimal,
)


def actual(reader: Db, camp: int, one: TargetVersion, today: date, now: datetime) -> Actual | None:
    """None where nothing counts it yet."""
    if one.figure is None or one.figure not in FIGURES:
        return _newest(reader, camp, one, today, now)
    last = max(min(one.due, today), one.since)
    inputs = {"first": one.since.isoformat(), "last": last.isoformat(), "now": now.isoformat()}
    figure = FIGURES[one.figure]
    return Actual(figure.name, inputs, one.since, last, figure.published(figure.query(reader, camp, inputs)))


def _newest(reader: Db, camp: int, one: TargetVersion, today: date, now: datetime) -> Actual | None:
    """The newest month that was imported, up to the deadline."""
    known = {metric.folded: metric for metric in kpi.metrics(reader, camp, "kpi")}
    metric = known.get(folded(one.source))
    if metric is None:
        return None
    month = max((it.month for it in kpi.figures_then(reader, metric.id, now) if it.month <= min(one.due, today)), default=None)
    if month is None:
        return None
    inputs = {"metric": metric.id, "month": month.isoformat(), "as_of": now.isoformat()}
    return Actual(IMPORTED.name, inputs, month, month, IMPORTED.published(_imported(reader, camp, inputs)))


def in_unit(one: Actual) -> Fraction | None:
    """The value as the target writes it: a rate in percent."""
    value = one.found.value
    return value * HUNDRED if value is not None and is_rate(one) else value


def is_rate(one: Actual) -> bool:
    return FIGURES[one.name].unit in (percent, percent_down)
