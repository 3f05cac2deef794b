"""A file that was handed in is fetched and looked at: what it is by its content, so that nothing is what its name only says."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from bot.audience import Audience
from bot.documents.document import Document, FileType
from bot.feature import Context, Phrase, Refusal
from handlers.homework import rules
from handlers.homework.finishing import finish, total
from handlers.homework.handing_in import CLOSED, NOTHING_YET, TOO_LARGE, kind_of
from handlers.homework.settings import feature
from storage.connection import Db
from storage.files import Files
from storage.homework import assignments, hand_ins

SHOWN = (b"\x89PNG\r\n", b"\xff\xd8\xff")
"""What every channel shows as a picture."""
PICTURES = (*SHOWN, b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
BOXES = (b"ftyphei", b"ftypmif1", b"ftypavif")
"""What stands behind a HEIC's or AVIF's first four bytes."""

EMPTY = Phrase(zh="“{name}”是空的，没有收。", en="“{name}” is empty and was not taken.")
NOT_A_PICTURE = Phrase(
    zh="“{name}”名字是图片，里面是{what}，没有收。是文件就改回原来的名字再发。",
    en="“{name}” is called a picture but is {what}; it was not taken. If it is a file send it under its own name.",
)
SOMETHING_ELSE = Phrase(zh="别的东西", en="something else")
NOT_FETCHED = Phrase(
    zh="“{name}”没有传到，没有收。请再发一次。", en="“{name}” did not arrive and was not taken. Please send it again."
)
EMPTY_FILE, ODD_PICTURE = "empty", "no picture"


@feature.task("keep")
def look_at(reader: Db, hand_in: int, piece: int, file: str, name: str, files: Files) -> list[Any]:
    """[[piece, kind, file, name, bytes, what is wrong, what it is in both languages]]."""
    content = files.read(file)
    kind, problem, what = kind_of(name), "", ["", ""]
    if not content.strip(b"\0"):
        problem = EMPTY_FILE
    elif kind == "picture" and not is_picture(content):
        said = _what(content, name)
        problem, what = ODD_PICTURE, [said.zh, said.en]
    if kind == "picture" and not content.startswith(SHOWN):
        kind = "file"
    return [[piece, kind, file, PurePath(name).name, len(content), problem, what]]


def is_picture(content: bytes) -> bool:
    """Whether it is one, by its first bytes."""
    is_webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return is_webp or content.startswith(PICTURES) or content[4:16].startswith(BOXES)


def _what(content: bytes, name: str) -> Phrase:
    try:
        return Document(content, name).type.value
    except Refusal:
        return FileType.ARCHIVE.value if content.startswith(b"PK") else SOMETHING_ELSE


@feature.on("done:homework.keep")
def kept(ctx: Context) -> None:
    """The file stands in its place, or it is said why not; where all was said to be there, it is handed in now."""
    for piece, kind, file, name, size, problem, what in ctx.event.data["rows"]:
        number = ctx.event.data["payload"]["hand_in"]
        told = name[-40:]
        if problem:
            hand_ins.drop_piece(ctx.db, piece)
            said = EMPTY(name=told) if problem == EMPTY_FILE else NOT_A_PICTURE(name=told, what=Phrase(zh=what[0], en=what[1]))
            ctx.reply(said, audience=Audience.PERSON)
        elif total(one for one in hand_ins.pieces(ctx.db, number) if one.id != piece) + size > rules.MOST_BYTES:
            hand_ins.drop_piece(ctx.db, piece)
            ctx.reply(TOO_LARGE(most=rules.MOST_BYTES >> 20, name=told), audience=Audience.PERSON)
        else:
            hand_ins.fill(ctx.db, piece, kind, file, size)
        _go_on(ctx, number)


@feature.on("failed:homework.keep")
def not_kept(ctx: Context) -> None:
    """It could not be fetched: it is no piece, and what waited for it goes on."""
    payload = ctx.event.data["payload"]
    hand_ins.drop_piece(ctx.db, payload["piece"])
    ctx.reply(NOT_FETCHED(name=payload["fetch"]["name"][-40:]), audience=Audience.PERSON)
    _go_on(ctx, payload["hand_in"])


def _go_on(ctx: Context, number: int) -> None:
    one = hand_ins.find(ctx.db, number)
    if one is None or one.state != "gathering" or one.ends_at is None:
        return
    pieces = hand_ins.pieces(ctx.db, number)
    meant = assignments.find(ctx.db, one.homework)
    if not pieces:
        hand_ins.ends(ctx.db, number, None)
        ctx.reply(NOTHING_YET, audience=Audience.PERSON)
    elif meant is None or not meant.is_open:
        hand_ins.ends(ctx.db, number, None)
        ctx.reply(CLOSED(title=meant.title if meant else ""), audience=Audience.PERSON)
    elif not any(piece.is_coming for piece in pieces):
        finish(ctx, meant, number)
