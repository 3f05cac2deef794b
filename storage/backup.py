"""A whole database as one SQLite file, whatever engine it is on and while it is used, and a database out of such a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from storage import agenda, copying, migrate, outbox
from storage.connection import Db
from storage.copying import Differs, TableFigures
from storage.database import WRITE, connect

OURS = "web"
"""The channel whose posts are rows of the database: what it was sent since a backup is not in it, so it is sent again."""


def save(engine: Engine, file: Path, *, now: datetime) -> dict[str, TableFigures]:
    """Everything as it is at one moment, into a file that is not there yet; gives what is in it. Nobody is held up."""
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(engine.url.database))) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return figures(file)
    with _opened(f"sqlite:///{file}") as target_engine:
        migrate.upgrade(target_engine, now=now)
        with _connection(engine) as source_db, _connection(target_engine) as target_db:
            held = copying.copy(source_db, target_db)
            target_db.execute("PRAGMA journal_mode=DELETE")
    return held


def figures(file: Path) -> dict[str, TableFigures]:
    """What such a file holds. Raises Differs where SQLite cannot read all of it."""
    try:
        with _opened(f"sqlite:///{file}") as engine, _connection(engine) as db:
            return copying.figures(db)
    except sqlite3.DatabaseError as damaged:
        raise Differs(file.name) from damaged


def is_empty(engine: Engine) -> bool:
    """Whether there is nothing in a database that anybody would miss."""
    if migrate.current(engine) is None:
        return True
    with _connection(engine) as db:
        return copying.is_empty(db)


def bring_up(file: Path, *, now: datetime) -> None:
    """A file an older program made, in today's shape. Raises NewerDatabase where a newer one made it."""
    with _opened(f"sqlite:///{file}") as engine:
        migrate.upgrade(engine, now=now)


def doubt(file: Path, *, now: datetime) -> int:
    """What was owed when the file was made was perhaps sent since: settles it as uncertain, for people to decide. Gives how many."""
    with _opened(f"sqlite:///{file}") as engine, _connection(engine) as db:
        with db.transaction(WRITE["sqlite"]):
            doubted = outbox.doubt(db, at=now, but=OURS)
            for then in filter(None, doubted):
                agenda.plan(db, *then, now)
        db.execute("PRAGMA journal_mode=DELETE")
    return len(doubted)


def fill(target: Engine, source: Engine, *, now: datetime) -> Mapping[str, TableFigures]:
    """Everything of a SQLite in the newest shape into a PostgreSQL, whatever was there; all or nothing. Gives what both then hold."""
    migrate.upgrade(target, now=now)
    with _connection(source) as source_db, _connection(target) as target_db:
        return copying.copy(source_db, target_db)


def fill_from(target: Engine, file: Path, *, now: datetime) -> Mapping[str, TableFigures]:
    """The same out of a file."""
    with _opened(f"sqlite:///{file}") as source:
        return fill(target, source, now=now)


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _connection(engine: Engine) -> Iterator[Db]:
    db = Db(engine)
    try:
        yield db
    finally:
        db.close()
