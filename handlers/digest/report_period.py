"""The stretch of days a report is about, and the moment it is counted as of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.feature import Camp
from bot.membership import camp_by_id
from scheduler import calendar
from scheduler.calendar import DAY, Calendar, week_of
from storage.connection import Db

CLOSES = time(9)
"""A week is closed on its following Monday at nine; leave entered later does not excuse."""


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """A camp and the days of it that are reported: `first` to `last`, both included, counted as of `now`."""

    camp: Camp
    first: date
    last: date
    now: datetime
    threshold: int

    @property
    def known(self) -> Calendar:
        return calendar.of_settings(self.camp.settings)

    @property
    def days(self) -> list[date]:
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]

    @property
    def workdays(self) -> list[date]:
        return self.known.workdays(self.first, self.last)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its first midnight, and the one after its last day, or the moment it is counted where that comes before: what happens
        afterwards is no part of what was reported."""
        return self.midnight(self.first), min(self.midnight(self.last + DAY), self.now + timedelta.resolution)

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.camp.zone)


def span_of(reader: Db, camp_id: int, first: date, last: date, *, now: datetime, threshold: int) -> ReportPeriod:
    return ReportPeriod(camp_by_id(reader, camp_id), first, last, now, threshold)


def closes(span: ReportPeriod, day: date) -> datetime:
    """When the week of a day is closed."""
    return datetime.combine(week_of(day)[1] + DAY, CLOSES, span.camp.zone)
