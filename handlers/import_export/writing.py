"""The writing of a file that was read: slice by slice, each a transaction, with its progress and what came of it."""

from __future__ import annotations

import json
from typing import Any

from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Role
from bot.file_kind import By, Changes, FileKind
from bot.parts import Progress
from handlers.import_export.settings import feature
from storage.connection import Db
from storage.files import Files

MANY = 10
"""With more slices than these the writing shows how far it is."""
STEPS = 20
"""How often, at most."""

WRITING = Phrase(zh="正在写入", en="Writing")
WROTE = Phrase(zh="已导入{new}{numbers}{changed}。", en="Imported {new}{numbers}{changed}.")
AND_CHANGED = Phrase(zh="，更新{n}", en=", changed {n}")
ONLY_CHANGED = Phrase(zh="已更新{n}。", en="Changed {n}.")
NOTHING_NEW = Phrase(zh="都已经有了，没有改动。", en="All of it is there already; nothing was changed.")
STOPPED = Phrase(
    zh="导入停下了：你现在的角色不能再导入。停下前新增{new}，更新{changed}。",
    en="The import has stopped: your role does not allow it any more. Until then: {new} new, {changed} changed.",
)
CAN_UNDO = Phrase(zh="10分钟内可发“撤销”。", en="“undo” within 10 minutes takes it back.")


def begin(ctx: Context, tried: dict[str, Any], agreed: str) -> None:
    """Writes what a dry run read; `agreed` are the numbers that may be overwritten (ranges)."""
    progress = ctx.reply(Progress(WRITING().to(ctx.language), 0, tried["total"])) if tried["n_slices"] > MANY else None
    kept = {"number": tried["number"], "file": tried["file"], "name": tried["name"], "agreed": agreed}
    going = {"kind": tried["kind"], "slices": tried["slices"], "total": tried["total"], "progress": progress}
    ctx.task("import_export.part", offset=0, done=0, changes=[0, 0, 0], kept=kept, **going)


@feature.task("part")
def part_of(reader: Db, files: Files, slices: str, offset: int, **rest: Any) -> list[Any]:
    """[the next slice, where the one after it begins]."""
    with files.open(slices) as opened:
        opened.seek(offset)
        return [[json.loads(opened.readline()), opened.tell()]]


@feature.on("done:import_export.part")
def write(ctx: Context) -> None:
    """A slice, written; after the last one it is said what came of all. Who may not import any more brings in no further slice."""
    (some, offset), payload = ctx.event.data["rows"][0], ctx.event.data["payload"]
    kind: FileKind = ctx.router.file_kinds[payload["kind"]]
    if ctx.person_or_none is not None and ctx.role < Role.MANAGER:
        return _stop(ctx, kind, Changes(*payload["changes"]), payload["kept"])
    written = kind.write(ctx.db, ctx.camp, some, payload["kept"], by(ctx), ctx.now)
    for fact in written.happened:
        ctx.happened(fact.name, fact.member, **fact.details)
    changes = Changes(*payload["changes"]).plus(written.changes)
    done, total, progress = payload["done"] + len(some), payload["total"], payload["progress"]
    if done == total:
        return _wrote_all(ctx, kind, changes, written.kept, progress)
    if progress is not None and done * STEPS // total > payload["done"] * STEPS // total:
        ctx.edit(progress, Progress(WRITING().to(ctx.language), done, total))
    ctx.task("import_export.part", **{**payload, "offset": offset, "done": done, "changes": changes, "kept": written.kept})


def _stop(ctx: Context, kind: FileKind, changes: Changes, kept: dict[str, Any]) -> None:
    """What was written stands in the log, where a manager finds it."""
    if changes.new or changes.changed:
        _note(ctx, kind, changes, kept)
    ctx.reply(STOPPED(new=kind.counted(changes.new), changed=kind.counted(changes.changed)), audience=Audience.PERSON)


def _note(ctx: Context, kind: FileKind, changes: Changes, kept: dict[str, Any]) -> None:
    undo = {"kind": kind.code, "kept": kept}
    ctx.audit("import", undo=undo, kind=kind.code, new=changes.new, changed=changes.changed)


def by(ctx: Context) -> By:
    """Who asked for it."""
    return By(ctx.person_or_none.id if ctx.person_or_none else None, ctx.role)


def _whose(ctx: Context, kind: str, new: int, changed: int) -> dict[str, Any]:
    known = ctx.router.file_kinds.get(kind)
    return {"kind": known.name if known else kind, "new": new, "changed": changed}


feature.act(
    "import",
    Phrase(zh="{who} 导入{kind}：新增{new}，更新{changed}", en="{who} imported {kind}: {new} new, {changed} changed"),
    shows=_whose,
)


def _wrote_all(ctx: Context, kind: FileKind, changes: Changes, kept: dict[str, Any], progress: int | None) -> None:
    said = _said(ctx, kind, changes, kept)
    if changes.new or changes.changed:
        _note(ctx, kind, changes, kept)
        said.append(CAN_UNDO())
    if progress is None:
        ctx.reply(*said)
    else:
        ctx.edit(progress, *said, last=True)


def _said(ctx: Context, kind: FileKind, changes: Changes, kept: dict[str, Any]) -> list[Line]:
    told = kind.told(ctx, kept)
    if not changes.new:
        return [ONLY_CHANGED(n=kind.counted(changes.changed)) if changes.changed else NOTHING_NEW(), *told.lines]
    changed = AND_CHANGED(n=kind.counted(changes.changed)) if changes.changed else ""
    return [WROTE(new=kind.counted(changes.new), numbers=told.numbers, changed=changed), *told.lines]
