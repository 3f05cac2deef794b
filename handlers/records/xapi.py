"""导出 xapi: a camp's learning as statements of xAPI 1.0.3, a line each, for any learning record store."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import Camp, Phrase
from bot.file_kind import FileFormat
from bot.learning_record import Activity, ActivityType, learned
from bot.record_kind import RecordKind, RecordPiece, RecordsAsked
from handlers.records.settings import feature
from handlers.records.statements import line
from storage.connection import Db

JSONL = FileFormat(("jsonl", "xapi", "json"), ".jsonl")


def course_of(camp: Camp) -> Activity:
    """What everything was learned in: the camp."""
    return Activity(f"camp/{camp.id}", ActivityType.COURSE, camp.name)


def _pieces(reader: Db, asked: RecordsAsked) -> Iterator[RecordPiece]:
    camp = asked.camp
    within = course_of(camp)
    for source, fact in learned(reader, camp, asked.stretch):
        yield RecordPiece(line(asked.home, within, camp.language, source, fact), 1)


feature.record_kind(
    RecordKind(
        "xapi",
        name=Phrase(zh="xapi", en="xapi"),
        words=("xapi", "x-api", "学习记录", "学习数据", "statements", "learning records", "records"),
        formats=(JSONL,),
        file=Phrase(zh="statements", en="statements"),
        pieces=_pieces,
    )
)
