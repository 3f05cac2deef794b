"""导出 课程: every lesson in use as a file that can be read back."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Phrase, Refusal
from bot.parts import File
from handlers.lessons import writing
from handlers.lessons.settings import feature
from handlers.lessons.upsert import stored
from storage.connection import Db
from storage.files import Files

FORMATS = {"": "xlsx", "xlsx": "xlsx", "excel": "xlsx", "csv": "csv", "md": "md", "markdown": "md"}
WRITERS = {"xlsx": writing.xlsx, "csv": writing.csv_, "md": writing.markdown}
NO_FORMAT = Phrase(
    zh="没有“{word}”这种格式，可以用：xlsx、csv、md。", en="There is no format “{word}”; there are xlsx, csv and md."
)
NOTHING = Phrase(zh="没有可导出的课。", en="There are no lessons to export.")
NAME = Phrase(zh="课程_{n}节.{ending}", en="lessons_{n}.{ending}")


@feature.on("export:lessons")
def give(ctx: Context, tag: str, format: str) -> None:
    """Asks for the file; with a tag only the lessons that have it."""
    kind = FORMATS.get(format.casefold())
    if kind is None:
        raise Refusal(NO_FORMAT(word=format[:24]))
    ctx.task("lessons.export", camp=ctx.camp.id, tag=tag, kind=kind, language=ctx.language)


@feature.task("export")
def export(reader: Db, camp: int, tag: str, kind: str, language: str, files: Files) -> list[Any]:
    """[file, name, bytes], or nothing where there are no lessons."""
    drafts = [draft for draft in stored(reader, camp).values() if not tag or tag in draft.tags]
    if not drafts:
        return []
    name, content = NAME(n=len(drafts), ending=kind).to(language), WRITERS[kind](drafts)
    return [[files.put(content, name), name, len(content)]]


@feature.on("done:lessons.export")
def hand_out(ctx: Context) -> None:
    rows = ctx.event.data["rows"]
    if not rows:
        ctx.reply(NOTHING)
    for file, name, size in rows:
        ctx.reply(File(file, name, size))
