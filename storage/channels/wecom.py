"""What the self-built app must remember: what its members are called, and the cards they may press."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, Text, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, metadata

wecom_member = Table(
    "wecom_member",
    metadata,
    Column("userid", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
)
"""`name` is empty where the platform would not say."""

wecom_card = Table(
    "wecom_card",
    metadata,
    Column("task", Text, primary_key=True),
    Column("card", Json, nullable=False),
    Column("sent_at", Instant, nullable=False, index=True),
)
"""Cards as they were sent: to change one for whoever pressed it, the whole card is said again."""

PRESSABLE_FOR = timedelta(days=3)
"""A response code, and with it the right to change a card, lives 72 hours."""

REMEMBER = insert(wecom_member)
REMEMBER = REMEMBER.on_conflict_do_update(
    index_elements=["userid"], set_={"name": REMEMBER.excluded.name, "asked_at": REMEMBER.excluded.asked_at}
)
MEMBER = select(wecom_member.c.name, wecom_member.c.asked_at).where(wecom_member.c.userid == bindparam("userid"))
KEEP = insert(wecom_card)
KEEP = KEEP.on_conflict_do_update(index_elements=["task"], set_={"card": KEEP.excluded.card})
CARD = select(wecom_card.c.card).where(wecom_card.c.task == bindparam("task"))
CLEAR = delete(wecom_card).where(wecom_card.c.sent_at < bindparam("before", type_=Instant))


def remember(db: Db, userid: str, name: str, *, at: datetime) -> None:
    """What a member is called, as of now."""
    db.run(REMEMBER, userid=userid, name=name, asked_at=at)


def member(db: Db, userid: str) -> tuple[str, datetime] | None:
    """(name, when it was asked for), or None for somebody never met."""
    row = db.one(MEMBER, userid=userid)
    return None if row is None else (row.name, row.asked_at)


def keep_card(db: Db, task: str, card: dict[str, Any], *, at: datetime) -> None:
    """A card as it was sent; those nobody can change any more go."""
    db.run(CLEAR, before=at - PRESSABLE_FOR)
    db.run(KEEP, task=task, card=card, sent_at=at)


def card(db: Db, task: str) -> dict[str, Any] | None:
    """The card sent as `task`."""
    found: dict[str, Any] | None = db.value(CARD, task=task)
    return found
