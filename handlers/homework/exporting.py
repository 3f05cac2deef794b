"""作业 导出: who handed in what and what became of it as a workbook, and the files packed, each in a folder of its author and version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from bot import rubric
from bot.audience import Audience
from bot.documents.packing import packs, safe
from bot.documents.workbook import Workbook
from bot.feature import Context, Phrase, Role
from bot.figures import decimal
from bot.parts import File
from handlers.homework import rating, showing
from handlers.homework.settings import feature
from storage.connection import Db
from storage.files import FileMissing, Files
from storage.homework import assignments, hand_ins, progress, ratings
from storage.homework.assignments import Homework
from storage.homework.hand_ins import HandIn, HandInPiece

MOST_PACKS = 10

SHEET = Phrase(zh="作业", en="Homework")
HEADS = Phrase(
    zh="姓名;编号;版本;交的时间;迟交;状态;谁评的;评的时间;评语;文字;附件;评分人数;均分",
    en="name;number;version;handed in;late;state;decided by;decided at;words;text;files;raters;mean",
)
RATINGS = Phrase(zh="评分", en="Ratings")
RATING_HEADS = Phrase(zh="编号;作者;评的人;同伴;评的时间", en="number;author;rater;peer;rated at")
COMMENT = Phrase(zh="评语", en="words")
YES, NO = Phrase(zh="是", en="yes"), Phrase(zh="否", en="no")
VERSION = Phrase(zh="第{n}版", en="version {n}")
TEXT = Phrase(zh="文字", en="text")
PACKED = Phrase(zh="{title} 附件{n}.zip", en="{title} files {n}.zip")
CUT = Phrase(
    zh="附件太多，这里只有前{n}包。其余的逐份看：作业 看 H编号",
    en="Too many files: these are the first {n:pack|packs}. For others: homework see H…",
)


def export(ctx: Context, one: Homework) -> None:
    """Asks for the files; they come to whoever asked, in private."""
    ctx.task("homework.pack", homework=one.id, language=ctx.language, zone=str(ctx.zone))
    ctx.promise()


@feature.task("pack", by=Role.MANAGER)
def pack(reader: Db, homework: int, language: str, zone: str, files: Files) -> list[dict[str, Any]]:
    """The workbook and the packs, kept in the store: of each its file, name and size in bytes; `cut` where there would be more."""
    one = assignments.find_any(reader, homework)
    assert one is not None
    handed = hand_ins.everything(reader, homework)
    made = Workbook()
    heads = HEADS().to(language).split(";")
    made.add(SHEET().to(language), heads, _rows(reader, one, handed, language, ZoneInfo(zone)), wide=(heads[8], heads[9]))
    if one.rubric:
        rating_heads = [*RATING_HEADS().to(language).split(";"), *one.rubric, COMMENT().to(language)]
        made.add(RATINGS().to(language), rating_heads, _ratings(reader, one, language, ZoneInfo(zone)))
    rows = [_kept(files, made.saved(), f"{safe(one.title)}.xlsx")]
    for n, content in enumerate(packs(_entries(reader, handed, files, language)), 1):
        if n > MOST_PACKS:
            rows[-1]["cut"] = True
            break
        rows.append(_kept(files, content, PACKED(title=safe(one.title), n=n).to(language)))
    return rows


def _kept(files: Files, content: bytes, name: str) -> dict[str, Any]:
    return {"file": files.put(content, name), "name": name, "size": len(content)}


def _rows(reader: Db, one: Homework, handed: list[HandIn], language: str, zone: ZoneInfo) -> Iterable[list[Any]]:
    """Every version, author by author; then those who have handed in nothing."""
    for it in handed:
        pieces = hand_ins.pieces(reader, it.id)
        points = rating.given(ratings.of(reader, it.id), len(one.rubric)) if one.rubric else []
        yield [
            it.name,
            f"H{it.id}",
            it.version,
            _moment(it.at, zone),
            (YES if it.is_late else NO)().to(language),
            showing.STATE[it.state]().to(language),
            it.judge or "",
            _moment(it.decided_at, zone),
            it.reason or "",
            "\n".join(piece.words for piece in pieces if piece.kind == "words"),
            sum(piece.kind != "words" for piece in pieces),
            len(points) if one.rubric else "",
            decimal(rubric.mean(points)) if points else "",
        ]
    there = {it.membership for it in handed}
    for who in progress.expected(reader, one.id):
        if who.id not in there:
            yield [who.name, "", "", "", "", showing.MISSING().to(language), *[""] * 7]


def _ratings(reader: Db, one: Homework, language: str, zone: ZoneInfo) -> Iterable[list[Any]]:
    authors = {it.id: it.name for it in hand_ins.everything(reader, one.id)}
    for it in ratings.of_homework(reader, one.id):
        if it.given_at is not None and it.hand_in in authors:
            points = [it.scores.get(place, "") for place in range(len(one.rubric))]
            peer = (YES if it.is_peer else NO)().to(language)
            yield [f"H{it.hand_in}", authors[it.hand_in], it.name, peer, _moment(it.given_at, zone), *points, it.comment]


def _moment(at: Any, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at is not None else ""


# ── the packs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _entries(reader: Db, handed: list[HandIn], files: Files, language: str) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every piece; what was erased or lost meanwhile is left out."""
    for it in handed:
        folder = f"{safe(it.name)} H{it.id} {VERSION(n=it.version).to(language)}"
        for place, piece in enumerate(hand_ins.pieces(reader, it.id), 1):
            content = _content(piece, files)
            if content is not None:
                yield f"{folder}/{place:02d} {_called(piece, language)}", content


def _content(piece: HandInPiece, files: Files) -> bytes | None:
    if piece.kind == "words":
        return piece.words.encode()
    try:
        return files.read(piece.file) if piece.file is not None else None
    except FileMissing:
        return None


def _called(piece: HandInPiece, language: str) -> str:
    if piece.kind == "words":
        return f"{TEXT().to(language)}.txt"
    ending = safe(PurePath(piece.words).suffix) if PurePath(piece.words).suffix else ""
    return f"{safe(PurePath(piece.words).stem)}{'.' if ending else ''}{ending}"


@feature.on("done:homework.pack")
def packed(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        note = [CUT(n=MOST_PACKS)] if "cut" in row else []
        ctx.reply(File(row["file"], row["name"], row["size"]), *note, audience=Audience.PERSON)
