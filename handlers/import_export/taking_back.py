"""撤销 of an import: what it brought goes, what it changed reads as before, slice by slice."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Phrase, Role
from bot.file_kind import FileKind
from handlers.import_export.settings import feature
from handlers.import_export.writing import by
from storage.connection import Db

TAKEN_BACK = Phrase(
    zh="✅ 已撤销这次导入：收回{new}，{changed}恢复原样。",
    en="✅ The import was taken back: {new} gone, {changed} as before.",
)


@feature.undoes("import", by=Role.MANAGER)
def take_back(ctx: Context, kind: str, kept: dict[str, Any]) -> None:
    _take_back(ctx, kind, kept, 0, 0)


@feature.task("pause")
def pause(reader: Db, **rest: Any) -> list[Any]:
    """Only makes room for others between two slices."""
    return []


@feature.on("done:import_export.pause")
def go_on(ctx: Context) -> None:
    _take_back(ctx, **ctx.event.data["payload"])


def _take_back(ctx: Context, kind: str, kept: dict[str, Any], new: int, changed: int) -> None:
    of: FileKind = ctx.router.file_kinds[kind]
    slice_ = of.take_back(ctx.db, ctx.camp, kept, by(ctx), ctx.now)
    for fact in slice_.happened:
        ctx.happened(fact.name, fact.member, **fact.details)
    new, changed = new + slice_.new, changed + slice_.changed
    if slice_.left is None:
        ctx.reply(TAKEN_BACK(new=of.counted(new), changed=of.counted(changed)))
    else:
        ctx.task("import_export.pause", kind=kind, kept=slice_.left, new=new, changed=changed)
