"""更新: what a file would change of what stands here already, named and shown old → new before it is agreed to."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Line, Phrase, Press
from bot.file_kind import FileKind

DIFFER = Phrase(
    zh="另有{n}已在库里、内容不同（{names}），不会直接改：回复“更新”看旧 → 新。",
    en="{n} stand here already and differ ({names}); they are left alone. Reply “update” to see old → new.",
)
OLD_AND_NEW = Phrase(zh="要更新{n}，旧 → 新：", en="To be updated, old → new ({n}):")
AND_NAMES = Phrase(zh="还有：{names}", en="And: {names}")
AGREE = Phrase(zh="回复“确认更新”写入这些改动，或“取消”。", en="Reply “confirm update” to write these changes, or “cancel”.")
UPDATE = Phrase(zh="看要更新的{n}", en="See what differs ({n})")
CONFIRM = Phrase(zh="确认更新", en="Confirm update")
MORE = Phrase(zh="…共{n}", en="… {n} in all")

WANTS_LIST = {"更新", "update", "updates"}
AGREES = {"确认更新", "confirm update"}
NAMED = 8
"""Names in the report of the dry run; all of them are in the list."""


def differ(ctx: Context, kind: FileKind, kept: dict[str, Any]) -> list[Line]:
    """That there is something to be agreed to."""
    names = [*kept["names"][:NAMED]]
    if kept["differing"] > NAMED:
        names[-1] += MORE(n=kind.counted(kept["differing"])).to(ctx.language)
    return [DIFFER(n=kind.counted(kept["differing"]), names=names)]


def press(kind: FileKind, kept: dict[str, Any]) -> Press:
    return Press(UPDATE(n=kind.counted(kept["differing"])), "导入 更新")


def show(ctx: Context, kind: FileKind, kept: dict[str, Any]) -> None:
    """Old → new of each as far as a message holds them, the names of the others, and what to say."""
    told = kept["overwrites"]
    others = kept["names"][len(told) :]
    more = MORE(n=kind.counted(kept["differing"])).to(ctx.language) if kept["differing"] > len(kept["names"]) else ""
    ctx.reply(
        OLD_AND_NEW(n=kind.counted(kept["differing"])),
        *told,
        *([AND_NAMES(names=[*others[:-1], others[-1] + more])] if others else []),
        AGREE,
        [Press(CONFIRM, "导入 确认更新")],
    )
