"""Files in and out of a camp for the shell: what each kind of file says of itself, with transactions of the shell's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.discovery import find_features
from bot.documents import number_ranges
from bot.documents.document import Document
from bot.documents.parsed import Parsed
from bot.feature import Role
from bot.file_kind import By, Changes, FileFormat, FileKind, Overwrite
from bot.membership import Camp
from bot.record_kind import RECORD_KINDS, RecordKind
from bot.router import Router
from storage import audit
from storage.connection import Db

THE_SHELL = By(None, Role.OWNER)


@cache
def file_kinds() -> Mapping[str, FileKind]:
    """Every kind of file, by the shell's word for it."""
    return Router(find_features(), "").file_kinds


def record_kinds() -> Mapping[str, RecordKind]:
    """Every kind of record, by the shell's word for it."""
    file_kinds()
    return RECORD_KINDS


def read(db: Db, kind: FileKind, camp: Camp, file: Path) -> Parsed[Any]:
    """A file of a kind, as the camp understands it. Raises OSError."""
    return kind.check(db, camp, kind.read(Document(file.read_bytes(), file.name), camp))


def plan(db: Db, kind: FileKind, camp: Camp, parsed: Parsed[Any]) -> Changes:
    """What taking it in would change."""
    return kind.plan(db, camp, parsed.values)


def write(
    db: Db, kind: FileKind, camp: Camp, parsed: Parsed[Any], name: str, overwrites: Sequence[Overwrite], *, at: datetime
) -> Changes:
    """Takes it in with what it overwrites, slice by slice, and says so in the camp's audit."""
    agreed = number_ranges.written(one.number for one in overwrites)
    changes, kept = Changes(), {"number": None, "file": name, "name": name, "agreed": agreed}
    for some in slices(kind, parsed):
        _begin(db)
        written = kind.write(db, camp, some, kept, THE_SHELL, at)
        db.execute("COMMIT")
        changes, kept = changes.plus(written.changes), written.kept
    if changes.new or changes.changed:
        _begin(db)
        detail = {"kind": kind.code, "new": changes.new, "changed": changes.changed}
        audit.note(db, camp.id, None, "import", detail, at=at)
        db.execute("COMMIT")
    return changes


def slices(kind: FileKind, parsed: Parsed[Any]) -> list[list[Any]]:
    """What one transaction takes, packed."""
    return kind.slices([kind.pack(value) for value in parsed.values])


def format_of(kind: FileKind, file: Path) -> FileFormat | None:
    """What the file's name says it is to be written as; None for what cannot be."""
    return next((format for format in kind.formats if format.ending == file.suffix.lower()), None)


def _begin(db: Db) -> None:
    db.execute("BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN")
