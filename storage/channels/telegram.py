"""What the Telegram channel must remember: files Telegram has already, groups we are in, updates we could not read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, Text, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, Key, metadata

telegram_file = Table(
    "telegram_file",
    metadata,
    Column("bot", Key, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("file_id", Text, nullable=False),
)
"""`file` is a file of our store, `kind` photo or document; a file id is good for one bot and for good."""

telegram_group = Table(
    "telegram_group",
    metadata,
    Column("bot", Key, primary_key=True),
    Column("room", Text, primary_key=True),
    Column("title", Text, nullable=False),
)
"""The groups a bot is in, as far as it was told."""

telegram_unread = Table(
    "telegram_unread",
    metadata,
    Column("bot", Key, primary_key=True),
    Column("update_id", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("problem", Text, nullable=False),
    Column("shape", Json, nullable=False),
)
"""Dead letters: updates that could not be read, without the words people said."""

UNREAD_FOR = timedelta(days=30)

KNOW = insert(telegram_file)
KNOW = KNOW.on_conflict_do_update(index_elements=["bot", "file", "kind"], set_={"file_id": KNOW.excluded.file_id})
KNOWN = select(telegram_file.c.file_id).where(
    telegram_file.c.bot == bindparam("bot"),
    telegram_file.c.file == bindparam("file"),
    telegram_file.c.kind == bindparam("kind"),
)
FORGET = delete(telegram_file).where(telegram_file.c.bot == bindparam("bot_"), telegram_file.c.file_id == bindparam("file_id_"))
ENTER = insert(telegram_group)
ENTER = ENTER.on_conflict_do_update(index_elements=["bot", "room"], set_={"title": ENTER.excluded.title})
LEAVE = (
    delete(telegram_group)
    .where(telegram_group.c.bot == bindparam("bot_"), telegram_group.c.room == bindparam("room_"))
    .returning(telegram_group.c.title)
)
GROUPS = select(telegram_group.c.room, telegram_group.c.title).where(telegram_group.c.bot == bindparam("bot")).order_by("title")
BURY = insert(telegram_unread).on_conflict_do_nothing()
CLEAR = delete(telegram_unread).where(telegram_unread.c.at < bindparam("before", type_=Instant))


def know(db: Db, bot: int, file: str, kind: str, file_id: str) -> None:
    """Telegram has this file of our store under `file_id`."""
    db.run(KNOW, bot=bot, file=file, kind=kind, file_id=file_id)


def known(db: Db, bot: int, file: str, kind: str) -> str | None:
    """The file id of a file sent before."""
    found: str | None = db.value(KNOWN, bot=bot, file=file, kind=kind)
    return found


def forget(db: Db, bot: int, file_id: str) -> None:
    """Telegram does not know this file id."""
    db.run(FORGET, bot_=bot, file_id_=file_id)


def enter(db: Db, bot: int, room: str, title: str) -> None:
    """We are in this group."""
    db.run(ENTER, bot=bot, room=room, title=title)


def leave(db: Db, bot: int, room: str) -> None:
    """We are no longer in this group."""
    db.run(LEAVE, bot_=bot, room_=room)


def move(db: Db, bot: int, room: str, new: str) -> None:
    """A group we are in has another id from now on; hearing it twice changes nothing."""
    title = db.value(LEAVE, bot_=bot, room_=room)
    if title is not None:
        enter(db, bot, new, title)


def groups(db: Db, bot: int) -> list[tuple[str, str]]:
    """(room, title) of every group we are in, by title."""
    return [(row.room, row.title) for row in db.all(GROUPS, bot=bot)]


def bury(db: Db, bot: int, update_id: int, problem: str, shape: Any, *, at: datetime) -> None:
    """An update that could not be read; kept for a month. `shape` is its JSON without words."""
    db.run(CLEAR, before=at - UNREAD_FOR)
    db.run(BURY, bot=bot, update_id=update_id, at=at, problem=problem, shape=shape)
