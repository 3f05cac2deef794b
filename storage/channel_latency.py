"""How long a channel takes: the round trips of its last fifty calls."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import metadata

SAMPLE = 50

delay = Table(
    "delay",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("ms", Integer, nullable=False),
    CheckConstraint("ms >= 0", name="ms"),
    sqlite_with_rowid=False,
)
"""The last calls of a channel, each over the one fifty before it."""

_noted = insert(delay)
NOTE = _noted.on_conflict_do_update(index_elements=[delay.c.channel, delay.c.slot], set_={"ms": _noted.excluded.ms})
SAMPLES = select(delay.c.ms).where(delay.c.channel == bindparam("channel"))


def note(db: Db, channel: str, call: int, ms: int) -> None:
    """Notes one call's round trip; `call` counts the channel's calls, so that each takes the place of the oldest."""
    db.run(NOTE, channel=channel, slot=call % SAMPLE, ms=ms)


def round_trips(db: Db, channel: str) -> list[int]:
    """The last calls of a channel in ms, in no order."""
    return [row.ms for row in db.all(SAMPLES, channel=channel)]
