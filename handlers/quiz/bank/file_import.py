"""A file becomes questions: read at once, written when its sender says 导入, taken back with 撤销 within ten minutes."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.messages import FileRef
from bot.parts import File, Progress
from handlers.quiz.bank import importing, upsert
from handlers.quiz.bank.formats import Format
from handlers.quiz.bank.questions import fingerprint, from_plain, to_plain
from handlers.quiz.bank.reading import ParsedBank, Remark, read
from handlers.quiz.bank.settings import KINDS, SPOKEN_KINDS, called, feature
from handlers.quiz.bank.writing import error_table
from storage import bank, dialogs
from storage.connection import Db
from storage.files import Files

ENDINGS = {".xlsx", ".xls", ".csv", ".tsv", ".txt", ".gift", ".xml", ".ods", ".pdf", ".docx", ".zip", ".rar"}
"""What a manager sends without a word and means as a bank, or likely does: what it is, the reading finds out."""
SHOWN = 8
"""Faults named in the chat; all of them are in the table."""
NOTES = 2
PART = 50
"""Questions to one transaction: each costs about 0.15 ms, and whoever checks in meanwhile waits for one transaction."""
LONG = 500
"""With more questions than these the writing shows how far it is."""

READ = Phrase(zh="试读完成，尚未写入：{counts}，问题{faults}。", en="Read, nothing written yet: {counts}, {faults} problems.")
READ_CLEAN = Phrase(zh="试读完成，尚未写入：{counts}，没有问题。", en="Read, nothing written yet: {counts}, no problems.")
READ_ONE = Phrase(zh="{counts}，问题1：{fault}。", en="{counts}, 1 problem: {fault}.")
COUNT = Phrase(zh="可导入{n}", en="{n} can be imported")
COUNTS = Phrase(
    zh="可导入{n}（新增{new}、更新{changed}），无变化{same}",
    en="{n} can be imported ({new} new, {changed} changed), {same} unchanged",
)
SAME = Phrase(
    zh="{same}题已存在且无变化，新增0，更新0，问题{faults}。",
    en="{same} questions are there already and unchanged: 0 new, 0 changed, {faults} problems.",
)
MORE = Phrase(zh="…还有{n}处", en="… and {n} more")
NOTE = Phrase(zh="注意：{notes}", en="Note: {notes}")
CONFIRM = Phrase(
    zh="回复“导入”写入{n}题，或“下载错误表”。", en="Reply “import” to write {n} questions, or “errors” for a table of them."
)
CONFIRM_CLEAN = Phrase(zh="回复“导入”写入{n}题。", en="Reply “import” to write {n} questions.")
MEND = Phrase(
    zh="回复“下载错误表”拿回这些行，改好再发给我。",
    en="Reply “errors” to get these rows in a table; mend them and send it again.",
)
OTHER_KIND = Phrase(
    zh="不是题库？发文件时写上“导入 {kinds}”。", en="Not a question bank? Write “import {kinds}” with the file."
)
IMPORT = Phrase(zh="导入{n}题", en="Import {n}")
ERRORS = Phrase(zh="下载错误表", en="Error table")
TEMPLATE = Phrase(zh="要模板", en="Template")

WRITING = Phrase(zh="正在写入", en="Writing")
WROTE = Phrase(zh="已导入{new}题 {numbers}{tags}{changed}。", en="Imported {new}: {numbers}{tags}{changed}.")
NUMBERS = Phrase(zh="{first}–{last}", en="{first}–{last}")
TAGS = Phrase(zh="，标签：{tags}", en=", tags: {tags}")
TAG = Phrase(zh="{tag}{n}", en="{tag} {n}")
AND_CHANGED = Phrase(zh="，更新{n}题", en=", {n} changed")
ONLY_CHANGED = Phrase(zh="已更新{n}题。", en="{n} questions changed.")
NOTHING_NEW = Phrase(zh="题库里都有了，没有改动。", en="The bank has all of it already; nothing was changed.")
CAN_UNDO = Phrase(zh="10分钟内可发“撤销”。", en="“undo” within 10 minutes takes it back.")
TAKEN_BACK = Phrase(
    zh="✅ 已撤销这次导入：收回{new}题，{changed}题恢复原样。",
    en="✅ The import was taken back: {new} questions retired, {changed} as they were.",
)

SEND_ONE = Phrase(
    zh="把题库文件发给我（xlsx、csv、GIFT、Aiken、Moodle XML），我先试读，不会直接写入。要空表格：题库 模板",
    en="Send me the file (xlsx, csv, GIFT, Aiken, Moodle XML); I read it first and write nothing. For an empty table: bank template",
)
NO_SUCH_KIND = Phrase(zh="不能导入“{word}”。可以导入：{kinds}。", en="“{word}” cannot be imported. There are: {kinds}.")
FOR_MANAGERS = Phrase(zh="题库要由社群经理来导入。", en="Importing is for the community managers.")
OTHER_CAMP = Phrase(
    zh="这份文件是在另一个营试读的，请重新发一次。", en="That file was read for another camp; please send it again."
)
NO_FAULTS = Phrase(zh="这份文件没有问题，不需要错误表。", en="That file had no problems; there is no table.")
ERRORS_NAME = Phrase(zh="{name}_要改的{n}题.xlsx", en="{name}_{n}_to_mend.xlsx")
HERE_THEY_ARE = Phrase(
    zh="每行写着要改的地方。改好直接发回来，多出的两列不用删。",
    en="Each row says what to mend. Send it back as it is; the two extra columns may stay.",
)

YES = {"导入", "import", "是", "yes", "ok", "好"}
WANTS_ERRORS = {"下载错误表", "错误表", "errors", "error table"}


@feature.command(
    "导入",
    "import",
    help=Phrase(
        zh="发文件给我就能导入题库；课程、成员写在词后面。", en="Send me a file to import; name the kind behind the word."
    ),
    by=Role.MANAGER,
    examples=["导入", "导入 成员", "import questions"],
    private=True,
)
def import_(ctx: Context, kind: Annotated[str, Named("种类", "kind")] = "") -> None:
    word = kind.strip().casefold()
    waiting = dialogs.newest(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if not ctx.event.files and waiting is not None and waiting.step.endswith(".import"):
        dialogs.close(ctx.db, waiting.id)
        step = ctx.router.steps[waiting.step]
        ctx.feature = step.feature
        step.run(ctx, word or "导入", **waiting.kept)
    elif ctx.event.files:
        _take(ctx, word, ctx.event.files[0])
    elif word in WANTS_ERRORS or not word or word in SPOKEN_KINDS:
        ctx.reply(SEND_ONE)
    else:
        raise Refusal(NO_SUCH_KIND(word=kind[:24], kinds=_kinds(ctx, "import")))


def _take(ctx: Context, word: str, file: FileRef) -> None:
    """Hands the file to whoever keeps that kind."""
    code = SPOKEN_KINDS.get(word, "" if word else "questions")
    takers = ctx.router.listeners(f"import:{code}")
    if not takers:
        raise Refusal(NO_SUCH_KIND(word=word[:24], kinds=_kinds(ctx, "import")))
    for name, take in takers:
        ctx.feature = name
        take(ctx, file)


def _kinds(ctx: Context, way: str) -> str:
    """The kinds that can go this way (import or export), in the reader's words."""
    return "、".join(name().to(ctx.language) for code, name in KINDS.items() if ctx.router.listeners(f"{way}:{code}"))


# ── the dry run ──────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.on("file")
def file_came(ctx: Context) -> None:
    """A file a manager sends without a word, in private: most likely a bank."""
    if not ctx.address.direct or ctx.member_or_none is None or ctx.role < Role.MANAGER:
        return
    file = ctx.event.files[0]
    if Path(file.name).suffix.lower() in ENDINGS:
        take(ctx, file)


@feature.on("import:questions")
def take(ctx: Context, file: FileRef) -> None:
    """Reads a file without writing anything."""
    ctx.fetch(file, then="bank.read", camp_id=ctx.camp.id, language=ctx.language)


@feature.task("read")
def read_file(reader: Db, files: Files, camp_id: int, language: str, file: str, name: str) -> list[dict[str, Any]]:
    """One row: what the file would change, and what is wrong with it."""
    reading = read(files.path(file).read_bytes())
    stored = {fingerprint(one): one for one in (from_plain(row.plain) for row in bank.everything(reader, camp_id))}
    found = (one.question for one in reading.found)
    plan = importing.plan(found, stored, reading.format) if reading.format else importing.BankChanges((), (), 0)
    return [
        {
            "camp": camp_id,
            "file": file,
            "name": name,
            "known": reading.format is not None,
            "found": len(reading.found),
            "new": len(plan.new),
            "changed": len(plan.changed),
            "same": plan.unchanged,
            "faults": len(reading.faults),
            "lines": _lines(reading.faults, SHOWN, language),
            "notes": _lines(reading.notes, NOTES, language),
        }
    ]


def _lines(remarks: tuple[Remark, ...], most: int, language: str) -> list[str]:
    return [remark.line().to(language) for remark in islice(remarks, most)]


@feature.on("done:bank.read")
def tried(ctx: Context) -> None:
    """Says what the file holds, and waits for 导入."""
    row = ctx.event.data["rows"][0]
    if not row["known"]:
        ctx.reply(row["lines"][0], *_other_kinds(ctx), [Press(TEMPLATE, "题库 模板")])
        return
    writes = row["new"] + row["changed"]
    if not writes and not row["faults"]:
        ctx.reply(SAME(same=row["same"], faults=0))
        return
    _forget_others(ctx)
    ctx.ask(
        "import", camp=row["camp"], file=row["file"], name=row["name"], found=row["found"], writes=writes, faults=row["faults"]
    )
    ctx.reply(*_report(ctx, row, writes), _presses(row, writes))


def _other_kinds(ctx: Context) -> list[Line]:
    """How to say that the file is something else."""
    others = [code for code in KINDS if code != "questions" and ctx.router.listeners(f"import:{code}")]
    return [OTHER_KIND(kinds="/".join(KINDS[code]().to(ctx.language) for code in others))] if others else []


def _forget_others(ctx: Context) -> None:
    """The file sent last is the one that is meant by 导入."""
    while (older := dialogs.newest(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)) and older.step == "bank.import":
        dialogs.close(ctx.db, older.id)


def _report(ctx: Context, row: dict[str, Any], writes: int) -> list[Line | str]:
    """The dry run in words: what can be written, what cannot and why, and what to say now."""
    faults, lines = row["faults"], "｜".join(row["lines"])
    if not writes:
        said: list[Line | str] = [
            SAME(same=row["same"], faults=faults) if row["same"] else READ(counts=COUNT(n=0), faults=faults)
        ]
        said.append(_cut(ctx, lines, faults))
        return [*said, MEND(), *([] if row["same"] else _other_kinds(ctx))]
    has_old = row["changed"] or row["same"]
    counts = COUNTS(n=writes, new=row["new"], changed=row["changed"], same=row["same"]) if has_old else COUNT(n=writes)
    match faults:
        case 0:
            said = [READ_CLEAN(counts=counts)]
        case 1:
            said = [READ_ONE(counts=counts, fault=lines)]
        case _:
            said = [READ(counts=counts, faults=faults), _cut(ctx, lines, faults)]
    if row["notes"]:
        said.append(NOTE(notes="｜".join(row["notes"])))
    return [*said, CONFIRM(n=writes) if faults else CONFIRM_CLEAN(n=writes)]


def _cut(ctx: Context, lines: str, faults: int) -> str:
    more = f"｜{MORE(n=faults - SHOWN).to(ctx.language)}" if faults > SHOWN else ""
    return lines + more


def _presses(row: dict[str, Any], writes: int) -> list[Press]:
    presses = [Press(IMPORT(n=writes), "导入")] if writes else []
    return [*presses, Press(ERRORS, "导入 错误表")] if row["faults"] else presses


# ── the writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.step("import")
def confirm(ctx: Context, words: str, *, camp: int, file: str, name: str, found: int, writes: int, faults: int) -> None:
    """What is said to a dry run: 导入, 下载错误表, or another file."""
    kept = {"camp": camp, "file": file, "name": name, "found": found, "writes": writes, "faults": faults}
    if ctx.member_or_none is None or ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    if ctx.camp.id != camp:
        raise Refusal(OTHER_CAMP)
    said = words.strip().casefold()
    if ctx.event.files:
        for owner, listener in ctx.router.listeners("file"):
            ctx.feature = owner
            listener(ctx)
    elif said in YES and writes:
        _write(ctx, file, found)
        if faults:
            ctx.ask("import", **{**kept, "writes": 0})
    elif said in WANTS_ERRORS and faults:
        ctx.ask("import", **kept)
        ctx.task("bank.errors", file=file, title=Path(name).stem, language=ctx.language)
    else:
        ctx.ask("import", **kept)
        ctx.reply(_what_now(said, writes, faults))


def _what_now(said: str, writes: int, faults: int) -> Line:
    if said in WANTS_ERRORS:
        return NO_FAULTS()
    if not writes:
        return MEND()
    return CONFIRM(n=writes) if faults else CONFIRM_CLEAN(n=writes)


def _write(ctx: Context, file: str, found: int) -> None:
    import_id = bank.open_import(ctx.db, ctx.camp.id, file, at=ctx.now)
    progress = ctx.reply(Progress(WRITING().to(ctx.language), 0, found)) if found > LONG else None
    ctx.task("bank.unfold", file=file, import_id=import_id, progress=progress)


@feature.task("unfold")
def unfold(reader: Db, files: Files, file: str, import_id: int, progress: int | None) -> list[Any]:
    """The file's questions as a file of ours, one a line, each with the format it came in: [name, how many]."""
    reading: ParsedBank = read(files.path(file).read_bytes())
    lines = [json.dumps([reading.format, to_plain(one.question)], ensure_ascii=False) for one in reading.found]
    return [[files.put("\n".join(lines).encode(), "questions.jsonl"), len(lines)]]


@feature.on("done:bank.unfold")
def begin_writing(ctx: Context) -> None:
    payload = ctx.event.data["payload"]
    file, total = ctx.event.data["rows"][0]
    part = {"import_id": payload["import_id"], "progress": payload["progress"], "total": total}
    ctx.task("bank.part", lines=file, start=0, **part)


@feature.task("part")
def part_of(reader: Db, files: Files, lines: str, start: int, **rest: Any) -> list[Any]:
    """The next questions, as many as one transaction takes."""
    with files.path(lines).open(encoding="utf-8") as opened:
        return [json.loads(line) for line in islice(opened, start, start + PART)]


@feature.on("done:bank.part")
def write(ctx: Context) -> None:
    """A part of the questions, written; after the last one it is said what came of all."""
    rows, payload = ctx.event.data["rows"], ctx.event.data["payload"]
    questions = [from_plain(plain) for _, plain in rows]
    upsert.put(ctx.db, ctx.camp.id, payload["import_id"], questions, Format(rows[0][0]), at=ctx.now)
    done = payload["start"] + len(rows)
    if done == payload["total"]:
        return _wrote_all(ctx, payload["import_id"], payload["progress"])
    if payload["progress"] is not None:
        ctx.edit(payload["progress"], Progress(WRITING().to(ctx.language), done, payload["total"]))
    ctx.task("bank.part", **{**payload, "start": done})


def _wrote_all(ctx: Context, import_id: int, progress: int | None) -> None:
    summary = bank.summary(ctx.db, import_id)
    said = _wrote(ctx, import_id, summary)
    if summary.new or summary.changed:
        ctx.audit("import", undo={"import_id": import_id}, new=summary.new, changed=summary.changed)
        said.append(CAN_UNDO())
    if progress is None:
        ctx.reply(*said)
    else:
        ctx.edit(progress, *said, last=True)


def _wrote(ctx: Context, import_id: int, summary: bank.Summary) -> list[Line]:
    if not summary.new:
        return [ONLY_CHANGED(n=summary.changed) if summary.changed else NOTHING_NEW()]
    assert summary.first is not None and summary.last is not None
    first, last = called(summary.first), called(summary.last)
    tags = "、".join(TAG(tag=tag, n=n).to(ctx.language) for tag, n in bank.new_tags(ctx.db, import_id))
    return [
        WROTE(
            new=summary.new,
            numbers=first if first == last else NUMBERS(first=first, last=last),
            tags=TAGS(tags=tags) if tags else "",
            changed=AND_CHANGED(n=summary.changed) if summary.changed else "",
        )
    ]


# ── taking it back ───────────────────────────────────────────────────────────────────────────────────────────────────


@feature.undoes("import")
def take_back(ctx: Context, import_id: int) -> None:
    summary = bank.summary(ctx.db, import_id)
    _put_back(ctx, ctx.camp.id, import_id, 0)
    ctx.reply(TAKEN_BACK(new=summary.new, changed=summary.changed))


@feature.due("put_back")
def put_back(ctx: Context, subject: str, _: Any) -> None:
    """The next slice of an import that is taken back."""
    camp, import_id, after = map(int, subject.split(":"))
    _put_back(ctx, camp, import_id, after)


def _put_back(ctx: Context, camp: int, import_id: int, after: int) -> None:
    following = bank.put_back(ctx.db, camp, import_id, after=after, most=PART, at=ctx.now)
    if following is not None:
        ctx.later("bank.put_back", f"{camp}:{import_id}:{following}", ctx.now)


# ── the table of faults ──────────────────────────────────────────────────────────────────────────────────────────────


@feature.task("errors")
def errors(reader: Db, files: Files, file: str, title: str, language: str) -> list[Any]:
    """The faulty rows as a workbook in the store: [file, name, bytes]."""
    reading = read(files.path(file).read_bytes())
    content = error_table(reading, language)
    name = ERRORS_NAME(name=title, n=len(reading.faults)).to(language)
    return [[files.put(content, name), name, len(content)]]


@feature.on("done:bank.errors")
def hand_over(ctx: Context) -> None:
    file, name, size = ctx.event.data["rows"][0]
    ctx.reply(HERE_THEY_ARE, File(file, name, size))
