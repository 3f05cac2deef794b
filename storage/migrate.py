"""Brings a database to the newest shape: one comparison at start, Alembic only when behind, after a copy of the file."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, text

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 7_186_205
"""The advisory lock two replicas starting together meet at."""


def newest() -> str:
    """The last revision, by the names of the scripts: 0001_spine.py, 0002_…"""
    return max(script.stem for script in (SCRIPTS / "versions").glob("[0-9]*.py"))


def current(engine: Engine) -> str | None:
    """The revision a database stands at; None for an empty one."""
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_current(engine: Engine) -> bool:
    """Whether nothing is to be done."""
    return current(engine) == newest()


def upgrade(engine: Engine, *, now: datetime) -> str | None:
    """Migrates where it is behind; gives the revision it was at, or None where nothing was to be done."""
    before = current(engine)
    if before == newest():
        return None
    if before is not None:
        _copy(engine, before, now)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before or "empty"


def _copy(engine: Engine, revision: str, now: datetime) -> None:
    """A SQLite file is copied beside itself before it is changed."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(file, f"{file}.{revision}.{now:%Y%m%d%H%M%S}")
