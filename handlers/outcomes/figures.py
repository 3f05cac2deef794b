"""What a metric changed by from before a programme to after it, as a figure that can be counted again: of fewer than three months it is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.feature import Phrase
from bot.figures import signed_percent
from bot.named_figures import Measured
from handlers.outcomes import rules
from handlers.outcomes.settings import feature
from storage import kpi
from storage.connection import Db


def _change(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    """n is the months somebody has figures of, before or after, whichever are fewer; the figures are those that stood `as_of` a moment, where
    one is given, and those that stand now else."""
    metric = next((one for one in kpi.metrics(db, camp, "kpi") if one.id == inputs["metric"]), None)
    if metric is None:
        return Measured(None, 0)
    before, after = ([date.fromisoformat(month) for month in inputs[side]] for side in ("before", "after"))
    then = inputs.get("as_of")
    figures = kpi.figures_then(db, metric.id, datetime.fromisoformat(then)) if then else kpi.figures(db, metric.id)
    values = rules.of(figures, inputs["team"], inputs.get("without", ""))
    found = rules.compare(values, before, after)
    return Measured(None if found is None else found.change, rules.in_both(values, before, after))


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
    nothing=Phrase(zh="无基线或训后无数，比不了", en="no baseline, or nothing after it: there is nothing to compare"),
    of=Phrase(zh="前后各{n}个月", en="{n:month|months} before and after"),
)
