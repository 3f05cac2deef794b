"""Events as learning records: who was there, in time or late."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import Camp
from bot.learning_record import Activity, ActivityType, Did, Learned, RecordSource
from handlers.events.settings import feature
from storage import learning_records
from storage.connection import Db
from storage.learning_records import ATTENDANCES, RecordSpan


def _of(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[Learned]:
    for row in learning_records.rows(reader, ATTENDANCES, stretch):
        yield Learned(
            f"{row.member}:{row.row}",
            row.person,
            row.member,
            row.at,
            Did.ATTENDED,
            Activity(f"event/{row.row}", ActivityType.MEETING, row.title),
        )


feature.learning_record(RecordSource("attendance", _of))
