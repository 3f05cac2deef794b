"""What the smart bot must remember: conversations it may speak in first and the webhooks that stand in for it, plain ids behind
encrypted ones, cards people may press."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, Text, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, metadata

wecom_bot_chat = Table(
    "wecom_bot_chat",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("opened_at", Instant, nullable=False),
)
"""Groups and people that have spoken to the bot: only there may it speak unasked (846607)."""

wecom_bot_hook = Table(
    "wecom_bot_hook",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("hook", Text, nullable=False),
)
"""The group webhook, by its name in the configuration, that speaks in a group where the bot may not."""

wecom_bot_person = Table(
    "wecom_bot_person",
    metadata,
    Column("seen_as", Text, primary_key=True),
    Column("userid", Text, nullable=False),
)
"""Encrypted ids (`seen_as`) the self-built app has translated."""

wecom_bot_card = Table(
    "wecom_bot_card",
    metadata,
    Column("task", Text, primary_key=True),
    Column("card", Json, nullable=False),
    Column("sent_at", Instant, nullable=False, index=True),
)

PRESSABLE_FOR = timedelta(days=30)
"""Cards in a group stay pressable; after a month nobody is told anything on the card itself."""

OPEN = insert(wecom_bot_chat).on_conflict_do_nothing().returning(wecom_bot_chat.c.chat)
CHATS = select(wecom_bot_chat.c.chat)
TIE = insert(wecom_bot_hook)
TIE = TIE.on_conflict_do_update(index_elements=["chat"], set_={"hook": TIE.excluded.hook})
HOOK = select(wecom_bot_hook.c.hook).where(wecom_bot_hook.c.chat == bindparam("chat"))
TRANSLATE = insert(wecom_bot_person).on_conflict_do_nothing()
PERSON = select(wecom_bot_person.c.userid).where(wecom_bot_person.c.seen_as == bindparam("seen_as"))
SEEN_AS = select(wecom_bot_person.c.seen_as).where(wecom_bot_person.c.userid == bindparam("userid")).limit(1)
KEEP = insert(wecom_bot_card)
KEEP = KEEP.on_conflict_do_update(index_elements=["task"], set_={"card": KEEP.excluded.card})
CARD = select(wecom_bot_card.c.card).where(wecom_bot_card.c.task == bindparam("task"))
CLEAR = delete(wecom_bot_card).where(wecom_bot_card.c.sent_at < bindparam("before", type_=Instant))


def open_chat(db: Db, chat: str, *, at: datetime) -> bool:
    """Somebody spoke to the bot there; True for the first time."""
    return db.value(OPEN, chat=chat, opened_at=at) is not None


def open_chats(db: Db) -> set[str]:
    """Every conversation that was opened."""
    return {row.chat for row in db.all(CHATS)}


def tie(db: Db, chat: str, hook: str) -> None:
    """The webhook that stands in for the bot in a group."""
    db.run(TIE, chat=chat, hook=hook)


def hook(db: Db, chat: str) -> str | None:
    """Its name, or None where the group has none."""
    found: str | None = db.value(HOOK, chat=chat)
    return found


def translate(db: Db, seen_as: str, userid: str) -> None:
    """The plain id behind an encrypted one."""
    db.run(TRANSLATE, seen_as=seen_as, userid=userid)


def plain_id(db: Db, seen_as: str) -> str | None:
    """The plain id, where it was translated before."""
    found: str | None = db.value(PERSON, seen_as=seen_as)
    return found


def seen_as(db: Db, userid: str) -> str | None:
    """The encrypted id the platform wants to be spoken to by, where a plain one was made of it."""
    found: str | None = db.value(SEEN_AS, userid=userid)
    return found


def keep_card(db: Db, task: str, card: dict[str, Any], *, at: datetime) -> None:
    """A card as everybody sees it now; old ones go."""
    db.run(CLEAR, before=at - PRESSABLE_FOR)
    db.run(KEEP, task=task, card=card, sent_at=at)


def card(db: Db, task: str) -> dict[str, Any] | None:
    """The card sent as `task`."""
    found: dict[str, Any] | None = db.value(CARD, task=task)
    return found
