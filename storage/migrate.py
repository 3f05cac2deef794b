"""Brings a database to the newest shape in one transaction under a lock: one comparison at start, Alembic only when behind."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from storage import job_queue
from storage.database import WRITE

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 7_186_205
"""The advisory lock replicas starting together meet at."""
PATIENCE = 600_000
"""Milliseconds a start waits on SQLite for another that migrates; on PostgreSQL it waits until the other is done or gone."""
SPINE = SCRIPTS / "versions" / "0001_spine.py"
VERSION = "alembic_version"
RIGHTS = (
    "SELECT current_user, current_database(), "
    "has_schema_privilege(current_schema(), 'CREATE') AND has_database_privilege(current_database(), 'CREATE')"
)


class NewerDatabase(Exception):
    """A newer program has migrated this database: its revision (the argument) is none of ours."""


class HalfMade(Exception):
    """Some tables are here without a revision, and what is in them (the argument names one) is not ours to throw away."""


class MayNotCreate(Exception):
    """PostgreSQL's user (the first argument) may not make tables, or the queue's schema, in this database (the second)."""


def revisions() -> dict[str, str | None]:
    """Each revision and the one before it, as the scripts say themselves."""
    return _read(*(SCRIPTS / "versions").glob("*.py"))


def newest() -> str:
    """The last revision: the one that is before no other. Raises ValueError where there is not exactly one."""
    (head,) = set(revisions()) - set(revisions().values())
    return head


def current(engine: Engine) -> str | None:
    """The revision a database stands at; None for an empty one."""
    with engine.connect() as connection:
        return _revision(connection)


def is_current(engine: Engine) -> bool:
    """Whether nothing is to be done."""
    return current(engine) == newest()


def fits(engine: Engine) -> bool:
    """Whether a program of ours can work with it: the newest shape, or one a newer program made. What is added is not in an older
    program's way, and nothing is taken away before a release has gone by (design: expand first)."""
    return is_current(engine) or is_newer(engine)


def is_newer(engine: Engine) -> bool:
    """Whether a newer program has been here."""
    return current(engine) not in {None, *revisions()}


def upgrade(engine: Engine, *, now: datetime) -> str | None:
    """Migrates where it is behind; gives the revision it was at, or None where nothing was to be done.

    Whatever ends it on the way, the database is as it was. Raises NewerDatabase, HalfMade and MayNotCreate, which only people can
    decide.
    """
    if is_current(engine) and job_queue.is_current(engine):
        return None
    from alembic import command

    check_rights(engine)
    with alone(engine) as connection:
        before = _revision(connection)
        if before is None:
            _begin_again(connection)
        elif before not in revisions():
            raise NewerDatabase(before)
        elif before != newest():
            _copy(engine, before, now)
        if before != newest():  # else another start did it while we waited
            command.upgrade(_config(connection), "head")
        if engine.dialect.name != "sqlite":
            job_queue.install(connection)
    return None if before == newest() else before or "empty"


def check_rights(engine: Engine) -> None:
    """Raises MayNotCreate where a migration would be refused. Since PostgreSQL 15 only who owns a database makes tables in its schema
    public, and schemas at all times (https://www.postgresql.org/docs/15/ddl-schemas.html#DDL-SCHEMAS-PRIV)."""
    if engine.dialect.name == "sqlite":
        return
    with engine.connect() as connection:
        user, database, may = connection.exec_driver_sql(RIGHTS).one()
    if not may:
        raise MayNotCreate(user, database)


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction nobody else migrates beside: it commits whole, the definition of tables with it, or not at all.

    Both drivers stand in autocommit, so BEGIN is said here. SQLite rebuilds a table by dropping it, so that foreign keys must not be
    looked at meanwhile; they are all looked at before the commit. Raises ValueError where one then points nowhere.
    """
    with engine.connect() as connection:
        connection.detach()  # the lock and the settings end with the connection
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.exec_driver_sql(WRITE[engine.dialect.name])
        yield connection
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise ValueError(f"rows that name no row: {sorted({row[0] for row in broken})}")
        connection.commit()


@cache
def _read(*scripts: Path) -> dict[str, str | None]:
    return dict(map(_said, scripts))


def _said(script: Path) -> tuple[str, str | None]:
    """(revision, the one before) out of a script, read and not run: importing Alembic costs a start 0.2 s."""
    names = dict(re.findall(r'^(revision|down_revision) = (?:"(\w+)"|None)$', script.read_text("utf-8"), re.MULTILINE))
    return names["revision"], names["down_revision"] or None


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, VERSION):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION}")).scalar()


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _begin_again(connection: Connection) -> None:
    """Before 0.2.0 a first start that was interrupted left some of the tables, and no later one could go on. Where nobody is in
    them they are dropped; an empty table of Alembic shows that they are ours."""
    tables = set(inspect(connection).get_table_names())
    spine = SPINE.read_text("utf-8")
    left = sorted(tables & set(re.findall(r'create_table\(\s*"(\w+)"', spine)))
    for table in left:
        if VERSION not in tables or connection.execute(text(f'SELECT 1 FROM "{table}" LIMIT 1')).first() is not None:
            raise HalfMade(table)
    quoted = [f'"{table}"' for table in left]
    if connection.dialect.name == "postgresql" and left:
        quoted = [", ".join(quoted)]  # they name each other
    for dropped in quoted:
        connection.execute(text(f"DROP TABLE {dropped}"))


def _copy(engine: Engine, revision: str, now: datetime) -> None:
    """A SQLite file is copied beside itself before it is changed; a copy has its name only when it is whole."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file:
        kept = Path(f"{file}.{revision}.{now:%Y%m%d%H%M%S}")
        part = kept.with_name(f"{kept.name}.part")
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        part.replace(kept)
