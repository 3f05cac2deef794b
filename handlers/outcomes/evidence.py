"""Level four of a Kirkpatrick report: how each expected figure changed over the programme, and in the same months a year ago."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.evidence import Evidenced
from bot.names import folded
from handlers.outcomes import rules
from handlers.outcomes.figures import CHANGE
from handlers.outcomes.settings import NAMES, feature
from storage import kpi, outcomes
from storage.connection import Db
from storage.kpi import KpiFigure

YEAR = 12
A_YEAR_AGO = "{about} 去年同月"


@feature.evidence(4)
def known(reader: Db, camp: int, first: date, last: date, now: datetime) -> Sequence[Evidenced]:
    """What was expected beforehand and is imported."""
    one = outcomes.standing(reader, camp)
    if one is None:
        return []
    before, after = rules.windows(one.starts_on, one.ends_on)
    earlier, later = ([rules.shifted(month, -YEAR) for month in months] for months in (before, after))
    metrics = {metric.folded: metric for metric in kpi.metrics(reader, camp, "kpi")}
    found = []
    for kind, said in outcomes.values(reader, one.id).items():
        metric = metrics.get(folded(said.metric))
        if metric is None:
            continue
        figures, about = kpi.figures_then(reader, metric.id, now), said.metric or NAMES[kind].zh
        whose: dict[str, Any] = {"metric": metric.id, "team": _team(figures), "as_of": now.isoformat()}
        found.append(Evidenced(CHANGE, whose | _months(before, after), about, is_whole=True))
        if rules.compare(rules.of(figures, whose["team"]), earlier, later) is not None:
            found.append(Evidenced(CHANGE, whose | _months(earlier, later), A_YEAR_AGO.format(about=about), is_whole=True))
    return found


def _team(figures: Sequence[KpiFigure]) -> str:
    """People where there are any; else the team, the first by name of several."""
    teams = sorted({one.team for one in figures if one.member is None})
    return teams[0] if teams and all(one.member is None for one in figures) else ""


def _months(before: Sequence[date], after: Sequence[date]) -> dict[str, Any]:
    return {"before": [f"{month}" for month in before], "after": [f"{month}" for month in after]}
