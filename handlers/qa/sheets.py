"""Questions and answers as a table: read from csv or xlsx with a sentence for each row that cannot be taken, and written to be read again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from bot.documents import delimited, headed_table
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed, Sink
from bot.documents.workbook import Workbook
from bot.phrases import Phrase, Refusal
from bot.tags import tags
from storage.archive import Brought
from storage.search.postings import spell

MOST = 50_000
"""Rows one file may bring."""
LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_NAME = 500, 4000, 40

COLUMNS = {
    "question": Phrase(zh="问题", en="question"),
    "answer": Phrase(zh="答案", en="answer"),
    "tags": Phrase(zh="标签", en="tags"),
    "author": Phrase(zh="作者", en="author"),
    "source": Phrase(zh="来源", en="source"),
    "aliases": Phrase(zh="其他问法", en="aliases"),
}
HEADS = {said: name for name, column in COLUMNS.items() for said in (column.zh, column.en)}
SHEET = Phrase(zh="问答", en="qa")

NOT_QA = Phrase(
    zh="没看出是问答：表格第一行要有“问题”和“答案”两列。",
    en="No answers found: the first row needs the columns question and answer.",
)
NO_ROWS = Phrase(zh="文件里没有问答。", en="There are no answers in the file.")
TOO_MANY = Phrase(
    zh="一次最多{limit}条，这个文件超过了。请拆成几个文件。", en="At most {limit:row|rows} at once; this file has more."
)
NO_QUESTION = Phrase(zh="问题为空", en="no question")
NO_ANSWER = Phrase(zh="答案为空", en="no answer")
NOT_FOUND_BY = Phrase(zh="问题里没有可以搜到的字", en="nothing could be found by that question")
TOO_LONG = Phrase(zh="{what}有{length}字，最多{most}字", en="{what} has {length:character|characters}, at most {most}")
TWICE = Phrase(zh="问题与第{first}行相同", en="the same question as row {first}")

_BETWEEN = re.compile(r"[\n;；]")


def sign(document: Document) -> Fraction:
    """How surely a file holds questions and answers: by its heads."""
    table = _find(document) if document.is_table else None
    return table.share_known if table else Fraction(0)


def read(document: Document) -> Parsed[Brought]:
    """The rows of a csv or xlsx file; those that name no source are from the file's name. Nothing raises: what cannot be read at
    all has one fault and no row."""
    sink: Sink[Brought] = Sink(MOST, TOO_MANY)
    try:
        table = _find(document)
        if table is None:
            raise Refusal(NOT_QA)
        _read_rows(table, document.stem, sink)
    except Refusal as no:
        return Parsed.refused(no.line)
    if not sink.items and not sink.faults:
        return Parsed.refused(NO_ROWS())
    headed_table.note_passed_over(document, table, sink)
    return sink.parsed("xlsx" if document.type is FileType.WORKBOOK else "csv")


def _find(document: Document) -> HeadedTable | None:
    return headed_table.find(document, lambda head: HEADS.get(head, ""), lambda columns: columns >= {"question", "answer"})


def _read_rows(table: HeadedTable, source: str, sink: Sink[Brought]) -> None:
    sink.heads[""] = table.heads
    seen: dict[int, int] = {}
    for number, given, cells in table.rows():
        try:
            row = _row(number, given, source, seen)
        except Refusal as no:
            sink.fault(no.line, number, source=cells)
        else:
            sink.keep(row, number, source=cells)


def _row(number: int, given: dict[str, str], source: str, seen: dict[int, int]) -> Brought:
    question, answer = given.get("question", ""), given.get("answer", "")
    if not question:
        raise Refusal(NO_QUESTION)
    if not answer:
        raise Refusal(NO_ANSWER)
    for name, most in (("question", LONGEST_QUESTION), ("answer", LONGEST_ANSWER), ("author", LONGEST_NAME)):
        if (length := len(given.get(name, ""))) > most:
            raise Refusal(TOO_LONG(what=COLUMNS[name], length=length, most=most))
    spelled = spell(question)
    if not spelled.tokens.pairs:
        raise Refusal(NOT_FOUND_BY)
    if (first := seen.setdefault(spelled.fingerprint, number)) != number:
        raise Refusal(TWICE(first=first))
    aliases = [words.strip()[:LONGEST_QUESTION] for words in _BETWEEN.split(given.get("aliases", "")) if words.strip()]
    return Brought(
        question, answer, tags(given.get("tags", "")), given.get("author"), given.get("source", source), tuple(aliases)
    )


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def write(rows: Iterable[Brought], language: str, *, as_workbook: bool) -> bytes:
    """The rows as an xlsx or a csv file, its heads in `language`; read again they are the same."""
    heads, cells = [column().to(language) for column in COLUMNS.values()], map(_cells, rows)
    if not as_workbook:
        return delimited.written([heads, *cells])
    book = Workbook()
    book.add(SHEET().to(language), heads, cells, wide=heads[:2])
    return book.saved()


def _cells(row: Brought) -> list[str]:
    return [row.question, row.answer, ";".join(row.tags), row.author or "", row.source, "\n".join(row.aliases)]
