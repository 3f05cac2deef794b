"""导出 问答: every answered question in use as a table that can be read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.feature import Context, Phrase, Refusal
from bot.parts import File
from handlers.qa import sheets, tags
from handlers.qa.settings import feature
from storage import archive
from storage.archive import Brought
from storage.connection import Db
from storage.files import Files

FORMATS = {"": "xlsx", "excel": "xlsx", "表格": "xlsx"} | {ending: ending for ending in sheets.ENDINGS}
NO_FORMAT = Phrase(zh="没有“{word}”这种格式，可以用：xlsx、csv。", en="There is no format “{word}”; there are xlsx and csv.")
NOTHING = Phrase(zh="没有可导出的问答。", en="There are no answers to export.")
NAME = Phrase(zh="问答_{n}条.{ending}", en="qa_{n}.{ending}")


@feature.on("export:qa")
def give(ctx: Context, tag: str, format: str) -> None:
    """Asks for the file; with a tag only the entries that have it."""
    kind = FORMATS.get(format.casefold())
    if kind is None:
        raise Refusal(NO_FORMAT(word=format[:24]))
    ctx.task("qa.export", camp=ctx.camp.id, tag=tags.tag(tag), kind=kind, language=ctx.language)


@feature.task("export")
def export(reader: Db, camp: int, tag: str, kind: str, language: str, files: Files) -> list[Any]:
    """[file, name, bytes], or nothing where there is no such entry."""
    rows = [row for row in rows_of(reader, camp) if not tag or tag in row.tags]
    if not rows:
        return []
    name, content = NAME(n=len(rows), ending=kind).to(language), sheets.write(rows, kind, language)
    return [[files.put(content, name), name, len(content)]]


def rows_of(reader: Db, camp: int) -> Iterator[Brought]:
    """What a camp's archive has in use, as a file says it."""
    for one in archive.everything(reader, camp):
        wordings = tuple(archive.aliases(reader, one.id))
        yield Brought(one.question, one.answer, tuple(one.tags), one.author, one.source, wordings)


@feature.on("done:qa.export")
def hand_out(ctx: Context) -> None:
    rows = ctx.event.data["rows"]
    if not rows:
        ctx.reply(NOTHING)
    for file, name, size in rows:
        ctx.reply(File(file, name, size))
