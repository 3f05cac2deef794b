"""开营 … 模板=营名: a new camp begins with all that another has but its people; read and written as the file would be."""

from __future__ import annotations

import json
from typing import Any

from bot.documents.document import Document
from bot.feature import Context, Phrase, Role
from bot.file_kind import KINDS
from bot.membership import camp_by_id
from handlers.camp_templates.settings import feature
from storage.connection import Db
from storage.files import Files

CODE = "camp"
NOTHING = Phrase(
    zh="“{camp}”里还没有能带过来的，新营是空的。", en="“{camp}” has nothing to bring along; the new camp is empty."
)


@feature.task("copy", by=Role.MANAGER)
def copy(reader: Db, files: Files, source: int, camp: int, language: str) -> list[Any]:
    """[the camp it is from, its slices as a file, how many things]; a file as 导出 模板 gives it, read into the new camp."""
    kind, old, new = KINDS[CODE], camp_by_id(reader, source), camp_by_id(reader, camp)
    made = kind.export(reader, old, kind.formats[0], "", language)
    parsed = kind.read(Document(made.content, f"template{kind.formats[0].ending}"), new)
    slices = kind.slices([kind.pack(value) for value in parsed.values])
    lines = "\n".join(json.dumps(some, ensure_ascii=False) for some in slices)
    return [[old.name, files.put(lines.encode(), "slices.jsonl") if lines else "", len(parsed.items)]]


@feature.on("done:camp_templates.copy")
def copied(ctx: Context) -> None:
    """Written slice by slice, as an import is; 撤销 takes it back like one."""
    (name, slices, total) = ctx.event.data["rows"][0]
    if not total:
        ctx.reply(NOTHING(camp=name))
        return
    kept = {"number": None, "file": name, "agreed": ""}
    going = {"kind": CODE, "slices": slices, "total": total, "progress": None}
    ctx.task("import_export.part", offset=0, done=0, changes=[0, 0, 0], kept=kept, **going)
