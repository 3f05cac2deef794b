"""The questions of a stretch of days: how many, how many accepted, and how long they waited, in working hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from handlers.digest.report_period import ReportPeriod
from storage import archive, heat, reports
from storage.connection import Db

WORK = (time(9), time(18))
"""The hours of a workday in which an answer is waited for."""


def asked(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """The questions of the span, and the entry of the archive that warmed most people in it."""
    rows = reports.questions(reader, span.camp.id, *span.moments)
    by_then = [(row.asked_at, row.answered_at) for row in rows if row.answered_at is not None and row.answered_at <= span.now]
    waits = [work_minutes(asked_at, answered_at, span) for asked_at, answered_at in by_then]
    warm = heat.ranking(heat.counts(reader, span.camp.id, span.first, span.last), span.last)
    return {
        "questions": len(rows),
        "accepted": sum(row.accepted_at is not None and row.accepted_at <= span.now for row in rows),
        "answered_in": _median(waits),
        "hottest": archive.get(reader, warm[0].entry).code if warm else "",
    }


def work_minutes(begun: datetime, ended: datetime, span: ReportPeriod) -> int:
    """Minutes between two moments that fall into the working hours of a workday."""
    here = span.camp.zone
    days = span.known.workdays(begun.astimezone(here).date(), ended.astimezone(here).date())
    hours = ((datetime.combine(day, WORK[0], here), datetime.combine(day, WORK[1], here)) for day in days)
    worked = sum((max(min(ended, last) - max(begun, first), timedelta(0)) for first, last in hours), timedelta(0))
    return worked // timedelta(minutes=1)


def _median(values: Sequence[int]) -> int | None:
    """The middle one, of two middle ones their mean rounded half up."""
    ordered, middle = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle] + 1) // 2
