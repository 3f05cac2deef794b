"""A kind of record that a camp gives out and never takes in: 导出 and the shell write it piece by piece, for a stretch of days.

Who registers one with `feature.record_kind` gets 导出 and `python -m bot export` for it; neither is told anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import NamedTuple

from bot.file_kind import FileFormat, format_called
from bot.membership import Camp
from bot.phrases import Phrase
from storage.connection import Db
from storage.learning_records import RecordSpan

EARLIEST = date(2000, 1, 1)
"""Before any camp."""


class RecordPiece(NamedTuple):
    """A part of the file, and how many records it holds."""

    content: bytes
    holds: int


class RecordsAsked(NamedTuple):
    """What is asked for: whose records and of when, as what, in which language; `home` is this house's address among others."""

    camp: Camp
    stretch: RecordSpan
    format: FileFormat
    language: str
    home: str


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What one operation says of the records it gives out. `pieces` runs in tasks and at the shell, and may take minutes."""

    code: str
    """The shell's word: xapi."""
    name: Phrase
    words: tuple[str, ...]
    """What people call it, small letters."""
    formats: tuple[FileFormat, ...]
    file: Phrase
    """The name of its file, without the ending."""
    pieces: Callable[[Db, RecordsAsked], Iterator[RecordPiece]]

    def format(self, word: str) -> FileFormat | None:
        """The format people mean; the usual one where they name none."""
        return format_called(self.formats, word)


RECORD_KINDS: dict[str, RecordKind] = {}
"""Every kind there is, by its code: a process has imported the features before anybody asks."""


def stretch_of(camp: Camp, days: tuple[date, date] | None, today: date, member: int | None = None) -> RecordSpan:
    """From the first day to the end of the last, by the camp's clock; without days all there is."""
    first, last = days or (EARLIEST, today)
    return RecordSpan(camp.id, _midnight(camp, first), _midnight(camp, last + timedelta(days=1)), member)


def _midnight(camp: Camp, day: date) -> datetime:
    return datetime.combine(day, time(), camp.zone).astimezone(UTC)


def home_of(secret: bytes) -> str:
    """The address under which this house's people and activities are known elsewhere: the same for good, wherever it runs. It leads
    nowhere (RFC 2606) and tells nothing of the secret."""
    return f"https://{blake2b(b'learning records', key=secret[:64], digest_size=8).hexdigest()}.qunxue.invalid"
