"""A file that was read and waits for a word: its faults row by row, with the column and what to write, for the page of the desk it was dropped on."""

from __future__ import annotations

from itertools import islice

from bot.context import Context
from bot.desk_page import Block, Column, Figure, KeyFigures, Sentence, Sentences, Table, TableRow
from bot.documents.parsed import Parsed, place
from bot.file_kind import FileKind
from bot.phrases import Phrase, spoken
from storage import dialogs

STEP = "import_export.confirm"
"""The question a dry run is: shall it be written?"""
ON_THE_DESK = 100
"""Faults that stand on a page; all of them are in the table that is downloaded."""

READ = Phrase(zh="试读过的文件：{name}", en="The file that was read: {name}")
WRITES, FAULTS = Phrase(zh="可导入", en="Can be imported"), Phrase(zh="要改的行", en="Rows to mend")
HOW = Phrase(
    zh="还没有写入。下载错误表，改好再拖进来；或在原来的文件里改好，再拖一次。",
    en="Nothing is written yet. Download the table of faults, mend it and drop it here; or mend the file itself and drop it again.",
)
NO_FAULTS = Phrase(zh="没有要改的。", en="There is nothing to mend.")
FIRST = Phrase(zh="前{n}行，全部在错误表里", en="the first {n}; all are in the table of faults")
IMPORT = Sentence(Phrase(zh="写入能导入的", en="Import what can be"), Phrase(zh="导入", en="import"), shown=True)
ERRORS = Sentence(Phrase(zh="下载错误表", en="Table of faults"), Phrase(zh="导入 错误表", en="import errors"))
COLUMNS = (
    Column("row", Phrase(zh="哪一行", en="Row")),
    Column("column", Phrase(zh="哪一列", en="Column")),
    Column("fault", Phrase(zh="问题", en="What is wrong")),
    Column("how", Phrase(zh="该写什么", en="What to write")),
)


def faults(kind: FileKind, parsed: Parsed[object], language: str) -> list[list[str]]:
    """[row, column, fault, what to write] of each, to be kept with the question."""
    rows = []
    for one in islice(parsed.faults, ON_THE_DESK):
        at = "" if one.row is None else spoken(place(one.row, one.sheet, one.counted), language)
        mend = kind.mending(one, parsed.heads.get(one.sheet, ()))
        rows.append([at, spoken(mend.column, language), one.reason.to(language), spoken(mend.how, language)])
    return rows


def blocks(ctx: Context, kind: str) -> list[Block]:
    """The file of a kind that waits for whoever looks; nothing where none does, or it was read for another camp."""
    waits = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if waits is None or waits.step != STEP or waits.kept["kind"] != kind or waits.kept["camp"] != ctx.camp.id:
        return []
    kept = waits.kept
    figures = KeyFigures(
        (Figure(WRITES, str(kept["writes"])), Figure(FAULTS, str(kept["faults"]))), title=READ(name=kept["name"])
    )
    said = [*([IMPORT] if kept["writes"] else []), *([ERRORS] if kept["faults"] else [])]
    rows = [TableRow(tuple(cells), str(at)) for at, cells in enumerate(kept["mends"])]
    note = FIRST(n=len(rows)) if len(rows) < kept["faults"] else HOW
    table = Table("faults", COLUMNS, rows, len(rows), title=FAULTS, note=note if rows else "", empty=NO_FAULTS)
    return [figures, Sentences(said), table]
