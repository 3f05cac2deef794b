"""Who was erased, by number alone, and for as long as the sweep needs them what they were called: after it nothing says who that was."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Column, Table, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, Key, metadata

erasure = Table(
    "erasure",
    metadata,
    Column("person", Key, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("traces", Json),
    Column("rewritten_at", Instant),
)
"""`person` is the number that rows which stay go on naming; no foreign key, for nobody can become one with who is gone. `traces` is empty
once no row names them any more, `rewritten_at` is since when the files carry nothing of it either."""

NOTE = insert(erasure)
FIND = select(erasure.c.traces).where(erasure.c.person == bindparam("who"))
SWEPT = update(erasure).where(erasure.c.person == bindparam("who")).values(traces=None)
UNSWEPT = select(erasure.c.person).where(erasure.c.traces.is_not(None)).order_by(erasure.c.at)
NOT_REWRITTEN = select(erasure.c.person).where(erasure.c.traces.is_(None), erasure.c.rewritten_at.is_(None)).limit(1)
REWRITTEN = (
    update(erasure)
    .where(erasure.c.traces.is_(None), erasure.c.rewritten_at.is_(None), erasure.c.at <= bindparam("asked", type_=Instant))
    .values(rewritten_at=bindparam("when", type_=Instant))
)


@dataclass(frozen=True, slots=True)
class Traces:
    """What is looked for: what they were called, by which ids and rooms platforms knew them, their files, and what they wrote."""

    names: list[str]
    accounts: list[str]
    files: list[str]
    words: list[str]


def note(db: Db, person: int, traces: Traces, *, at: datetime) -> None:
    """They were erased; the rows that only mention them are still to be found."""
    db.run(NOTE, person=person, at=at, traces=asdict(traces))


def traces(db: Db, person: int) -> Traces | None:
    """What is still to be looked for; None once that is done."""
    found = db.value(FIND, who=person)
    return None if found is None else Traces(**found)


def swept(db: Db, person: int) -> None:
    """Nothing mentions them any more: what they were called is forgotten with it."""
    db.run(SWEPT, who=person)


def unswept(db: Db) -> list[int]:
    """Whose traces are still to be found."""
    return [row.person for row in db.all(UNSWEPT)]


def is_to_rewrite(db: Db) -> bool:
    """Whether the files still carry what was deleted of somebody."""
    return db.value(NOT_REWRITTEN) is not None


def rewritten(db: Db, *, asked: datetime, at: datetime) -> None:
    """The files were written anew after that moment."""
    db.run(REWRITTEN, asked=asked, when=at)
