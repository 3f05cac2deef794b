"""Rounds of a prompt: which of them a camp began, one a period, and how far down its people or pairs each is."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Table, Text, UniqueConstraint, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Key, foreign_key, metadata, primary_key

prompt_round = Table(
    "prompt_round",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("job", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("up_to", Key, nullable=False, server_default=text("0")),
    UniqueConstraint("camp_id", "job", "period"),
)
"""`period` is the day or the week it is about; everybody whose number is not above `up_to` has been looked at."""

BEGIN = insert(prompt_round).on_conflict_do_nothing().returning(prompt_round.c.id)
FIND = select(prompt_round.c.due_at, prompt_round.c.period).where(prompt_round.c.id == bindparam("number"))
MOVE_ON = (
    update(prompt_round)
    .where(prompt_round.c.id == bindparam("number"), prompt_round.c.up_to == bindparam("after"))
    .values(up_to=bindparam("last"))
    .returning(prompt_round.c.id)
)


class PromptRound(NamedTuple):
    """A round: when it was due, and the day or week it is about."""

    due_at: datetime
    period: str


def begin(db: Db, camp: int, job: str, period: str, due_at: datetime) -> int | None:
    """The number of a round; None where that period has had its own."""
    return db.value(BEGIN, camp_id=camp, job=job, period=period, due_at=due_at)


def find(db: Db, number: int) -> PromptRound | None:
    """One by its number."""
    row = db.one(FIND, number=number)
    return None if row is None else PromptRound(*row)


def move_on(db: Db, number: int, *, after: int, last: int) -> bool:
    """Those behind one number and up to another are looked at now; False where they were."""
    return db.one(MOVE_ON, number=number, after=after, last=last) is not None
