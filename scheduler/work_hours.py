"""Promised hours: the moment at which so many hours of work have passed, counted on workdays only."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from scheduler.calendar import Calendar

BEGINS, ENDS = time(9), time(18)
"""The hours of a workday in which an answer is waited for."""


def due(asked: datetime, hours: int, zone: tzinfo, calendar: Calendar) -> datetime:
    """The moment at which so many work hours have passed, an aware instant in `zone`.

    What is asked in the evening or on a day off begins to wait at nine of the next workday.
    """
    left = timedelta(hours=hours)
    local = asked.astimezone(zone)
    day = local.date()
    while True:
        day = calendar.on_or_after(day)
        opens, closes = (datetime.combine(day, at, zone) for at in (BEGINS, ENDS))
        begun = max(local, opens)
        if begun < closes:
            if left <= closes - begun:
                return begun + left
            left -= closes - begun
        day += timedelta(days=1)
