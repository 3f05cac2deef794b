"""Exams as learning records: each sitting with its score, passed or not; a test before or after is finished, whatever its score."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from bot.feature import Camp
from bot.learning_record import Activity, ActivityType, Did, Learned, RecordSource
from handlers.quiz.exam.settings import feature
from storage import learning_records
from storage.connection import Db
from storage.learning_records import SITTINGS, RecordSpan


def _of(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[Learned]:
    for row in learning_records.rows(reader, SITTINGS, stretch):
        score = Fraction(row.earned, row.out_of) if row.out_of else Fraction(0)
        is_passed = None if row.role != "exam" or row.pass_mark is None else score * 100 >= row.pass_mark
        yield Learned(
            f"{row.row}:{row.earned}/{row.out_of}:{row.pass_mark}",
            row.person,
            row.member,
            row.at,
            {None: Did.COMPLETED, True: Did.PASSED, False: Did.FAILED}[is_passed],
            Activity(f"exam/{row.exam}", ActivityType.TEST, row.name),
            success=is_passed,
            score=score,
            took_ms=(row.at - row.started_at) // timedelta(milliseconds=1),
        )


feature.learning_record(RecordSource("sitting", _of))
