"""Level four of a Kirkpatrick report: how each expected figure changed over the programme, and how far that is from a year ago and a control group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.evidence import Evidenced, EvidenceOf
from bot.feature import Phrase
from bot.names import folded
from handlers.outcomes import rules
from handlers.outcomes.figures import CHANGE, DIFFERENCE
from handlers.outcomes.settings import feature
from storage import kpi, outcomes
from storage.connection import Db
from storage.kpi import KpiMetric

YEAR = 12
A_YEAR_AGO = Phrase(zh="{about} 去年同月", en="{about}, the same months a year ago")
OF_CONTROL = Phrase(zh="{about} 对照组{team}", en="{about}, control group {team}")
OF_TEAM = Phrase(zh="{about} {team}", en="{about}, {team}")
OF_TEAM_AND_CONTROL = Phrase(zh="{about} {team} 对照组{control}", en="{about}, {team}, control group {control}")
SIDES = ("before", "after")


@feature.evidence(4)
def known(reader: Db, of: EvidenceOf) -> Sequence[Evidenced]:
    """What was expected beforehand, where any of it is imported."""
    one = outcomes.standing(reader, of.camp)
    if one is None:
        return []
    metrics = {metric.folded: metric for metric in kpi.metrics(reader, of.camp, "kpi")}
    expected = [(said.metric, metrics.get(folded(said.metric))) for said in outcomes.values(reader, one.id).values()]
    if not any(metric for _, metric in expected):
        return []
    windows = rules.windows(one.starts_on, one.ends_on)
    return [found for about, metric in expected for found in _compared(reader, of, about, metric, windows)]


def _compared(
    reader: Db, of: EvidenceOf, about: str, metric: KpiMetric | None, windows: tuple[list[date], list[date]]
) -> list[Evidenced]:
    """Everybody's, or all teams' but the control group's; then what they are held against and how far apart they are; then each team, held
    against the control group as well. A control group without figures says so."""
    whose: dict[str, Any] = {"metric": metric and metric.id, "team": "", "as_of": of.now.isoformat()}
    then = dict(zip(SIDES, ([f"{month}" for month in months] for months in windows), strict=True))
    if metric is None:
        return [Evidenced(CHANGE, whose | then, about, is_whole=True, days=_span(*windows))]
    figures = kpi.figures_then(reader, metric.id, of.now)
    has_people = any(it.member is not None for it in figures)
    known = sorted({it.team for it in figures if it.member is None})
    teams = [] if has_people else [team for team in known if team != of.control]
    whose |= {"team": teams[0]} if len(teams) == 1 else {"without": of.control} if of.control and not has_people else {}
    days = _span(*windows)
    found = [Evidenced(CHANGE, whose | then, about, is_whole=True, days=days)]
    earlier, later = ([rules.shifted(month, -YEAR) for month in months] for months in windows)
    if rules.compare(rules.of(figures, whose["team"], of.control), earlier, later) is not None:
        year_ago = {"before": [f"{month}" for month in earlier], "after": [f"{month}" for month in later]}
        other = {key: whose[key] for key in ("team", "without") if key in whose} | year_ago
        held_against = A_YEAR_AGO(about=about)
        found += [
            Evidenced(CHANGE, whose | year_ago, held_against, is_whole=True, days=_span(earlier, later)),
            Evidenced(DIFFERENCE, whose | then | {"other": other}, held_against, is_whole=True, days=days),
        ]
    control = {"team": of.control} | then
    if of.control:
        held_against = OF_CONTROL(about=about, team=of.control)
        found += [
            Evidenced(CHANGE, whose | control, held_against, is_whole=True, days=days),
            Evidenced(DIFFERENCE, whose | then | {"other": control}, held_against, is_whole=True, days=days),
        ]
    if len(teams) > 1:
        for team in teams:
            its = whose | then | {"team": team}
            found.append(Evidenced(CHANGE, its, OF_TEAM(about=about, team=team), days=days))
            if of.control:
                held_against = OF_TEAM_AND_CONTROL(about=about, team=team, control=of.control)
                found.append(Evidenced(DIFFERENCE, its | {"other": control}, held_against, days=days))
    return found


def _span(before: Sequence[date], after: Sequence[date]) -> tuple[date, date]:
    """From the first day of the first month to the last of the last."""
    return before[0], rules.shifted(after[-1], 1) - timedelta(days=1)
