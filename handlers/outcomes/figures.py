"""What a metric changed by from before a programme to after it, and by how much more than another, as figures that can be counted again:
of fewer than three months they are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.feature import Phrase
from bot.figures import signed_percent, signed_points
from bot.named_figures import Measured
from handlers.outcomes import rules
from handlers.outcomes.settings import feature
from storage import kpi
from storage.connection import Db
from storage.kpi import KpiFigure


class _Compared(NamedTuple):
    """How it came out before and after, and of how many months of the shorter side somebody has figures."""

    found: rules.BeforeAndAfter | None
    months: int


def _compared(figures: Sequence[KpiFigure], of: Mapping[str, Any]) -> _Compared:
    before, after = ([date.fromisoformat(month) for month in of[side]] for side in ("before", "after"))
    values = rules.of(figures, of["team"], of.get("without", ""))
    return _Compared(rules.compare(values, before, after), rules.in_both(values, before, after))


def _figures(db: Db, camp: int, inputs: Mapping[str, Any]) -> Sequence[KpiFigure]:
    """Those of a metric that stood `as_of` a moment, where one is given, and those that stand now else; none where the camp has no such metric."""
    metric = next((one for one in kpi.metrics(db, camp, "kpi") if one.id == inputs["metric"]), None)
    if metric is None:
        return []
    then = inputs.get("as_of")
    return kpi.figures_then(db, metric.id, datetime.fromisoformat(then)) if then else kpi.figures(db, metric.id)


def _change(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    found, months = _compared(_figures(db, camp, inputs), inputs)
    return Measured(None if found is None else found.change, months)


def _difference(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    """`other` says of the same figures whose and when they are held against, as `inputs` do of what is held."""
    figures = _figures(db, camp, inputs)
    one, other = _compared(figures, inputs), _compared(figures, inputs["other"])
    return Measured(rules.apart(one.found, other.found), min(one.months, other.months))


NOTHING = Phrase(zh="无基线或训后无数，比不了", en="no baseline, or nothing after it: there is nothing to compare")
OF = Phrase(zh="前后各{n}个月", en="{n:month|months} before and after")
CHANGE = feature.figure(
    "change",
    Phrase(zh="前后变化", en="change"),
    Phrase(
        zh="训后几个月的月均 ÷ 训前几个月的月均 − 1，只算每个月都有数的人或团队；n是前后较少一边的月数",
        en="monthly mean after ÷ monthly mean before − 1, of those with a figure in every month; n is the months of the shorter side",
    ),
    _change,
    signed_percent,
    least_n=rules.MONTHS,
    nothing=NOTHING,
    of=OF,
)
DIFFERENCE = feature.figure(
    "difference",
    Phrase(zh="相差百分点", en="points apart"),
    Phrase(
        zh="前后变化减去对照组或去年同月的前后变化，以百分点计；n是两边最少的月数",
        en="change less that of the control group or of the same months a year ago, in points; n is the months of the shortest side",
    ),
    _difference,
    signed_points,
    least_n=rules.MONTHS,
    nothing=NOTHING,
    of=OF,
)
