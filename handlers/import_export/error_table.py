"""下载错误表: the faulty rows of a file that was read, to be mended and sent back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from bot.documents import error_table
from bot.documents.document import Document
from bot.feature import Context, Phrase, Role
from bot.file_kind import FileKind
from bot.membership import camp_by_id
from bot.parts import File
from handlers.import_export.allowed import allowed
from handlers.import_export.settings import feature
from storage.connection import Db
from storage.files import Files

NAME = Phrase(zh="{name}_要改的{n}.xlsx", en="{name}_{n}_to_mend.xlsx")
HERE_THEY_ARE = Phrase(
    zh="每行写着要改的地方。改好直接发回来，多出的两列不用删。",
    en="Each row says what to mend. Send it back as it is; the two extra columns may stay.",
)
HERE_IS_THE_TEXT = Phrase(
    zh="每行写着要改的地方和原文。在原来的文件里改好，再发给我。",
    en="Each row says what to mend and where. Mend it in the file itself and send that again.",
)


def ask(ctx: Context, tried: dict[str, Any]) -> None:
    """Asks for the table of a file that was tried."""
    kept = {name: tried[name] for name in ("kind", "camp", "role", "file", "name")}
    ctx.task("import_export.errors", language=ctx.language, **kept)


@feature.task("errors", by=Role.MANAGER)
def errors(
    reader: Db,
    files: Files,
    kinds: Mapping[str, FileKind],
    kind: str,
    camp: int,
    role: int,
    file: str,
    name: str,
    language: str,
) -> list[Any]:
    """[file, name, bytes, whether it can be sent back as it is]."""
    of, in_camp = kinds[kind], camp_by_id(reader, camp)
    parsed = of.read(Document(files.read(file), name), in_camp)
    parsed = allowed(reader, in_camp, of, parsed, Role(role))
    content = error_table.error_table(parsed, language)
    title = NAME(name=PurePath(name).stem, n=of.counted(len(parsed.faults))).to(language).replace(" ", "_")
    return [[files.put(content, title), title, len(content), bool(parsed.heads) or of.reads_sources]]


@feature.on("done:import_export.errors")
def hand_over(ctx: Context) -> None:
    file, name, size, is_table = ctx.event.data["rows"][0]
    ctx.reply(HERE_THEY_ARE if is_table else HERE_IS_THE_TEXT, File(file, name, size))
