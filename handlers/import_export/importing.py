"""导入 and a file sent in private: what kind it is, read at once, nothing written. What follows is in confirming and writing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import islice
from mimetypes import guess_type
from typing import Annotated, Any

from bot import dry_run
from bot.arguments import Named
from bot.documents import faults as file_faults
from bot.documents import number_ranges
from bot.documents.document import Document, FileType
from bot.documents.parsed import Remark
from bot.feature import Camp, Context, Phrase, Press, Refusal, Role
from bot.file_kind import FileKind
from bot.membership import camp_by_id
from bot.messages import FileRef
from handlers.import_export import confirming, pasting, template
from handlers.import_export.allowed import allowed
from handlers.import_export.recognising import recognised
from handlers.import_export.settings import called, feature, kinds, names, template_press
from storage import dialogs
from storage.connection import Db
from storage.files import Files

NOT_TO_READ = ("image", "audio", "video")
"""What a manager sends and does not mean to be read. Whatever else it is, the reading finds out and says."""
PASTED = "pasted.txt"
_ONE_OF = re.compile(r"[/／、,，|]|或")
"""What parts kinds where somebody leaves it to the file which of them it is: 课程/问答."""
SHOWN = 8
"""Faults named in the chat; all of them are in the table."""
NOTES = 3
OVERWRITES, NAMES = 20, 400
"""Changes told as old → new, and named."""

SEND_ONE = Phrase(
    zh="把{kinds}文件发给我，我先试读，不会直接写入。",
    en="Send me a file of {kinds}; I read it first and write nothing.",
)
SEND_ONE_OF = Phrase(
    zh="把{kind}文件发给我（{takes}），我先试读，不会直接写入。",
    en="Send me the file of {kind} ({takes}); I read it first and write nothing.",
)
NO_SUCH_KIND = Phrase(zh="不能导入“{word}”。可以导入：{kinds}。", en="“{word}” cannot be imported. There are: {kinds}.")
NOT_RECOGNISED = Phrase(
    zh="没看出这是什么文件。表格要有表头，可以照着模板填；知道是哪种就说一声，如“导入 {kind}”。",
    en="I cannot tell what this file holds. A table needs heads, as in the templates; or tell me what it is, like “import {kind}”.",
)
TAKES = Phrase(zh="{kind}可以发：{takes}。", en="For {kind} you can send: {takes}.")
WHICH = Phrase(zh="这份文件可以当{kinds}，要按哪种导入？", en="This file could be any of {kinds}. Which is it?")


@feature.command(
    "导入",
    "import",
    help=Phrase(
        zh="发文件给我就能导入题库、课程、问答、成员，先试读再写入；空白文件：导入 成员 模板",
        en="Send me a file of questions, lessons, answers or members: read first, then written. One to fill in: import members template",
    ),
    by=Role.MANAGER,
    examples=["导入", "导入 成员", "导入 成员 模板", "import questions"],
    asked={
        r"导入(?P<kind>题库|题目|课程|微课|成员|学员|名单|问答|知识|剧本|角色卡)(?:名单|文件|表)?": "{kind}",
        r"(?:要|给我|下载|有没有)?(?:一个|一份|个)?"
        r"(?P<kind>题库|题目|课程|微课|成员|学员|名单|问答|知识|剧本|角色卡)(?:导入)?的?模[板版](?:文件|表)?": "{kind} 模板",
    },
    private=True,
)
def import_(ctx: Context, kind: Annotated[str, Named("种类", "kind")] = "") -> None:
    word, _, rest = kind.strip().partition(" ")
    meant = called(ctx, word)
    is_one_of = ctx.event.files and any(called(ctx, part) for part in _ONE_OF.split(word))
    if word and meant is None and not is_one_of and word.casefold() not in confirming.ANSWERS:
        raise Refusal(NO_SUCH_KIND(word=word[:24], kinds=names(ctx, kinds(ctx))))
    if rest.strip().casefold() in template.WORDS and meant:
        template.ask(ctx, meant.code)
    elif ctx.event.files:
        take(ctx, ctx.event.files[0], meant)
    elif (waiting := _waiting(ctx)) is not None:
        _answer(ctx, waiting, kind.strip(), meant)
    elif meant:
        paste = [pasting.OR_PASTE] if meant.reads_sources else []
        ctx.reply(SEND_ONE_OF(kind=meant.name, takes=meant.takes), *paste, [template_press(ctx, meant)])
        if paste:
            pasting.begin(ctx, meant)
    else:
        ctx.reply(SEND_ONE(kinds=names(ctx, kinds(ctx))), [template_press(ctx, one) for one in kinds(ctx)])


def _waiting(ctx: Context) -> dialogs.Dialog | None:
    """What was asked about a file and not answered yet."""
    dialog = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    return dialog if dialog is not None and dialog.step in (dry_run.STEP, WHICH_STEP, pasting.STEP) else None


def _answer(ctx: Context, waiting: dialogs.Dialog, words: str, meant: FileKind | None) -> None:
    """导入 is a command and so is not taken for an answer; here it is one."""
    dialogs.close(ctx.db, waiting.id)
    if waiting.step == pasting.STEP:
        if waiting.kept["text"]:
            return pasting.read(ctx, waiting.kept)
        ctx.reply(pasting.OR_PASTE)
        pasting.begin(ctx, ctx.router.file_kinds[waiting.kept["kind"]])
    elif waiting.step == WHICH_STEP:
        which(ctx, words, **waiting.kept)
    elif meant is not None and meant.code != waiting.kept["kind"]:
        read_as(ctx, waiting.kept["file"], waiting.kept["name"], meant.code)
    else:
        confirming.confirm(ctx, "导入" if meant else words or "导入", **waiting.kept)


@feature.on("file")
def file_came(ctx: Context) -> None:
    """A file a manager sends without a word, in private."""
    if not ctx.address.direct or ctx.member_or_none is None or ctx.role < Role.MANAGER:
        return
    file = ctx.event.files[0]
    if (guess_type(file.name)[0] or "").partition("/")[0] not in NOT_TO_READ:
        take(ctx, file, None)


def take(ctx: Context, file: FileRef, kind: FileKind | None) -> None:
    """Reads a file without writing anything."""
    code = kind.code if kind else ""
    ctx.fetch(file, then="import_export.read", camp=ctx.camp.id, kind=code, role=ctx.role.value, language=ctx.language)


def read_as(ctx: Context, file: str, name: str, kind: str) -> None:
    """Reads a file in the store as a kind."""
    ctx.task(
        "import_export.read",
        camp=ctx.camp.id,
        kind=kind,
        role=ctx.role.value,
        language=ctx.language,
        file=file,
        name=name,
    )


# ── the dry run ──────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.task("read", by=Role.MANAGER)
def read_file(
    reader: Db,
    files: Files,
    kinds: Mapping[str, FileKind],
    camp: int,
    kind: str,
    role: int,
    language: str,
    file: str,
    name: str,
) -> list[dict[str, Any]]:
    """One row: which kinds the file may be, or what it would change, what is wrong with it, and its slices as a file of ours, one
    transaction a line."""
    document, in_camp = Document(files.read(file), name), camp_by_id(reader, camp)
    row: dict[str, Any] = {"file": file, "name": name, "camp": camp, "role": role}
    try:
        found = [kinds[kind]] if kind else recognised(kinds.values(), document, in_camp)
        if not found and document.type not in (FileType.TEXT, FileType.WORKBOOK):
            raise Refusal(file_faults.NOT_READ(what=document.type.value))
    except Refusal as no:
        return [row | {"kinds": [], "refused": no.line.to(language)}]
    if len(found) != 1:
        return [row | {"kinds": [one.code for one in found]}]
    return [row | {"kinds": [found[0].code]} | _tried(reader, files, found[0], in_camp, Role(role), document, language)]


@feature.task("read_pasted", by=Role.MANAGER)
def read_pasted(reader: Db, files: Files, kinds: Mapping[str, FileKind], text: str, **about: Any) -> list[dict[str, Any]]:
    """The same for text that was pasted, kept as a file."""
    return read_file(reader, files, kinds, file=files.put(text.encode(), PASTED), name=PASTED, **about)


def _tried(
    reader: Db, files: Files, kind: FileKind, camp: Camp, role: Role, document: Document, language: str
) -> dict[str, Any]:
    parsed = allowed(reader, camp, kind, kind.read(document, camp), role)
    if parsed.format is None:
        return {"refused": parsed.faults[0].line().to(language)}
    plan = kind.plan(reader, camp, parsed.values)
    overwrites = kind.overwrites(reader, camp, parsed.values, language)
    slices = kind.slices([kind.pack(value) for value in parsed.values])
    lines = "\n".join(json.dumps(some, ensure_ascii=False) for some in slices)
    return {
        "slices": files.put(lines.encode(), "slices.jsonl"),
        "n_slices": len(slices),
        "total": len(parsed.items),
        **plan._asdict(),
        "overwrites": [f"{one.name} {one.change}" for one in overwrites[:OVERWRITES]],
        "names": [one.name for one in overwrites[:NAMES]],
        "agreed": number_ranges.written(one.number for one in overwrites),
        "faults": len(parsed.faults),
        "mends": dry_run.faults(kind, parsed, language),
        "lines": _lines(parsed.faults, SHOWN, language),
        "notes": _lines(parsed.notes, NOTES, language),
        "more_notes": max(0, len(parsed.notes) - NOTES),
        "planned": [line.to(language) for line in kind.planned(reader, camp, parsed.values)],
    }


def _lines(remarks: tuple[Remark, ...], most: int, language: str) -> list[str]:
    return [remark.line().to(language) for remark in islice(remarks, most)]


@feature.on("done:import_export.read_pasted")
def tried_pasted(ctx: Context) -> None:
    tried(ctx)


@feature.on("done:import_export.read")
def tried(ctx: Context) -> None:
    """Says what the file holds, and waits for 导入; or asks which kind it is."""
    row = ctx.event.data["rows"][0]
    found = [ctx.router.file_kinds[code] for code in row["kinds"]]
    if "refused" in row:
        takes = [TAKES(kind=kind.name, takes=kind.takes) for kind in found or kinds(ctx)]
        ctx.reply(row["refused"], *takes, [template_press(ctx, kind) for kind in found or kinds(ctx)])
    elif not found:
        usual = kinds(ctx)[0]
        _forget_older(ctx)
        ctx.ask("which", file=row["file"], name=row["name"])
        ctx.reply(NOT_RECOGNISED(kind=usual.name), [template_press(ctx, kind) for kind in kinds(ctx)])
    elif len(found) > 1:
        _forget_older(ctx)
        ctx.ask("which", file=row["file"], name=row["name"])
        ctx.reply(WHICH(kinds=names(ctx, found)), [Press(kind.name, f"导入 {kind.words[0]}") for kind in found])
    else:
        _forget_older(ctx)
        confirming.show(ctx, row, found[0])


def _forget_older(ctx: Context) -> None:
    """The file sent last is the one that is meant by 导入."""
    while (older := _waiting(ctx)) is not None:
        dialogs.close(ctx.db, older.id)


def _names_a_kind(ctx: Context, words: str) -> bool:
    return called(ctx, words) is not None


@feature.step("which", called=Phrase(zh="这次导入", en="this import"), stays=True, claims=_names_a_kind)
def which(ctx: Context, words: str, *, file: str, name: str) -> None:
    """The kind, said to a file that could be several; or another file."""
    meant = called(ctx, words)
    if ctx.event.files:
        confirming.pass_on(ctx)
    elif meant is not None:
        read_as(ctx, file, name, meant.code)
    else:
        raise Refusal(NO_SUCH_KIND(word=words.strip()[:24], kinds=names(ctx, kinds(ctx))))


WHICH_STEP = f"{feature.name}.which"
