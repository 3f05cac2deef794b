"""The empty file of a kind, to be filled in: 导入 成员 模板, 题库 模板."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.feature import Context, Role
from bot.file_kind import FileKind
from bot.parts import File
from handlers.import_export.settings import feature
from storage.connection import Db
from storage.files import Files

WORDS = {"模板", "template"}


def ask(ctx: Context, kind: str) -> None:
    ctx.task("import_export.template", kind=kind, language=ctx.language)


@feature.task("template", by=Role.MANAGER)
def write(reader: Db, files: Files, kinds: Mapping[str, FileKind], kind: str, language: str) -> list[Any]:
    """[file, name, bytes, how to fill it in]."""
    made = kinds[kind].template(language)
    return [[files.put(made.content, made.name), made.name, len(made.content), made.how.to(language)]]


@feature.on("done:import_export.template")
def hand_over(ctx: Context) -> None:
    file, name, size, how = ctx.event.data["rows"][0]
    ctx.reply(how, File(file, name, size))
