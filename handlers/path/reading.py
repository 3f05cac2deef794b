"""A file of a map to its stages as they are written, and one clear sentence for everything that is none. Whether the camp has what they
ask for is looked at afterwards, and then all of it is taken in or nothing."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from fractions import Fraction

from bot.documents import error_table, headed_table
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Item, Parsed, Remark, Sink
from bot.feature import Camp, Line
from bot.phrases import Phrase, Refusal
from handlers.path import fields, markdown_file, rules
from handlers.path.fields import RawStage
from storage.connection import Db
from storage.path import StageSpec

MOST = 60
"""Stages of a map: nobody walks more, and no phone shows them."""
NOT_A_MAP = Phrase(
    zh="没看出是地图：Markdown 每关以“# 名称”开头，下面写“课程: L1”；表格第一行要有“关卡”。",
    en="No map found: in Markdown each stage begins with “# name” and has lines like “lessons: L1”; a table needs “stage” in its first row.",
)
NO_STAGES = Phrase(zh="文件里一关也没有。", en="There is no stage in the file.")
TOO_MANY = Phrase(
    zh="一张地图最多{limit}关，这个文件超过了，什么都没有读。",
    en="A map has at most {limit:stage|stages}; this file has more, and nothing was read.",
)
SAME_NAME = Phrase(zh="“{name}”和第{row}行重名", en="“{name}” is in row {row} already")
CIRCLE = Phrase(zh="这几关互相等着，谁也开不了：{way}", en="these wait for each other, so that none of them can open: {way}")
ALL_OR_NOTHING = Phrase(
    zh="地图要整张对才写入，改好再发一次", en="a map is written whole or not at all: mend it and send it again"
)
MARKDOWN, XLSX, CSV = "md", "xlsx", "csv"
ARROW = " → "


def sign(document: Document) -> Fraction:
    """How surely a file holds a map: by its heads, or as Markdown with nothing but stages in it."""
    if document.type not in (FileType.TEXT, FileType.WORKBOOK):
        return Fraction(0)
    if table := _find(document):
        return table.share_known
    return Fraction(document.type is FileType.TEXT and markdown_file.is_map(document.text))


def read(document: Document) -> Parsed[RawStage]:
    """The stages as they are written. Nothing raises: what cannot be read at all has one fault and no row."""
    sink = Sink[RawStage](MOST, TOO_MANY)
    try:
        format = _read(document, sink)
    except Refusal as no:
        return Parsed.refused(no.line)
    return sink.parsed(format) if sink.items else Parsed.refused(NO_STAGES())


def _read(document: Document, sink: Sink[RawStage]) -> str:
    if document.is_table and (table := _find(document)):
        sink.heads[""] = table.heads
        for number, given, source in table.rows():
            pairs = tuple((word, said) for word, said in given.items() if fields.field(word) != "name")
            name = next((said for word, said in given.items() if fields.field(word) == "name"), "")
            sink.keep(RawStage(number, name, pairs), number, source=source)
        headed_table.note_passed_over(document, table, sink)
        return XLSX if document.type is FileType.WORKBOOK else CSV
    if document.is_table and (sources := error_table.sources(document)):
        for one in sources:
            for raw in markdown_file.read(one.text):
                sink.keep(replace(raw, row=one.row), one.row, source=raw.source)
        return MARKDOWN
    if document.type is FileType.TEXT:
        for raw in markdown_file.read(document.text):
            sink.keep(raw, raw.row, source=raw.source)
        if sink.items:
            return MARKDOWN
    raise Refusal(NOT_A_MAP)


def _find(document: Document) -> HeadedTable | None:
    return headed_table.find(document, str, _is_head)


def _is_head(heads: Set[str]) -> bool:
    """A stage and something about it."""
    known = [head for head in heads if head and fields.is_known(head)]
    return any(fields.field(head) == "name" for head in known) and len(known) > 1


def check(db: Db, camp: Camp, parsed: Parsed[RawStage]) -> Parsed[StageSpec]:
    """The stages as the camp understands them; with one fault in the file nothing of it is left to be written."""
    if parsed.format is None:
        return Parsed(None, faults=parsed.faults)
    faults, specs = list(parsed.faults), []
    rows: dict[str, int] = {}
    for item in parsed.items:
        try:
            spec = fields.stage(db, camp, item.value)
            if (first := rows.setdefault(spec.name, item.row)) != item.row:
                raise Refusal(SAME_NAME(name=spec.name, row=first))
        except Refusal as no:
            faults.append(Remark(no.line, item.row, item.sheet, item.source))
            continue
        specs.append((spec, item))
    if not faults:
        faults = _faults_of_order([spec for spec, _ in specs], rows)
    notes = [*parsed.notes, *([Remark(ALL_OR_NOTHING())] if faults else [])]
    items = () if faults else tuple(Item(spec, item.row, item.sheet, item.source) for spec, item in specs)
    return Parsed(parsed.format, items, tuple(faults), tuple(notes), parsed.heads)


def wrong_order(specs: list[StageSpec]) -> tuple[StageSpec, Line] | None:
    """The first stage whose turn never comes, and why; None where every one of them can open."""
    wrong = fields.unknown_after(specs)
    for spec in specs:
        if (why := wrong(spec)) is not None:
            return spec, why
    way = rules.circle(specs)
    return (next(spec for spec in specs if spec.name == way[0]), CIRCLE(way=ARROW.join(way))) if way else None


def _faults_of_order(specs: list[StageSpec], rows: dict[str, int]) -> list[Remark]:
    found = wrong_order(specs)
    return [] if found is None else [Remark(found[1], rows[found[0].name])]
