"""Stages as learning records: each that was passed and still stands."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import Camp
from bot.learning_record import Activity, ActivityType, Did, Learned, RecordSource
from handlers.path.settings import feature
from storage import learning_records
from storage.connection import Db
from storage.learning_records import STAGES, RecordSpan


def _of(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[Learned]:
    for row in learning_records.rows(reader, STAGES, stretch):
        yield Learned(
            str(row.row),
            row.person,
            row.member,
            row.at,
            Did.COMPLETED,
            Activity(f"stage/{row.stage}", ActivityType.STAGE, row.name),
        )


feature.learning_record(RecordSource("stage_pass", _of))
