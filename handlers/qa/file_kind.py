"""Questions and answers as a kind of file: what an import of them changes, how it is taken back, and what is given out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot import tags
from bot.documents.document import Document
from bot.documents.parsed import Parsed
from bot.feature import Camp, Context, Line, Phrase, Refusal
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Template, Told, Written
from handlers.qa import sheets
from handlers.qa.settings import feature
from storage import archive
from storage.archive import Brought
from storage.connection import Db

SPAN = Phrase(zh=" K-{first:04}–K-{last:04}", en=": K-{first:04}–K-{last:04}")
ONE = Phrase(zh=" K-{first:04}", en=": K-{first:04}")
NOTHING = Phrase(zh="没有可导出的问答。", en="There are no answers to export.")
TEMPLATE_NAME = Phrase(zh="问答模板.xlsx", en="qa_template.xlsx")
HOW = Phrase(
    zh="一行一个问题，至少写问题和答案；填好直接发给我。例子可以删。",
    en="One question a row, with its answer at least; send it to me when it is filled in. The example may go.",
)
EXAMPLES = {
    "zh": Brought("客户嫌报价高怎么回？", "先问清和谁比，再讲价值。", ("异议",), "何琳", "销售手册", ("客户说太贵了怎么办",)),
    "en": Brought(
        "The client says it is too expensive. What now?",
        "Ask what they compare it with, then speak of value.",
        ("objections",),
        "Helen",
        "sales handbook",
        ("How do I answer “too expensive”?",),
    ),
}
LETTERS, A_ROW = 400, 40
"""Letters to one transaction, and what a row counts besides its own: about 8 ms, and whoever checks in meanwhile waits for one."""
TAKEN_BACK_AT_ONCE = 10


def plan(reader: Db, camp: Camp, rows: Sequence[Brought]) -> Changes:
    """What rows would change over what a camp's archive has."""
    new = changed = same = 0
    for row in rows:
        known = next(iter(archive.asked_like(reader, camp.id, row.question)), None)
        if known is None:
            new += 1
        elif archive.says(reader, known, row):
            same += 1
        else:
            changed += 1
    return Changes(new, changed, same)


def rows_of(reader: Db, camp: int) -> Iterator[Brought]:
    """What a camp's archive has in use, as a file says it."""
    for one in archive.everything(reader, camp):
        wordings = tuple(archive.aliases(reader, one.id))
        yield Brought(one.question, one.answer, tuple(one.tags), one.author, one.source, wordings)


def _read(document: Document, camp: Camp) -> Parsed[Brought]:
    return sheets.read(document)


def _load(packed: list[Any]) -> float:
    question, answer, _, _, _, aliases = packed
    return float(A_ROW + len(question) + len(answer) + sum(map(len, aliases))) / LETTERS


def _write(db: Db, camp: Camp, rows: Sequence[list[Any]], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """What it wrote is found again by the import's number."""
    brought = [_brought(row) for row in rows]
    changes = plan(db, camp, brought)
    archive.bring_in(db, camp.id, brought, by=by.person, at=at, haul=kept["number"])
    return Written(changes, {"number": kept["number"]})


def _brought(packed: list[Any]) -> Brought:
    question, answer, tags_, author, source, aliases = packed
    return Brought(question, answer, tuple(tags_), author, source, tuple(aliases))


def _told(ctx: Context, kept: dict[str, Any]) -> Told:
    found = archive.hauled(ctx.db, ctx.camp.id, kept["number"])
    span: Line | str = ""
    if found.new:
        span = ONE(first=found.first) if found.new == 1 else SPAN(first=found.first, last=found.last)
    return Told(span)


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    retired, put_back = archive.take_back(db, camp.id, kept["number"], TAKEN_BACK_AT_ONCE, by=by.person, at=at)
    return TakenBack(retired, put_back, kept if retired or put_back else None)


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    wanted = tags.tag(tag)
    rows = [row for row in rows_of(reader, camp.id) if not wanted or wanted in row.tags]
    if not rows:
        raise Refusal(NOTHING)
    return Export(sheets.write(rows, language, as_workbook=format is XLSX), len(rows))


def _template(language: str) -> Template:
    return Template(TEMPLATE_NAME().to(language), sheets.write([EXAMPLES[language]], language, as_workbook=True), HOW())


feature.file_kind(
    FileKind(
        "qa",
        name=Phrase(zh="问答", en="qa"),
        one=Phrase(zh="1条", en="1 answer"),
        many=Phrase(zh="{n}条", en="{n:answer|answers}"),
        words=("问答", "知识", "qa"),
        takes=Phrase(zh="xlsx、csv", en="xlsx, csv"),
        endings=(),
        formats=(XLSX, CSV),
        sign=sheets.sign,
        read=_read,
        plan=plan,
        pack=lambda row: [row.question, row.answer, list(row.tags), row.author, row.source, list(row.aliases)],
        load=_load,
        write=_write,
        told=_told,
        take_back=_take_back,
        export=_export,
        template=_template,
    )
)
