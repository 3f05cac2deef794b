"""The application form as a kind of file: a question a row, written whole as a new version, given out so that it reads back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from bot.documents import delimited, headed_table
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed, Sink
from bot.documents.workbook import Workbook
from bot.feature import Camp, Phrase, Refusal
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Template, Written
from bot.names import folded
from handlers.recruiting import form
from handlers.recruiting.form import FormField
from handlers.recruiting.settings import feature
from storage import applications
from storage.connection import Db

COLUMNS = {
    "words": Phrase(zh="申请表题目", en="form question"),
    "kind": Phrase(zh="题型", en="kind"),
    "options": Phrase(zh="选项", en="options"),
}
HEADS = {said: name for name, column in COLUMNS.items() for said in (column.zh, column.en)}
SHEET = Phrase(zh="申请表", en="form")
NOT_ONE = Phrase(
    zh="没看出是申请表单：表格第一行要有“申请表题目”“题型”“选项”三列。",
    en="No application form found: the first row needs the columns form question, kind and options.",
)
NO_ROWS = Phrase(zh="文件里没有题。", en="There is no question in the file.")
TOO_MANY = Phrase(
    zh="表单最多{limit}题，这个文件超过了。", en="A form has at most {limit:question|questions}; this file has more."
)
NOTHING = Phrase(zh="还没有申请表单可导出。", en="There is no application form to export yet.")
NAME = Phrase(zh="申请表模板.xlsx", en="form_template.xlsx")
HOW = Phrase(
    zh="一行一题。题型写 单选、多选、是否、文字、数字，后面可以加 标签、选填；选项用 / 隔开。填好直接发给我。",
    en="A question a row. kind is single, multi, yes-no, text or number, and may be followed by tag or optional; options stand with / "
    "between them. Send it to me when it is filled in.",
)
EXAMPLES = {
    "zh": [
        "你的岗位？ [单选 标签] 新员工/骨干/高潜/管理者",
        "最想提升什么？ [多选] 需求洞察/谈判/CRM",
        "为什么来？ [文字 选填]",
    ],
    "en": [
        "What is your job? [single tag] new/core/lead",
        "What do you want to learn? [multi] asking/dealing",
        "Why? [text optional]",
    ],
}


def _find(document: Document) -> HeadedTable | None:
    return headed_table.find(document, lambda head: HEADS.get(head, ""), lambda columns: columns >= {"words", "kind"})


def _sign(document: Document) -> Fraction:
    table = _find(document) if document.is_table else None
    return table.share_known if table else Fraction(0)


def _read(document: Document, camp: Camp) -> Parsed[FormField]:
    sink: Sink[FormField] = Sink(form.MOST_FIELDS, TOO_MANY)
    try:
        table = _find(document)
        if table is None:
            raise Refusal(NOT_ONE)
        _read_rows(table, sink)
    except Refusal as no:
        return Parsed.refused(no.line)
    if not sink.items and not sink.faults:
        return Parsed.refused(NO_ROWS())
    return sink.parsed("xlsx" if document.type is FileType.WORKBOOK else "csv")


def _read_rows(table: HeadedTable, sink: Sink[FormField]) -> None:
    sink.heads[""] = table.heads
    for number, given, cells in table.rows():
        kind = given.get("kind", "")
        line = f"{given.get('words', '')} [{kind}] {given.get('options', '')}" if kind else given.get("words", "")
        try:
            field = form.field_of(line, number)
            if any(folded(field.words) == folded(item.value.words) for item in sink.items):
                raise Refusal(form.ASKED_TWICE(row=number, words=field.words[: form.LONGEST_OPTION]))
        except Refusal as no:
            sink.fault(no.line, number, source=cells)
        else:
            sink.keep(field, number, source=cells)


def _now(db: Db, camp: Camp) -> list[FormField]:
    return form.of_stored(applications.form(db, camp.id)[1])


def _plan(reader: Db, camp: Camp, fields: Sequence[FormField]) -> Changes:
    """What becomes of the form; a question that goes, or stands elsewhere, changes it too."""
    before = _now(reader, camp)
    words = {field.words: field for field in before}
    new = sum(field.words not in words for field in fields)
    changed = sum(field.words in words and field != words[field.words] for field in fields)
    is_other = list(fields) != before and not new and not changed
    same = len(fields) - new - changed
    return Changes(new, changed + is_other, same - is_other if same else 0)


def _write(db: Db, camp: Camp, rows: Sequence[dict[str, Any]], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """All of it is in the one slice there is."""
    fields, before = form.of_stored(rows), _now(db, camp)
    made = _plan(db, camp, fields)
    if made.new or made.changed:
        applications.write_form(db, camp.id, [field.stored for field in fields], at=at)
    return Written(made, {"before": [field.stored for field in before], "new": made.new, "changed": made.changed})


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    applications.write_form(db, camp.id, kept["before"], at=at)
    return TakenBack(kept["new"], kept["changed"], None)


def _cells(field: FormField, language: str) -> list[str]:
    words, _, rest = form.written(field, language).rpartition(" [")
    kind, _, options = rest.partition("]")
    return [words, kind, options.strip()]


def _sheet(fields: Sequence[FormField], language: str, *, as_workbook: bool) -> bytes:
    heads, cells = [column().to(language) for column in COLUMNS.values()], [_cells(field, language) for field in fields]
    if not as_workbook:
        return delimited.written([heads, *cells])
    book = Workbook()
    book.add(SHEET().to(language), heads, cells, wide=heads[:1])
    return book.saved()


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    fields = _now(reader, camp)
    if not fields:
        raise Refusal(NOTHING)
    return Export(_sheet(fields, language, as_workbook=format is XLSX), len(fields))


def _template(language: str) -> Template:
    return Template(NAME().to(language), _sheet(form.read(EXAMPLES[language]), language, as_workbook=True), HOW())


feature.file_kind(
    FileKind(
        "forms",
        name=Phrase(zh="申请表", en="form"),
        one=Phrase(zh="1题", en="1 question"),
        many=Phrase(zh="{n}题", en="{n:question|questions}"),
        words=("申请表", "申请表单", "form", "forms"),
        takes=Phrase(zh="xlsx、csv", en="xlsx, csv"),
        endings=(),
        formats=(XLSX, CSV),
        sign=_sign,
        read=_read,
        plan=_plan,
        pack=lambda field: field.stored,
        load=lambda row: 0.0,
        write=_write,
        take_back=_take_back,
        export=_export,
        template=_template,
    )
)
