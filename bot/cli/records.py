"""export xapi at a shell: records written as they are read, however many there are."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from bot.cli.file_commands import NO_ENDING, NOT_WRITTEN, open_camp
from bot.cli.output import fail, say
from bot.config import Settings, signing_key
from bot.phrases import Phrase

if TYPE_CHECKING:
    from bot.record_kind import RecordKind, RecordsAsked
    from storage.connection import Db

NO_DAYS = Phrase(zh="没看懂 {words} 是哪几天。试试：--days 5/6-5/9", en="{words} are no days. Try: --days 5/6-5/9")
WRITTEN = Phrase(
    zh="已写到 {file}：{n}条记录（{size} 字节）。", en="Written to {file}: {n:record|records} ({size:byte|bytes})."
)
SMALL_CACHE = "PRAGMA cache_size=-2000"
"""KiB: what is read once and in order needs no more."""


def export(settings: Settings, kind: RecordKind, file: Path, called: str, days: str) -> None:
    """Writes a camp's records of some days, or all of them; the ending of the file's name is the format. The file is there whole or not at
    all."""
    from bot.clock import SystemClock
    from bot.record_kind import RecordsAsked, home_of, stretch_of

    language = settings.bot.language
    format = next((one for one in kind.formats if one.ending == file.suffix.lower()), None)
    if format is None:
        fail(NO_ENDING(kind=kind.code, endings=[one.ending for one in kind.formats]).to(language), code=2)
    with open_camp(settings, called) as (db, camp):
        if db.is_sqlite:
            db.execute(SMALL_CACHE)
        today = SystemClock().now().astimezone(camp.zone).date()
        between = _days(settings, days, today)
        asked = RecordsAsked(camp, stretch_of(camp, between, today), format, language, home_of(signing_key(settings)))
        try:
            holds, size = _write(db, kind, asked, file)
        except OSError:
            fail(NOT_WRITTEN(file=str(file)).to(language))
    say(settings, WRITTEN(file=str(file), n=holds, size=size))


def _days(settings: Settings, words: str, today: date) -> tuple[date, date] | None:
    from scheduler.when import parse_past_days

    found = parse_past_days(words, today) if words else None
    if words and found is None:
        fail(NO_DAYS(words=words).to(settings.bot.language), code=2)
    return found


def _write(db: Db, kind: RecordKind, asked: RecordsAsked, file: Path) -> tuple[int, int]:
    """(records, bytes). Raises OSError."""
    holds = 0
    with NamedTemporaryFile("wb", dir=file.parent, delete=False) as draft:
        try:
            for piece in kind.pieces(db, asked):
                draft.write(piece.content)
                holds += piece.holds
            size = draft.tell()
            os.replace(draft.name, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(draft.name)
            raise
    return holds, size
