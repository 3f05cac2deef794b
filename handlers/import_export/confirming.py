"""The dry run in words, and what is said to it: 导入, 下载错误表, or another file."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.file_kind import FileKind
from handlers.import_export import error_table, overwriting, writing
from handlers.import_export.settings import feature

READ = Phrase(
    zh="试读完成，尚未写入：{counts}，问题{faults}。", en="Read, nothing written yet: {counts}, {faults:problem|problems}."
)
READ_CLEAN = Phrase(zh="试读完成，尚未写入：{counts}，没有问题。", en="Read, nothing written yet: {counts}, no problems.")
READ_ONE = Phrase(zh="{counts}，问题1：{fault}。", en="{counts}, 1 problem: {fault}.")
COUNT = Phrase(zh="可导入{n}", en="{n} can be imported")
COUNTS = Phrase(
    zh="可导入{n}（新增{new}、更新{changed}），无变化{same}",
    en="{n} can be imported ({new} new, {changed} changed), {same} unchanged",
)
SAME = Phrase(
    zh="{same}已存在且无变化，新增0，更新0，问题{faults}。",
    en="{same} there already and unchanged: 0 new, 0 changed, {faults:problem|problems}.",
)
MORE = Phrase(zh="…还有{n}处", en="… and {n} more")
NOTE = Phrase(zh="注意：{notes}", en="Note: {notes}")
CONFIRM = Phrase(
    zh="回复“导入”写入{n}，或“下载错误表”。", en="Reply “import” to write {n}, or “errors” for a table of the problems."
)
CONFIRM_CLEAN = Phrase(zh="回复“导入”写入{n}。", en="Reply “import” to write {n}.")
MEND = Phrase(
    zh="回复“下载错误表”拿回这些行，改好再发给我。",
    en="Reply “errors” to get these rows in a table; mend them and send it again.",
)
IMPORT = Phrase(zh="导入{n}", en="Import {n}")
ERRORS = Phrase(zh="下载错误表", en="Error table")
FOR_MANAGERS = Phrase(zh="导入要由社群经理来做。", en="Importing is for the community managers.")
OTHER_CAMP = Phrase(
    zh="这份文件是在另一个营试读的，请重新发一次。", en="That file was read for another camp; please send it again."
)
OTHER_ROLE = Phrase(
    zh="试读之后你的角色变了，请重新发一次文件。", en="Your role has changed since the file was read; please send it again."
)
NO_FAULTS = Phrase(zh="这份文件没有问题，不需要错误表。", en="That file had no problems; there is no table.")

NOT_NOW = Phrase(zh="好的，没有写入。", en="All right, nothing was written.")

YES = {"导入", "import", "是", "yes", "ok", "好"}
NO = {"算了", "不", "不用", "不要", "否", "no"}
WANTS_ERRORS = {"下载错误表", "错误表", "errors", "error", "error table"}
ANSWERS = YES | WANTS_ERRORS | overwriting.WANTS_LIST | overwriting.AGREES
KEPT = ("camp", "role", "file", "name", "slices", "n_slices", "total", "faults", "overwrites", "names", "agreed", "mends")
"""What of a dry run is needed for what follows."""


def show(ctx: Context, row: dict[str, Any], kind: FileKind) -> None:
    """What the file would change, what it cannot and why; then it waits."""
    differing = row["changed"] if row["names"] else 0
    writes, faults = row["new"] + row["changed"] - differing, row["faults"]
    if not writes and not faults and not differing:
        ctx.reply(SAME(same=kind.counted(row["same"]), faults=0), *_notes(ctx, row))
        return
    kept = {name: row[name] for name in KEPT} | {"writes": writes, "differing": differing, "shown": False}
    ctx.ask("confirm", kind=kind.code, number=ctx.event.data["task"], **kept)
    told = overwriting.differ(ctx, kind, kept) if differing else []
    ctx.reply(*_report(ctx, row, kind, writes, told), _presses(kind, kept))


def _report(ctx: Context, row: dict[str, Any], kind: FileKind, writes: int, differ: list[Line]) -> list[Line | str]:
    faults, lines = row["faults"], row["lines"]
    if not writes and not differ:
        said = SAME(same=kind.counted(row["same"]), faults=faults) if row["same"] else READ(counts=COUNT(n=0), faults=faults)
        return [said, _cut(ctx, lines, faults), *_notes(ctx, row), MEND()]
    has_old = row["changed"] or row["same"]
    counts = (
        COUNTS(n=row["new"] + row["changed"], new=row["new"], changed=row["changed"], same=row["same"])
        if has_old
        else COUNT(n=writes)
    )
    match faults:
        case 0:
            report: list[Line | str] = [READ_CLEAN(counts=counts)]
        case 1:
            report = [READ_ONE(counts=counts, fault=_beside(ctx, lines))]
        case _:
            report = [READ(counts=counts, faults=faults), _cut(ctx, lines, faults)]
    confirm = [_confirm(kind, writes, faults)] if writes else [MEND()] if faults else []
    return [*report, *row["planned"], *_notes(ctx, row), *differ, *confirm]


def _confirm(kind: FileKind, writes: int, faults: int) -> Line:
    return (CONFIRM if faults else CONFIRM_CLEAN)(n=kind.counted(writes))


def _cut(ctx: Context, lines: list[str], faults: int) -> str:
    left = faults - len(lines)
    return _beside(ctx, [*lines, *([MORE(n=left).to(ctx.language)] if left > 0 else [])])


def _beside(ctx: Context, lines: list[str]) -> str:
    """Lines beside each other."""
    return (" | " if ctx.language == "en" else "｜").join(lines)


def _notes(ctx: Context, row: dict[str, Any]) -> list[Line]:
    """What was passed over."""
    if not row["notes"]:
        return []
    more = [MORE(n=row["more_notes"]).to(ctx.language)] if row["more_notes"] else []
    return [NOTE(notes=_beside(ctx, [*row["notes"], *more]))]


def _presses(kind: FileKind, kept: dict[str, Any]) -> list[Press]:
    presses = [Press(IMPORT(n=kind.counted(kept["writes"])), "导入")] if kept["writes"] else []
    presses += [overwriting.press(kind, kept)] if kept["differing"] else []
    return [*presses, Press(ERRORS, "导入 错误表")] if kept["faults"] else presses


@feature.step("confirm", called=Phrase(zh="这次导入", en="this import"), stays=True)
def confirm(ctx: Context, words: str, **kept: Any) -> None:
    """What is said to a dry run."""
    kind: FileKind = ctx.router.file_kinds[kept["kind"]]
    _check_right(ctx, kept)
    said = words.strip().casefold()
    if ctx.event.files:
        pass_on(ctx)
    elif said in NO:
        ctx.reply(NOT_NOW)
    elif said in overwriting.AGREES and kept["shown"]:
        _begin(ctx, kept, agreed=True)
    elif kept["differing"] and (said in overwriting.WANTS_LIST | overwriting.AGREES or (said in YES and not kept["writes"])):
        ctx.ask("confirm", **{**kept, "shown": True})
        overwriting.show(ctx, kind, kept)
    elif said in YES and kept["writes"]:
        _begin(ctx, kept, agreed=False)
    elif said in WANTS_ERRORS and kept["faults"]:
        ctx.ask("confirm", **kept)
        error_table.ask(ctx, kept)
    else:
        ctx.ask("confirm", **kept)
        ctx.reply(_what_now(ctx, said, kind, kept))


def _begin(ctx: Context, kept: dict[str, Any], *, agreed: bool) -> None:
    """Writes what is new, and what was agreed to; the rest can still be asked for."""
    writing.begin(ctx, kept, kept["agreed"] if agreed else "")
    left = {**kept, "writes": 0, "differing": 0 if agreed else kept["differing"]}
    if left["faults"] or left["differing"]:
        ctx.ask("confirm", **left)


def _check_right(ctx: Context, kept: dict[str, Any]) -> None:
    if ctx.member_or_none is None or ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    if ctx.camp.id != kept["camp"]:
        raise Refusal(OTHER_CAMP)
    if ctx.role < kept["role"]:
        raise Refusal(OTHER_ROLE)


def _what_now(ctx: Context, said: str, kind: FileKind, kept: dict[str, Any]) -> Line:
    if said in WANTS_ERRORS:
        return NO_FAULTS()
    if kept["writes"]:
        return _confirm(kind, kept["writes"], kept["faults"])
    return overwriting.AGREE() if kept["shown"] and kept["differing"] else MEND()


def pass_on(ctx: Context) -> None:
    """A file sent instead of an answer goes where it would have gone."""
    for owner, listener in ctx.router.listeners("file"):
        ctx.feature = owner
        listener(ctx)
