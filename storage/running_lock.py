"""Who runs over a database: one program on SQLite, any number on PostgreSQL, and none while it is replaced or moved."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

RUNNING = 7_186_208
"""The advisory lock every program over a PostgreSQL shares, and whoever replaces the database wants alone."""


HOLDERS = text(
    "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = :key AND objsubid = 1 "
    "AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class InUse(Exception):
    """A program runs over this database."""


@contextmanager
def running(engine: Engine) -> Iterator[None]:
    """Marks the database as in use; the mark goes with the program, whatever ends it. Raises InUse on SQLite where another has it."""
    with _held(engine, "pg_try_advisory_lock_shared"):
        yield


@contextmanager
def stopped(engine: Engine) -> Iterator[None]:
    """While no program runs over the database, and none starts. Raises InUse where one does."""
    with _held(engine, "pg_try_advisory_lock"):
        yield


def programs(engine: Engine) -> int:
    """How many run over the database now; on SQLite there is never more than one."""
    if engine.dialect.name == "sqlite":
        return 1
    with engine.connect() as connection:
        return int(connection.execute(HOLDERS, {"key": RUNNING}).scalar_one())


@contextmanager
def _held(engine: Engine, lock: str) -> Iterator[None]:
    if engine.dialect.name == "sqlite":
        with _beside(engine.url.database):
            yield
        return
    with engine.connect() as connection:
        connection.detach()  # the lock ends with the connection
        if not connection.execute(text(f"SELECT {lock}(:key)"), {"key": RUNNING}).scalar():
            raise InUse
        yield


@contextmanager
def _beside(file: str | None) -> Iterator[None]:
    """An open transaction on an empty database of its own, beside the one in use: SQLite locks files alike on every system."""
    if not file:
        yield  # in memory: nobody else sees it
        return
    with closing(sqlite3.connect(Path(f"{file}.running"), timeout=0, isolation_level=None)) as mark:
        try:
            mark.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as taken:
            raise InUse from taken
        yield
