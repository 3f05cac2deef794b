"""A file of questions and answers sent in private: read, shown, and written after 导入. The same file again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.feature import Context, Line, Phrase, Refusal
from bot.messages import FileRef
from bot.parts import Progress
from handlers.qa import sheets
from handlers.qa.settings import feature
from storage import archive
from storage.archive import Brought, Import
from storage.connection import Db
from storage.files import Files

TRIED = Phrase(
    zh="试读完成，尚未写入：新增{new}条，更新{changed}条，无变化{same}条，问题{faults}。{lines}",
    en="Read, nothing written yet: {new} new, {changed} changed, {same} unchanged, {faults} problems.{lines}",
)
NOTHING_NEW = Phrase(
    zh="{same}条已存在且无变化，新增0，更新0，问题{faults}。{lines}",
    en="{same} are here unchanged: 0 new, 0 changed, {faults} problems.{lines}",
)
FAULT = Phrase(zh="\n  {fault}", en="\n  {fault}")
MORE_FAULTS = Phrase(zh="\n  还有{n}处", en="\n  and {n} more")
SAY_IMPORT = Phrase(zh="回复“导入”写入。", en="Reply “import” to write them.")
NOT_NOW = Phrase(zh="好的，没有写入。", en="All right, nothing was written.")
OTHER_CAMP = Phrase(
    zh="这份文件是在另一个营试读的，请重新发一次。", en="That file was read for another camp; please send it again."
)
WRITING = Phrase(zh="正在写入", en="Writing")
WRITTEN = Phrase(
    zh="✅ 已导入{new}条{span}，更新{changed}条。10分钟内可发“撤销”。",
    en="✅ {new} imported{span}, {changed} changed. “undo” within 10 minutes takes it back.",
)
SPAN = Phrase(zh=" K-{first:04}–K-{last:04}", en=" K-{first:04}–K-{last:04}")
ONE = Phrase(zh=" K-{first:04}", en=" K-{first:04}")
TAKEN_BACK = Phrase(
    zh="✅ 已撤销这次导入：收回{new}条，{changed}条恢复原样。",
    en="✅ The import was taken back: {new} retired, {changed} as they were.",
)
YES = {"导入", "import", "是", "yes"}
SHOWN = 5
MANY = 50
"""With more rows than these the writing shows how far it is."""
LETTERS, A_ROW = 400, 40
"""Letters to one transaction, and what a row counts besides its own: about 8 ms, and whoever checks in meanwhile waits for one."""
STEPS = 20
"""How often the progress is shown."""
TAKEN_BACK_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class AnswerChanges:
    """What an import would change."""

    new: int
    changed: int
    same: int


def plan(reader: Db, camp: int, rows: Iterable[Brought]) -> AnswerChanges:
    """The plan for rows over what a camp's archive has."""
    new = changed = same = 0
    for row in rows:
        known = next(iter(archive.asked_like(reader, camp, row.question)), None)
        if known is None:
            new += 1
        elif archive.says(reader, known, row):
            same += 1
        else:
            changed += 1
    return AnswerChanges(new, changed, same)


def slices(rows: Iterable[Brought]) -> Iterator[list[Brought]]:
    """The rows, as many together as one transaction takes."""
    some: list[Brought] = []
    letters = 0
    for row in rows:
        some.append(row)
        letters += A_ROW + len(row.question) + len(row.answer) + sum(map(len, row.aliases))
        if letters >= LETTERS:
            yield some
            some, letters = [], 0
    if some:
        yield some


# ── the dry run ──────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.on("import:qa")
def take(ctx: Context, file: FileRef) -> None:
    """Reads a file without writing anything."""
    ctx.fetch(file, "qa.read", camp=ctx.camp.id)


@feature.task("read")
def read_file(reader: Db, camp: int, file: str, files: Files, name: str) -> list[dict[str, Any]]:
    """One row: what the file would change, what is wrong with it, and its rows as a file of ours, one transaction a line."""
    try:
        reading = sheets.read(files.path(file).read_bytes(), Path(name).stem)
    except Refusal as no:
        reading = sheets.ParsedAnswers((), (no.line,))
    planned = plan(reader, camp, reading.rows)
    lines = "\n".join(json.dumps(some, ensure_ascii=False) for some in slices(reading.rows))
    faults = reading.faults[: SHOWN + 1]
    return [
        {
            "lines": files.put(lines.encode(), "qa.jsonl"),
            "total": len(reading.rows),
            "new": planned.new,
            "changed": planned.changed,
            "same": planned.same,
            "faults": len(reading.faults),
            "said": {language: [line.to(language) for line in faults[:SHOWN]] for language in ("zh", "en")},
        }
    ]


@feature.on("done:qa.read")
def show(ctx: Context) -> None:
    row = ctx.event.data["rows"][0]
    lines = "".join(FAULT(fault=fault).to(ctx.language) for fault in row["said"][ctx.language])
    if row["faults"] > SHOWN:
        lines += MORE_FAULTS(n=row["faults"] - SHOWN).to(ctx.language)
    said = {name: row[name] for name in ("new", "changed", "same", "faults")}
    if not row["new"] and not row["changed"]:
        ctx.reply(NOTHING_NEW(same=row["same"], faults=row["faults"], lines=lines))
        return
    ctx.ask("import", camp=ctx.camp.id, haul=ctx.event.data["task"], lines=row["lines"], total=row["total"])
    ctx.reply(TRIED(**said, lines=lines), SAY_IMPORT)


# ── the writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.step("import")
def confirm(ctx: Context, words: str, *, camp: int, haul: int, lines: str, total: int) -> None:
    if words.strip().casefold() not in YES:
        ctx.reply(NOT_NOW)
        return
    if ctx.camp.id != camp:
        raise Refusal(OTHER_CAMP)
    progress = ctx.reply(Progress(WRITING().to(ctx.language), 0, total)) if total > MANY else None
    ctx.task("qa.part", haul=haul, lines=lines, offset=0, done=0, total=total, progress=progress)


@feature.task("part")
def part_of(reader: Db, files: Files, lines: str, offset: int, **rest: Any) -> list[Any]:
    """[the next rows, as many as one transaction takes, and where the ones after them begin]."""
    with files.path(lines).open("rb") as opened:
        opened.seek(offset)
        return [[json.loads(opened.readline()), opened.tell()]]


@feature.on("done:qa.part")
def write(ctx: Context) -> None:
    """The next rows, written; after the last one it is said what came of all."""
    (rows, offset), payload = ctx.event.data["rows"][0], ctx.event.data["payload"]
    haul, progress = payload["haul"], payload["progress"]
    archive.bring_in(ctx.db, ctx.camp.id, map(_row, rows), by=_by(ctx), at=ctx.now, haul=haul)
    done = payload["done"] + len(rows)
    if done < payload["total"]:
        if progress is not None and done * STEPS // payload["total"] > payload["done"] * STEPS // payload["total"]:
            ctx.edit(progress, Progress(WRITING().to(ctx.language), done, payload["total"]))
        ctx.task("qa.part", **{**payload, "offset": offset, "done": done})
        return
    brought = archive.hauled(ctx.db, ctx.camp.id, haul)
    ctx.audit("qa_import", undo={"haul": haul}, new=brought.new, changed=brought.changed)
    said = WRITTEN(new=brought.new, changed=brought.changed, span=_span(brought))
    if progress is None:
        ctx.reply(said)
    else:
        ctx.edit(progress, said, last=True)


def _span(brought: Import) -> Line | str:
    if not brought.new:
        return ""
    return ONE(first=brought.first) if brought.new == 1 else SPAN(first=brought.first, last=brought.last)


def _by(ctx: Context) -> int | None:
    return ctx.person_or_none.id if ctx.person_or_none else None


def _row(stored: list[Any]) -> Brought:
    question, answer, tags, author, source, aliases = stored
    return Brought(question, answer, tuple(tags), author, source, tuple(aliases))


# ── the undoing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.undoes("qa_import")
def undo(ctx: Context, haul: int) -> None:
    _take_back(ctx, haul, 0, 0)


@feature.task("back")
def back(reader: Db, **rest: Any) -> list[Any]:
    """Only makes room for others between two slices."""
    return []


@feature.on("done:qa.back")
def go_on(ctx: Context) -> None:
    _take_back(ctx, **ctx.event.data["payload"])


def _take_back(ctx: Context, haul: int, new: int, changed: int) -> None:
    retired, put_back = archive.take_back(ctx.db, ctx.camp.id, haul, TAKEN_BACK_AT_ONCE, by=_by(ctx), at=ctx.now)
    new, changed = new + retired, changed + put_back
    if retired or put_back:
        ctx.task("qa.back", haul=haul, new=new, changed=changed)
    else:
        ctx.reply(TAKEN_BACK(new=new, changed=changed))
