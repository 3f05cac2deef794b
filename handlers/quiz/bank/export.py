"""The bank as a file: everything or one tag, in any of the five formats, and the empty table to fill in."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal, Role
from bot.parts import File
from handlers.quiz.bank.formats import FILE_ENDINGS, FORMAT_NAMES, LOSES, Format, carried
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.bank.settings import KINDS, SPOKEN_KINDS, feature
from handlers.quiz.bank.writing import left_out, template, write
from storage import bank
from storage.connection import Db
from storage.files import Files

SPOKEN_FORMATS = {
    "": Format.XLSX,
    "excel": Format.XLSX,
    "表格": Format.XLSX,
    "moodle": Format.MOODLE_XML,
    "moodlexml": Format.MOODLE_XML,
    "xml": Format.MOODLE_XML,
} | {str(one): one for one in Format}

NAME = Phrase(zh="{what}_{n}题{ending}", en="{what}_{n}_questions{ending}")
BANK = Phrase(zh="题库", en="bank")
TEMPLATE_NAME = Phrase(zh="题库模板.xlsx", en="bank_template.xlsx")
LEFT_OUT = Phrase(
    zh="有{n}题 {format} 写不下，没有导出。{loses}", en="{n} questions cannot be said in {format} and were left out. {loses}"
)
NO_QUESTIONS = Phrase(zh="题库还是空的。把题库文件发给我就能导入。", en="The bank is empty. Send me a file to fill it.")
NO_SUCH_TAG = Phrase(zh="没有“{tag}”这个标签的题。有：{tags}。", en="No question is tagged “{tag}”. There are: {tags}.")
NO_SUCH_FORMAT = Phrase(zh="没有“{word}”这种格式，可以用：{formats}。", en="There is no format “{word}”; there are: {formats}.")
NO_SUCH_KIND = Phrase(zh="不能导出“{word}”。可以导出：{kinds}。", en="“{word}” cannot be exported. There are: {kinds}.")
FILL_IN = Phrase(
    zh="照着例题填，填好直接发给我。例题可以删。", en="Fill it in like the examples and send it to me; the examples may go."
)


@feature.command(
    "导出",
    "export",
    help=Phrase(
        zh="把题库导出成文件，可选标签和格式（xlsx、csv、gift、aiken、moodle-xml）。",
        en="The bank as a file, by tag and format (xlsx, csv, gift, aiken, moodle-xml).",
    ),
    by=Role.MANAGER,
    examples=["导出", "导出 题库 标签=异议 格式=gift", "export questions format=csv"],
    private=True,
)
def export(
    ctx: Context,
    kind: Annotated[str, Named("种类", "kind")] = "",
    *,
    tag: Annotated[str, Named("标签", "tag")] = "",
    format: Annotated[str, Named("格式", "format")] = "",
) -> None:
    word = kind.strip().casefold()
    code = SPOKEN_KINDS.get(word, "" if word else "questions")
    givers = ctx.router.listeners(f"export:{code}")
    if not givers:
        kinds = "、".join(name().to(ctx.language) for known, name in KINDS.items() if ctx.router.listeners(f"export:{known}"))
        raise Refusal(NO_SUCH_KIND(word=kind[:24], kinds=kinds))
    for name, give in givers:
        ctx.feature = name
        give(ctx, tag, format)


@feature.on("export:questions")
def give(ctx: Context, tag: str, format: str) -> None:
    """Asks for the file of a bank."""
    wanted = SPOKEN_FORMATS.get(format.casefold())
    if wanted is None:
        raise Refusal(NO_SUCH_FORMAT(word=format[:24], formats="、".join(Format)))
    if not bank.count(ctx.db, ctx.camp.id, tag or None):
        tags = "、".join(name for name, _ in bank.tags(ctx.db, ctx.camp.id))
        raise Refusal(NO_SUCH_TAG(tag=tag[:24], tags=tags) if tag and tags else NO_QUESTIONS)
    ctx.task("bank.export", camp_id=ctx.camp.id, tag=tag, format=wanted, language=ctx.language)


@feature.task("export")
def export_file(reader: Db, files: Files, camp_id: int, tag: str, format: str, language: str) -> list[Any]:
    """[file, name, bytes, what to say of what it cannot carry]."""
    kept = Format(format)
    questions = [from_plain(row.plain) for row in bank.everything(reader, camp_id, tag or None)]
    missing = left_out(questions, kept)
    content = write(questions, kept, language)
    what = tag.replace("/", "_") or BANK().to(language)
    name = NAME(what=what, n=len(questions) - len(missing), ending=FILE_ENDINGS[kept]).to(language)
    loses = LOSES[kept]().to(language) if any(carried(one, kept) != one for one in questions) else ""
    note = LEFT_OUT(n=len(missing), format=FORMAT_NAMES[kept], loses=loses).to(language) if missing else loses
    return [[files.put(content, name), name, len(content), note]]


@feature.on("done:bank.export")
def hand_out(ctx: Context) -> None:
    file, name, size, note = ctx.event.data["rows"][0]
    ctx.reply(*([note] if note else []), File(file, name, size))


def give_template(ctx: Context) -> None:
    """Asks for the empty table."""
    ctx.task("bank.template", language=ctx.language)


@feature.task("template")
def template_file(reader: Db, files: Files, language: str) -> list[Any]:
    """[file, name, bytes]."""
    content, name = template(language), TEMPLATE_NAME().to(language)
    return [[files.put(content, name), name, len(content)]]


@feature.on("done:bank.template")
def hand_template(ctx: Context) -> None:
    file, name, size = ctx.event.data["rows"][0]
    ctx.reply(FILL_IN, File(file, name, size))
