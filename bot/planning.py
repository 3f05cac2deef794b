"""Which rhythms stand on the agenda: each camp's, and the house's own; and what a due row means when its moment has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.feature import Job
from bot.membership import Camp, camp_of
from scheduler import rhythm
from scheduler.calendar import Calendar, of_settings
from storage import agenda, camps
from storage.connection import Db

HOUSE = "house:0"
PLAIN = Calendar("")


def plan_camp(db: Db, jobs: Iterable[Job], camp: Camp, now: datetime) -> datetime | None:
    """Plans every rhythm of a camp anew: it was opened, or what it goes by has changed. Gives the nearest moment."""
    moments = [_plan(db, job, f"camp:{camp.id}", camp, _after(job, camp, now, camp.zone)) for job in jobs if _is_camps(job)]
    return min((moment for moment in moments if moment is not None), default=None)


def plan_missing(db: Db, jobs: Iterable[Job], now: datetime, zone: ZoneInfo) -> None:
    """At the start: what a new version brought is put on the agenda, what stands there is left alone."""
    for job, subject, camp in _all(db, list(jobs)):
        if agenda.planned(db, job.name, subject) is None:
            _plan(db, job, subject, camp, _after(job, camp, now, camp.zone if camp else zone))


def turn(job: Job, camp: Camp | None, due_at: datetime, now: datetime, zone: ZoneInfo) -> rhythm.Turn:
    """The occurrence to run now (None: too late for it) and the next due moment."""
    assert job.rhythm is not None
    return rhythm.turn(job.rhythm(camp), due_at, now, job.late, camp.zone if camp else zone, _calendar(camp))


def _all(db: Db, jobs: list[Job]) -> Iterator[tuple[Job, str, Camp | None]]:
    for job in jobs:
        if job.of_house:
            yield job, HOUSE, None
    for camp in map(camp_of, camps.every(db)):
        for job in jobs:
            if camp is not None and _is_camps(job):
                yield job, f"camp:{camp.id}", camp


def _is_camps(job: Job) -> bool:
    return job.rhythm is not None and not job.of_house


def _after(job: Job, camp: Camp | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    assert job.rhythm is not None
    moment: datetime | None = job.rhythm(camp).after(now, zone, _calendar(camp))
    return moment


def _plan(db: Db, job: Job, subject: str, camp: Camp | None, moment: datetime | None) -> datetime | None:
    agenda.plan(db, job.name, subject, moment, camp=camp.id if camp else None)
    return moment


def _calendar(camp: Camp | None) -> Calendar:
    return of_settings(camp.settings) if camp else PLAIN
