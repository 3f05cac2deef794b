"""What somebody has ticked of a question with several right options and not yet handed in; a restart loses nothing of it."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import foreign_key, metadata

tick = Table(
    "tick",
    metadata,
    foreign_key("ask", primary_key=True),
    foreign_key("membership", primary_key=True),
    Column("letters", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""`letters` as shown, in their order."""

TICKED = select(tick.c.letters).where(tick.c.ask_id == bindparam("ask"), tick.c.membership_id == bindparam("member"))
_keep = insert(tick)
KEEP = _keep.on_conflict_do_update(
    index_elements=[tick.c.ask_id, tick.c.membership_id], set_={"letters": _keep.excluded.letters}
)
CLEAR = delete(tick).where(tick.c.ask_id == bindparam("ask"), tick.c.membership_id == bindparam("member"))
FORGET = delete(tick).where(tick.c.membership_id == bindparam("member"))


def ticked(db: Db, ask_id: int, member: int) -> str:
    """The letters ticked so far, "" where there are none."""
    return db.value(TICKED, ask=ask_id, member=member) or ""


def keep(db: Db, ask_id: int, member: int, letters: str) -> None:
    """These letters are ticked and no others."""
    db.run(KEEP, ask_id=ask_id, membership_id=member, letters=letters)


def clear(db: Db, ask_id: int, member: int) -> None:
    """What was ticked is handed in."""
    db.run(CLEAR, ask=ask_id, member=member)


def merge(db: Db, old: int) -> None:
    """What one account of a person ticked and did not hand in is dropped: the other may have ticked otherwise."""
    db.run(FORGET, member=old)
