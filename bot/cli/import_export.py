"""Files in and out of a camp for the shell: each kind with the chat's own reading and writing, a transaction at most 50 ms or so long.

A kind says how its file is read, what of it one transaction takes, and what taking that in changes; a dry run takes the same
in and rolls back. It also says which file endings it can be written as.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.cli import members_file
from bot.cli.members_file import Change
from bot.membership import Camp
from bot.phrases import Line, Refusal
from storage import archive, audit
from storage.connection import Db

AT_ONCE = 50
"""Questions or people to one transaction."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file, read: its slices, and a sentence with the row's number for each thing that cannot be taken in."""

    slices: Sequence[Any]
    faults: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FileKind:
    """What can be carried. `read` is given a file's bytes and its name without the ending, and raises Refusal for a file of another
    kind; `write` is given one of `endings`, without the dot.
    """

    read: Callable[[bytes, str], ParsedFile]
    take_in: Callable[[Db, Camp, Any, datetime], Change]
    write: Callable[[Db, Camp, str, str], bytes]
    endings: tuple[str, ...]

    def ending(self, file: Path) -> str | None:
        """What the file's name says it is to be written as; None for what cannot be."""
        ending = file.suffix.lower().removeprefix(".")
        return ending if ending in self.endings else None


def take_in(db: Db, kind: str, camp: Camp, reading: ParsedFile, *, write: bool, at: datetime) -> Change:
    """Takes a file in, slice by slice, and says so in the camp's audit; without `write` each slice is undone again."""
    change = Change()
    for some in reading.slices:
        _begin(db)
        change += KINDS[kind].take_in(db, camp, some, at)
        db.execute("COMMIT" if write else "ROLLBACK")
    if write and (change.new or change.updated):
        _begin(db)
        audit.note(db, camp.id, None, "import", {"kind": kind, "new": change.new, "updated": change.updated}, at=at)
        db.execute("COMMIT")
    return change


def _begin(db: Db) -> None:
    db.execute("BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN")


def _sliced(things: Sequence[Any]) -> list[Sequence[Any]]:
    return [things[start : start + AT_ONCE] for start in range(0, len(things), AT_ONCE)]


# ── members ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_members(data: bytes, name: str) -> ParsedFile:
    read = members_file.read(data)
    return ParsedFile(_sliced(read.entries), read.faults)


def _take_members(db: Db, camp: Camp, entries: Sequence[members_file.RosterRow], at: datetime) -> Change:
    return members_file.take_in(db, camp.id, entries, day=at.astimezone(camp.zone).date(), at=at)


def _write_members(db: Db, camp: Camp, ending: str, language: str) -> bytes:
    return members_file.write(db, camp.id, ending, language)


# ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_questions(data: bytes, name: str) -> ParsedFile:
    from handlers.quiz.bank.reading import read

    found = read(data)
    if found.format is None:
        raise Refusal(found.faults[0].line())
    slices = [replace(found, found=tuple(some)) for some in _sliced(found.found)]
    return ParsedFile(slices, tuple(fault.line() for fault in found.faults))


def _take_questions(db: Db, camp: Camp, reading: Any, at: datetime) -> Change:
    from handlers.quiz.bank import upsert

    plan = upsert.take_in(db, camp.id, reading, "", at=at)
    return Change(len(plan.new), len(plan.changed), plan.unchanged)


def _write_questions(db: Db, camp: Camp, ending: str, language: str) -> bytes:
    from handlers.quiz.bank import upsert
    from handlers.quiz.bank.formats import FILE_ENDINGS

    format = next(one for one, known in FILE_ENDINGS.items() if known == f".{ending}")
    return upsert.give_out(db, camp.id, format, language)


# ── lessons ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_lessons(data: bytes, name: str) -> ParsedFile:
    from handlers.lessons.reading import read

    found = read(data)
    if not found.drafts and found.faults and not found.faults[0].row:
        raise Refusal(found.faults[0].line())
    return ParsedFile([found] if found.drafts else [], tuple(fault.line() for fault in found.faults))


def _take_lessons(db: Db, camp: Camp, reading: Any, at: datetime) -> Change:
    from handlers.lessons import upsert
    from handlers.lessons.importing import COURSE

    drafts = upsert.in_course(reading.drafts, COURSE().to(camp.language))
    plan = upsert.plan(drafts, upsert.stored(db, camp.id))
    if writes := [upsert.row(draft) for draft in (*plan.new, *plan.changed)]:
        upsert.put(db, camp, writes, reading.starts, at=at)
    return Change(len(plan.new), len(plan.changed), plan.unchanged)


def _write_lessons(db: Db, camp: Camp, ending: str, language: str) -> bytes:
    from handlers.lessons import upsert
    from handlers.lessons.exporting import WRITERS

    return WRITERS[ending](upsert.stored(db, camp.id).values())


# ── questions and answers ────────────────────────────────────────────────────────────────────────────────────────────


def _read_qa(data: bytes, name: str) -> ParsedFile:
    from handlers.qa import importing, sheets

    found = sheets.read(data, name)
    return ParsedFile(list(importing.slices(found.rows)), found.faults)


def _take_qa(db: Db, camp: Camp, rows: Sequence[Any], at: datetime) -> Change:
    from handlers.qa import importing

    plan = importing.plan(db, camp.id, rows)
    archive.bring_in(db, camp.id, rows, by=None, at=at)
    return Change(plan.new, plan.changed, plan.same)


def _write_qa(db: Db, camp: Camp, ending: str, language: str) -> bytes:
    from handlers.qa import sheets
    from handlers.qa.exporting import rows_of

    return sheets.write(rows_of(db, camp.id), ending, language)


KINDS: Mapping[str, FileKind] = {
    "questions": FileKind(_read_questions, _take_questions, _write_questions, ("xlsx", "csv", "gift", "txt", "xml")),
    "lessons": FileKind(_read_lessons, _take_lessons, _write_lessons, ("md", "csv", "xlsx")),
    "qa": FileKind(_read_qa, _take_qa, _write_qa, ("xlsx", "csv")),
    "members": FileKind(_read_members, _take_members, _write_members, ("xlsx", "csv")),
}
