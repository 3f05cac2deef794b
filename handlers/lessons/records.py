"""Lessons as learning records: each finished once, as part of its course."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import Camp
from bot.learning_record import Activity, ActivityType, Did, Learned, RecordSource
from handlers.lessons.settings import feature
from storage import learning_records
from storage.connection import Db
from storage.learning_records import LESSONS, RecordSpan


def _of(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[Learned]:
    for row in learning_records.rows(reader, LESSONS, stretch):
        yield Learned(
            f"{row.member}:{row.row}",
            row.person,
            row.member,
            row.at,
            Did.COMPLETED,
            Activity(f"lesson/{row.row}", ActivityType.LESSON, row.title),
            Activity(f"course/{row.course}", ActivityType.COURSE, row.course_name),
        )


feature.learning_record(RecordSource("lesson", _of))
