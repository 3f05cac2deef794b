"""How far the camp's goals are, as the weekly digest says it: counted by us, or what somebody typed in."""

from __future__ import annotations

from bot import counters
from handlers.digest.figures import GoalProgress
from handlers.digest.report_period import ReportPeriod
from storage import goals
from storage.connection import Db

WHOLE = 100
"""A goal's numbers are hundredths."""


def gather(reader: Db, span: ReportPeriod) -> tuple[GoalProgress, ...]:
    """The goals in force that are not over before the span."""
    return tuple(
        GoalProgress(
            one.kind, one.metric, _value(reader, span, one), one.target, one.unit, one.due.isoformat(), one.counter is not None
        )
        for one in goals.in_force(reader, span.camp.id)
        if one.target is not None and one.due is not None and one.due >= span.first
    )


def _value(reader: Db, span: ReportPeriod, one: goals.Goal) -> int | None:
    if one.counter is None or one.counter not in counters.COUNTERS:
        return one.value
    since = one.set_at.astimezone(span.camp.zone).date()
    return counters.grown(reader, one.counter, one.subject, one.camp, base=one.base, since=since) * WHOLE
