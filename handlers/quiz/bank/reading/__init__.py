"""A file somebody sent to questions that can be imported and one clear sentence for everything that cannot.

`read` is to be called in a task: it may take seconds. What a file is, is decided by what is in it, never by its name.
"""

from __future__ import annotations

from bot.phrases import Line, Phrase, Refusal
from handlers.quiz.bank import questions
from handlers.quiz.bank.formats import Format
from handlers.quiz.bank.reading import aiken, faults, gift, moodle, spreadsheet, tables
from handlers.quiz.bank.reading.outcome import (
    FILE_LIMIT,
    QUESTIONS_LIMIT,
    ParsedBank,
    ParsedQuestion,
    Remark,
    Sink,
    place,
)
from handlers.quiz.bank.reading.text import decoded

__all__ = ["FILE_LIMIT", "QUESTIONS_LIMIT", "ParsedBank", "ParsedQuestion", "Remark", "read"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream a workbook with a password keeps its parts in (MS-OFFCRYPTO 1.3.3)."""
_SIGNATURES: tuple[tuple[bytes, Phrase], ...] = (
    (b"%PDF", faults.PDF),
    (b"\x89PNG", faults.PICTURE),
    (b"\xff\xd8\xff", faults.PICTURE),
    (b"GIF8", faults.PICTURE),
    (b"Rar!", faults.ARCHIVE),
    (b"7z\xbc\xaf", faults.ARCHIVE),
    (b"\x1f\x8b", faults.ARCHIVE),
)


def read(data: bytes) -> ParsedBank:
    """The reading of a file, at most `FILE_LIMIT` bytes and `QUESTIONS_LIMIT` questions of it.

    Nothing raises: what cannot be read at all is a reading with one fault and no row.
    """
    try:
        format, sink = _read(data)
    except Refusal as no:
        return _refused(no.line)
    if not sink.found and not sink.faults:
        return _refused(faults.NO_QUESTIONS())
    found, twice = _without_repeats(sink.found)
    remarks = sorted([*sink.faults, *twice], key=lambda remark: (remark.sheet, remark.row or 0))
    return ParsedBank(format, tuple(found), tuple(remarks), tuple(sink.notes), sink.heads)


def _refused(reason: Line) -> ParsedBank:
    return ParsedBank(None, faults=(Remark(reason),))


def _read(data: bytes) -> tuple[Format, Sink]:
    if not data.strip():
        raise Refusal(faults.EMPTY_FILE)
    if len(data) > FILE_LIMIT:
        raise Refusal(faults.TOO_BIG(size=-(-len(data) // (1 << 20)), limit=FILE_LIMIT >> 20))
    if data.startswith(_ZIP):
        if other := spreadsheet.what(data):
            raise Refusal(faults.NOT_A_BANK(what=other))
        return Format.XLSX, tables.read_xlsx(data)
    if data.startswith(_OLE):
        raise Refusal(faults.PASSWORD if _ENCRYPTED in data else faults.OTHER_TABLE)
    if known := next((name for signature, name in _SIGNATURES if data.startswith(signature)), None):
        raise Refusal(faults.NOT_A_BANK(what=known))
    return _read_text(decoded(data))


def _read_text(text: str) -> tuple[Format, Sink]:
    if not text.strip("\ufeff \r\n\t"):
        raise Refusal(faults.EMPTY_FILE)
    if text.lstrip("\ufeff \r\n\t")[:15].lower().startswith(("<html", "<!doctype html")):
        raise Refusal(faults.NOT_A_BANK(what=faults.WEB_PAGE))
    if moodle.looks_right(text):
        return Format.MOODLE_XML, moodle.read(text)
    if tables.is_table(text):
        return Format.CSV, tables.read_csv(text)
    if aiken.looks_right(text):
        return Format.AIKEN, aiken.read(text)
    if gift.looks_right(text):
        return Format.GIFT, gift.read(text)
    raise Refusal(faults.UNKNOWN_FORMAT)


def _without_repeats(found: list[ParsedQuestion]) -> tuple[list[ParsedQuestion], list[Remark]]:
    """The first of every stem, and a remark for each row that says the same again."""
    first: dict[str, ParsedQuestion] = {}
    twice = []
    for one in found:
        seen = first.setdefault(questions.fingerprint(one.question), one)
        if seen is not one:
            reason = faults.SAME_STEM(place=place(seen.row, seen.sheet))
            twice.append(Remark(reason, one.row, one.sheet, one.source))
    return list(first.values()), twice
