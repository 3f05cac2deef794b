"""导出: everything of a kind, or one tag of it, as a file that can be read back; records of some days are `giving_out`'s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from bot.file_kind import FileKind
from bot.membership import camp_by_id
from bot.parts import File
from bot.record_kind import RECORD_KINDS
from handlers.import_export import giving_out
from handlers.import_export.settings import called, feature, kinds
from storage.connection import Db
from storage.files import Files

NO_SUCH_KIND = Phrase(zh="不能导出“{word}”。可以导出：{kinds}。", en="“{word}” cannot be exported. There are: {kinds}.")
NO_SUCH_FORMAT = Phrase(zh="没有“{word}”这种格式，可以用：{formats}。", en="There is no format “{word}”; there are: {formats}.")


@feature.command(
    "导出",
    "export",
    help=Phrase(
        zh="把题库、课程、问答或成员导出成文件，可选标签和格式；学习记录：导出 xapi 5/6-5/9，给人事系统：导出 人事",
        en="Questions, lessons, answers or members as a file, by tag and format; records: export xapi 5/6-5/9; for HR: export hr",
    ),
    by=Role.MANAGER,
    examples=[
        "导出",
        "导出 成员",
        "导出 题库 标签=异议 格式=gift",
        "导出 xapi 5/6-5/9",
        "导出 人事",
        "export questions format=csv",
    ],
    asked={
        r"(?:学习记录|learning records?) (?P<days>\S.{0,30})": "xapi {days}",
        r"导出(?:全部|所有)?(?P<kind>题库|题目|课程|微课|成员|学员|名单|问答|知识|学习记录|学习数据)(?:名单)?": "{kind}",
    },
)
def export(
    ctx: Context,
    kind: Annotated[str, Named("种类", "kind")] = "",
    *,
    tag: Annotated[str, Named("标签", "tag")] = "",
    format: Annotated[str, Named("格式", "format")] = "",
) -> None:
    if (records := giving_out.meant(kind)) is not None:
        return giving_out.ask(ctx, *records, format)
    meant = called(ctx, kind) if kind.strip() else kinds(ctx)[0]
    if meant is None and not format:
        before, _, format = kind.strip().rpartition(" ")
        meant = called(ctx, before)
    if meant is None:
        raise Refusal(
            NO_SUCH_KIND(
                word=kind.strip()[:24], kinds=[*(one.name for one in kinds(ctx)), *(one.name for one in RECORD_KINDS.values())]
            )
        )
    wanted = meant.format(format)
    if wanted is None:
        raise Refusal(NO_SUCH_FORMAT(word=format[:24], formats=[one.name for one in meant.formats]))
    if not ctx.address.direct:
        ctx.promise()
    ctx.task("import_export.export", camp=ctx.camp.id, kind=meant.code, tag=tag, format=wanted.name, language=ctx.language)


@feature.task("export", by=Role.MANAGER)
def export_file(
    reader: Db, files: Files, kinds: Mapping[str, FileKind], camp: int, kind: str, tag: str, format: str, language: str
) -> list[Any]:
    """[file, name, bytes, what to say of what it cannot hold]; [why there is none] where there is nothing."""
    of = kinds[kind]
    wanted = of.format(format)
    assert wanted is not None
    try:
        made = of.export(reader, camp_by_id(reader, camp), wanted, tag, language)
    except Refusal as no:
        return [[no.line.to(language)]]
    what = tag.replace("/", "_") or of.name().to(language)
    holds = of.counted(made.holds).to(language) if language == "zh" else str(made.holds)
    name = f"{what}_{holds}{wanted.ending}"
    return [[files.put(made.content, name), name, len(made.content), [note.to(language) for note in made.notes]]]


@feature.on("done:import_export.export")
def hand_out(ctx: Context) -> None:
    row = ctx.event.data["rows"][0]
    if len(row) == 1:
        ctx.reply(row[0], audience=Audience.PERSON)
        return
    file, name, size, notes = row
    ctx.reply(*notes, File(file, name, size), audience=Audience.PERSON)
