"""What a digest's day brings: who is flagged by which rules, and what came of the cases whose time has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.feature import Camp
from handlers.digest.care.learner_figures import learners, own_rules_of
from handlers.digest.care.own_rules import OwnRule
from handlers.digest.care.rules import QUIET_WORKDAYS, LearnerFigures, evidence, reasons, recovered
from handlers.digest.care.settings import bounds
from handlers.digest.report_period import ReportPeriod
from handlers.digest.settings import rhythm
from scheduler import calendar
from scheduler.calendar import DAY, Calendar
from scheduler.rhythm import on_the_clock
from storage import care
from storage.connection import Db


@dataclass(frozen=True, slots=True)
class Flagged:
    """Plain values for a task's result: [membership, reasons] of new cases, [case, outcome, evidence] of those that end."""

    new: list[list[Any]]
    closing: list[list[Any]]


def flagged(reader: Db, span: ReportPeriod, today: date) -> Flagged:
    """Who is to be flagged on a day, and the outcomes, as of the span's week."""
    own, known = own_rules_of(reader, span.camp.id), bounds(span.camp)
    everybody = {learner.membership: learner for learner in learners(reader, span, own)}
    lately = care.last_flags(reader, span.camp.id, quiet_since(span.known, today))
    open_ = care.open_cases(reader, span.camp.id)
    judged = {case.id: _outcome(case, everybody, own) for case in open_ if case.due_on <= today}
    closing = [[case, *result] for case, result in judged.items() if result is not None]
    left_alone = {case.membership for case in open_ if judged.get(case.id) is None} | set(lately)
    found = {member: reasons(one, known, own) for member, one in everybody.items() if member not in left_alone}
    return Flagged([[member, fired] for member, fired in found.items() if fired], closing)


def quiet_since(known: Calendar, today: date) -> date:
    """Who was flagged on this day or later is not flagged again today."""
    for _ in range(QUIET_WORKDAYS):
        today = known.previous_workday(today)
    return today + DAY


def due_on(camp: Camp, day: date) -> date:
    """When a case opened on a day is looked at again: with the first digest that comes five workdays later, or after that."""
    known, plan = calendar.of_settings(camp.settings), rhythm(camp)
    for _ in range(QUIET_WORKDAYS):
        day = known.next_workday(day)
    following = plan.after(on_the_clock(day - DAY, plan.at, camp.zone), camp.zone, known)
    return day if following is None else max(day, following.astimezone(camp.zone).date())


def _outcome(
    case: care.Case, everybody: Mapping[int, LearnerFigures], own: Sequence[OwnRule]
) -> tuple[str, dict[str, Any]] | None:
    """What the week says of a case: left, recovered or same, and by which numbers; None where it says nothing, and it stays open."""
    if case.membership not in everybody:
        return "left", {}
    learner = everybody[case.membership]
    is_well = recovered(case.reasons[0], learner, own)
    return None if is_well is None else ("recovered" if is_well else "same", evidence(case.reasons[0], learner))
