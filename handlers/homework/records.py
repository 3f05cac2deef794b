"""Homework as learning records: what was handed in and accepted."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import Camp
from bot.learning_record import Activity, ActivityType, Did, Learned, RecordSource
from handlers.homework.settings import feature
from storage import learning_records
from storage.connection import Db
from storage.learning_records import HAND_INS, RecordSpan


def _of(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[Learned]:
    for row in learning_records.rows(reader, HAND_INS, stretch):
        yield Learned(
            str(row.row),
            row.person,
            row.member,
            row.at,
            Did.COMPLETED,
            Activity(f"homework/{row.homework}", ActivityType.HOMEWORK, row.title),
        )


feature.learning_record(RecordSource("hand_in", _of))
