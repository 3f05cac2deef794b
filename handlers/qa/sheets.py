"""Questions and answers as a table: read from csv or xlsx with a sentence for each row that cannot be taken, and written to be read again."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.phrases import Line, Phrase, Refusal
from handlers.qa.tags import tags
from storage.archive import Brought
from storage.search.postings import spell

MOST = 50_000
"""Rows one file may bring."""
HEAD_ROWS = 10
"""How far down a table's heads may stand: above them people put titles and instructions."""
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

EMPTY = Phrase(zh="文件是空的。", en="The file is empty.")
UNREADABLE = Phrase(zh="文件打不开，请重新保存再发。", en="The file cannot be opened. Please save it again and resend it.")
NOT_TEXT = Phrase(zh="看不出文字编码。请另存为 UTF-8 再发。", en="The text's encoding is unknown. Please save it as UTF-8.")
NOT_QA = Phrase(
    zh="没看出是问答：表格第一行要有“问题”和“答案”两列。",
    en="No answers found: the first row needs the columns question and answer.",
)
TOO_MANY = Phrase(
    zh="一次最多{most}条，这个文件有{count}条。请拆成几个文件。", en="At most {most} rows at once; this file has {count}."
)
NO_QUESTION = Phrase(zh="第{row}行 问题为空", en="row {row}: no question")
NO_ANSWER = Phrase(zh="第{row}行 答案为空", en="row {row}: no answer")
NOT_FOUND_BY = Phrase(zh="第{row}行 问题里没有可以搜到的字", en="row {row}: nothing could be found by that question")
TOO_LONG = Phrase(
    zh="第{row}行 {what}有{length}字，最多{most}字", en="row {row}: {what} has {length} characters, at most {most}"
)
TWICE = Phrase(zh="第{row}行 问题与第{first}行相同", en="row {row}: the same question as row {first}")

_FORMULA, _GUARD = re.compile(r"'*[=+\-@]"), re.compile(r"^'(?='*[=+\-@])")
"""What a spreadsheet would reckon with; an apostrophe before it keeps it words, and is taken off again."""
_BETWEEN = re.compile(r"[\n;；]")


@dataclass(frozen=True, slots=True)
class ParsedAnswers:
    """A file, read: what can be taken in, and a sentence for each row that cannot."""

    rows: tuple[Brought, ...]
    faults: tuple[Line, ...]


def read(data: bytes, source: str) -> ParsedAnswers:
    """The reading of a csv or xlsx file; rows that name no source are from `source`. Raises Refusal for any other file."""
    if not data.strip():
        raise Refusal(EMPTY)
    head, rows = _headed(_sheets(data) if data.startswith(b"PK") else [_table(data)])
    found: list[Brought] = []
    faults: list[Line] = []
    seen: dict[int, int] = {}
    for number, cells in rows:
        given = {name: cell.strip() for name, cell in zip(head, cells, strict=False) if name and cell.strip()}
        if not given:
            continue
        try:
            found.append(_row(number, given, source, seen))
        except Refusal as no:
            faults.append(no.line)
    if len(found) > MOST:
        raise Refusal(TOO_MANY(most=MOST, count=len(found)))
    return ParsedAnswers(tuple(found), tuple(faults))


def _row(number: int, given: dict[str, str], source: str, seen: dict[int, int]) -> Brought:
    question, answer = given.get("question", ""), given.get("answer", "")
    if not question:
        raise Refusal(NO_QUESTION(row=number))
    if not answer:
        raise Refusal(NO_ANSWER(row=number))
    for name, most in (("question", LONGEST_QUESTION), ("answer", LONGEST_ANSWER), ("author", LONGEST_NAME)):
        if (length := len(given.get(name, ""))) > most:
            raise Refusal(TOO_LONG(row=number, what=COLUMNS[name], length=length, most=most))
    spelled = spell(question)
    if not spelled.tokens.pairs:
        raise Refusal(NOT_FOUND_BY(row=number))
    if (first := seen.setdefault(spelled.fingerprint, number)) != number:
        raise Refusal(TWICE(row=number, first=first))
    aliases = [words.strip()[:LONGEST_QUESTION] for words in _BETWEEN.split(given.get("aliases", "")) if words.strip()]
    return Brought(
        question, answer, tags(given.get("tags", "")), given.get("author"), given.get("source", source), tuple(aliases)
    )


def _headed(tables: Iterable[Sequence[Sequence[str]]]) -> tuple[list[str], Iterator[tuple[int, Sequence[str]]]]:
    """The columns of the first table with a question and an answer, and its rows numbered as people count them."""
    for rows in tables:
        for place, cells in enumerate(rows[:HEAD_ROWS]):
            head = [HEADS.get(unicodedata.normalize("NFKC", cell).strip().casefold(), "") for cell in cells]
            if {"question", "answer"} <= set(head):
                return head, enumerate(rows[place + 1 :], place + 2)
    raise Refusal(NOT_QA)


def _table(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    first = text.lstrip("\ufeff\n").partition("\n")[0]
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=max(",\t;", key=first.count))
    return [[_GUARD.sub("", cell) for cell in row] for row in rows]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise Refusal(NOT_TEXT)


def _sheets(data: bytes) -> Iterator[list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield [[_cell(value) for value in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    except (CalamineError, ValueError, OSError):
        raise Refusal(UNREADABLE) from None


def _cell(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

ENDINGS = ("xlsx", "csv")


def write(rows: Iterable[Brought], ending: str, language: str) -> bytes:
    """The rows as one of `ENDINGS`, its heads in `language`; read again they are the same."""
    heads = [column().to(language) for column in COLUMNS.values()]
    table = [heads, *map(_cells, rows)]
    return _xlsx(table, SHEET().to(language)) if ending == "xlsx" else _csv(table)


def _cells(row: Brought) -> list[str]:
    return [row.question, row.answer, ";".join(row.tags), row.author or "", row.source, "\n".join(row.aliases)]


def _csv(table: Iterable[Sequence[str]]) -> bytes:
    """With a byte order mark, which spreadsheets need to read Chinese."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row] for row in table)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(table: Iterable[Sequence[str]], title: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in table:
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for cell in cells:
            cell.data_type = "s"  # words that begin like a formula stay words
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
