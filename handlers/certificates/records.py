"""Certificates as learning records: those that are valid, for what they were issued."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import Camp
from bot.learning_record import Activity, ActivityType, Did, Learned, RecordSource
from handlers.certificates.settings import feature
from storage import learning_records
from storage.connection import Db
from storage.learning_records import CERTIFICATES, RecordSpan


def _of(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[Learned]:
    for row in learning_records.rows(reader, CERTIFICATES, stretch):
        yield Learned(
            row.number,
            row.person,
            row.member,
            row.at,
            Did.EARNED,
            Activity(f"certificate/{row.number}", ActivityType.CERTIFICATE, row.reason),
        )


feature.learning_record(RecordSource("certificate", _of))
