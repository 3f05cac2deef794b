"""The weekly digests as they were sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Integer, Table, Text, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Day, Instant, Json, foreign_key, metadata

digest = Table(
    "digest",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("monday", Day, primary_key=True),
    Column("figures", Json, nullable=False),
    Column("picture", Text),
    Column("width", Integer, nullable=False, server_default=text("0")),
    Column("height", Integer, nullable=False, server_default=text("0")),
    Column("made_at", Instant, nullable=False),
)
"""A week as it was reported; later make-ups do not change it."""

_made = insert(digest)
KEEP = _made.on_conflict_do_nothing().returning(digest.c.monday)
LATEST = select(digest).where(digest.c.camp_id == bindparam("camp")).order_by(digest.c.monday.desc()).limit(1)


def keep(
    db: Db, camp_id: int, monday: date, figures: dict[str, Any], picture: str | None, size: tuple[int, int], *, at: datetime
) -> bool:
    """Keeps a week as it is reported; False where it was reported before."""
    row = db.one(
        KEEP,
        camp_id=camp_id,
        monday=monday,
        figures=figures,
        picture=picture,
        width=size[0],
        height=size[1],
        made_at=at,
    )
    return row is not None


def latest(db: Db, camp_id: int) -> Any:
    """The row of the week reported last, or None."""
    return db.one(LATEST, camp=camp_id)
