"""A file somebody sent to questions that can be imported and one clear sentence for everything that cannot.

`read` is to be called in a task: it may take seconds. What a file is, is decided by what is in it, never by its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.documents import error_table
from bot.documents import faults as file_faults
from bot.documents.document import Document, FileType
from bot.documents.error_table import FaultySource
from bot.documents.parsed import Item, Parsed, Remark, place
from bot.phrases import Refusal
from handlers.quiz.bank import questions
from handlers.quiz.bank.formats import Format
from handlers.quiz.bank.questions import Question
from handlers.quiz.bank.reading import aiken, bank_lines, faults, gift, moodle, tables, text_bank, word_bank
from handlers.quiz.bank.reading.outcome import QUESTIONS_LIMIT, QuestionSink

__all__ = ["QUESTIONS_LIMIT", "read", "sign"]


def read(document: Document) -> Parsed[Question]:
    """The questions of a file, at most `QUESTIONS_LIMIT`. Nothing raises: what cannot be read at all has one fault and no row."""
    try:
        format, sink = _read(document)
    except Refusal as no:
        return Parsed.refused(no.line)
    if not sink.items and not sink.faults:
        return Parsed.refused(faults.NO_QUESTIONS())
    sink.items, twice = _without_repeats(sink.items)
    sink.faults += twice
    return sink.parsed(format)


def sign(document: Document) -> Fraction:
    """How surely a file holds questions: by its heads, or as a text of one of the formats nothing else is written in."""
    if document.type is FileType.WORD:
        return word_bank.sign(document)
    if not document.is_table:
        return Fraction(0)
    if known := tables.share_known(document.sheets):
        return known
    if error_table.sources(document):
        return Fraction(1, 2)
    is_text = document.type is FileType.TEXT
    return Fraction(is_text and any(format.looks_right(document.text) for format in (moodle, aiken, gift, text_bank)))


def _read(document: Document) -> tuple[Format, QuestionSink]:
    match document.type:
        case FileType.WORKBOOK if sources := error_table.sources(document):
            return _read_sources(sources)
        case FileType.WORKBOOK:
            return Format.XLSX, tables.read_workbook(document)
        case FileType.TEXT:
            return _read_text(document)
        case FileType.WORD:
            return Format.CSV, word_bank.read(document)
        case other:
            raise Refusal(file_faults.NOT_READ(what=other.value))


def _read_sources(sources: Sequence[FaultySource]) -> tuple[Format, QuestionSink]:
    """The questions of a table of faults sent back that has each as the text it was."""
    format, sink = Format.CSV, QuestionSink()
    for source in sources:
        format = _read_source(source, sink) or format
    return format, sink


def _read_source(source: FaultySource, sink: QuestionSink) -> Format | None:
    """Reads a text that stands in a row of a table; gives what it is."""
    text, number = source.text, source.row
    try:
        format, inside = _read_text(Document(text.encode()))
    except Refusal as no:
        sink.fault(no.line, number, source=(text,))
        return None
    for item in inside.items:
        sink.keep(item.value, number, source=(text,))
    for fault in inside.faults:
        sink.fault(fault.reason, number, source=(text,))
    for note in inside.notes:
        sink.note(note.reason, number)
    return format


def _read_text(document: Document) -> tuple[Format, QuestionSink]:
    """A text or Word bank says as much of a question as a table of commas does: what it leaves out is no change."""
    text = document.text
    if moodle.looks_right(text):
        return Format.MOODLE_XML, moodle.read(text)
    if tables.is_table(text):
        return Format.CSV, tables.read_text(document)
    if aiken.looks_right(text):
        return Format.AIKEN, aiken.read(text)
    if gift.is_sure(text):
        return Format.GIFT, gift.read(text)
    if text_bank.looks_right(text):
        return Format.CSV, text_bank.read(bank_lines.from_text(text))
    if gift.looks_right(text):
        return Format.GIFT, gift.read(text)
    raise Refusal(faults.UNKNOWN_FORMAT)


def _without_repeats(found: list[Item[Question]]) -> tuple[list[Item[Question]], list[Remark]]:
    """The first of every stem, and a remark for each row that says the same again."""
    first: dict[str, Item[Question]] = {}
    twice = []
    for one in found:
        seen = first.setdefault(questions.fingerprint(one.value), one)
        if seen is not one:
            reason = faults.SAME_STEM(place=place(seen.row, seen.sheet))
            twice.append(Remark(reason, one.row, one.sheet, one.source))
    return list(first.values()), twice
