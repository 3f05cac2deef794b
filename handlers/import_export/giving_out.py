"""导出 xapi 5/6-5/9: records of some days as a file, as far as a chat carries one."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.audience import Audience
from bot.documents.packing import PACK
from bot.feature import Context, Phrase, Refusal, Role
from bot.file_kind import format_apart
from bot.membership import camp_by_id
from bot.names import folded
from bot.parts import File
from bot.record_kind import RECORD_KINDS, RecordKind, RecordsAsked, home_of, stretch_of
from handlers.import_export.settings import feature
from scheduler.when import parse_past_days
from storage.connection import Db
from storage.files import Files

NO_DAYS = Phrase(
    zh="没看懂“{words}”是哪几天。试试：导出 {record} 5/6-5/9", en="“{words}” are no days. Try: export {record} 5/6-5/9"
)
NO_SUCH_FORMAT = Phrase(zh="没有“{word}”这种格式，可以用：{formats}。", en="There is no format “{word}”; there are: {formats}.")
NOTHING = Phrase(zh="这段时间没有学习记录。", en="There are no learning records of that time.")
TOO_LARGE = Phrase(
    zh="这些记录超过{most} MB，聊天里发不出。请选短一些的日子，或在服务器上运行：python -m bot export {kind} 文件名{ending} --camp 营名",
    en="These records are over {most} MB, more than a chat carries. Choose fewer days, or on the server run: "
    "python -m bot export {kind} FILE{ending} --camp NAME",
)
HOLDS = Phrase(zh="✅ {n}条记录", en="✅ {n:record|records}")
MEGABYTE = 1024 * 1024


def meant(words: str) -> tuple[RecordKind, str] | None:
    """The kind of record words mean, and the days behind it."""
    said = words.split()
    for place in (1, 2):
        word = folded(" ".join(said[:place]))
        kind = next((kind for kind in RECORD_KINDS.values() if word in kind.words), None)
        if kind is not None:
            return kind, " ".join(said[place:])
    return None


def ask(ctx: Context, kind: RecordKind, words: str, format: str) -> None:
    """Has the records of some days written, of all there is where no days are named. Raises Refusal."""
    if not format:
        words, format = format_apart(kind.formats, words)
    days = parse_past_days(words, ctx.today) if words else None
    if words and days is None:
        raise Refusal(NO_DAYS(words=words[:24], record=kind.name))
    wanted = kind.format(format)
    if wanted is None:
        raise Refusal(NO_SUCH_FORMAT(word=format[:24], formats=[one.name for one in kind.formats]))
    ctx.promise()
    ctx.task(
        "import_export.give_out",
        camp=ctx.camp.id,
        kind=kind.code,
        days=None if days is None else [day.isoformat() for day in days],
        today=ctx.today.isoformat(),
        format=wanted.name,
        language=ctx.language,
    )


@feature.task("give_out", by=Role.MANAGER)
def give_out(
    reader: Db,
    files: Files,
    secret: bytes,
    camp: int,
    kind: str,
    days: list[str] | None,
    today: str,
    format: str,
    language: str,
) -> list[Any]:
    """[file, name, bytes, how many]; [why there is none] where there is nothing, or more than a chat carries."""
    of = RECORD_KINDS[kind]
    wanted = of.format(format)
    assert wanted is not None
    in_camp = camp_by_id(reader, camp)
    between = None if days is None else (date.fromisoformat(days[0]), date.fromisoformat(days[1]))
    stretch = stretch_of(in_camp, between, date.fromisoformat(today))
    content, holds = bytearray(), 0
    for piece in of.pieces(reader, RecordsAsked(in_camp, stretch, wanted, language, home_of(secret))):
        content += piece.content
        holds += piece.holds
        if len(content) > PACK:
            return [[TOO_LARGE(most=PACK // MEGABYTE, kind=kind, ending=wanted.ending).to(language)]]
    if not holds:
        return [[NOTHING().to(language)]]
    name = of.file().to(language) + wanted.ending
    return [[files.put(bytes(content), name), name, len(content), holds]]


@feature.on("done:import_export.give_out")
def hand_out(ctx: Context) -> None:
    row = ctx.event.data["rows"][0]
    if len(row) == 1:
        ctx.reply(row[0], audience=Audience.MANAGERS)
        return
    file, name, size, holds = row
    ctx.reply(HOLDS(n=holds), File(file, name, size), audience=Audience.MANAGERS)
