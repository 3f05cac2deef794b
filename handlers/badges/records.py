"""Badges as learning records: who holds which, and since when."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import Camp
from bot.learning_record import Activity, ActivityType, Did, Learned, RecordSource
from handlers.badges.settings import feature
from storage import learning_records
from storage.connection import Db
from storage.learning_records import BADGES, RecordSpan


def _of(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[Learned]:
    for row in learning_records.rows(reader, BADGES, stretch):
        yield Learned(
            f"{row.member}:{row.row}",
            row.person,
            row.member,
            row.at,
            Did.EARNED,
            Activity(f"badge/{row.row}", ActivityType.BADGE, row.name),
        )


feature.learning_record(RecordSource("badge", _of))
