"""Questions put on the shelf: what is new or reads differently is written, the rest left alone. The chat and the shell do it alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.quiz.bank.formats import Format
from handlers.quiz.bank.importing import BankChanges, plan
from handlers.quiz.bank.questions import Question, fingerprint, from_plain, to_plain
from handlers.quiz.bank.reading import ParsedBank
from handlers.quiz.bank.writing import write
from storage import bank
from storage.connection import Db


def put(db: Db, camp: int, import_id: int, questions: Sequence[Question], format: Format, *, at: datetime) -> BankChanges:
    """Writes questions read from a file of this format under an import; gives what of them was new, different or neither."""
    stored: dict[str, Question] = {}
    for question in questions:
        print_ = fingerprint(question)
        known = bank.by_fingerprint(db, camp, print_)
        if known is not None and known.retired_at is None:
            stored[print_] = from_plain(known.plain)
    planned = plan(questions, stored, format)
    new = [(fingerprint(one), to_plain(one), None) for one in planned.new]
    changed = [(print_, to_plain(one), to_plain(stored[print_])) for one in planned.changed if (print_ := fingerprint(one))]
    bank.bring_in(db, camp, import_id, [*new, *changed], at=at)
    return planned


def take_in(db: Db, camp: int, reading: ParsedBank, file: str, *, at: datetime) -> BankChanges:
    """The same for a whole file at once, as the shell does; undone by rolling back."""
    assert reading.format is not None, "a file that could not be read has nothing to take in"
    import_id = bank.open_import(db, camp, file, at=at)
    return put(db, camp, import_id, [one.question for one in reading.found], reading.format, at=at)


def give_out(db: Db, camp: int, format: Format, language: str, tag: str | None = None) -> bytes:
    """The bank, or one tag of it, as a file; what the format cannot say is left out."""
    return write([from_plain(row.plain) for row in bank.everything(db, camp, tag)], format, language)
