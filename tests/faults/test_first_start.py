"""kill -9 while the database is brought to the newest shape, and several starts at once: whole or untouched, and the next start works."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from storage import migrate, points
from storage.connection import Db
from storage.database import connect
from storage.tables import metadata
from tests import fixtures

KILLED_AT = {"empty": (6, 60, 150, 228), "lived": (6, 25, 40)}
"""Before which statement it is killed: a first start takes 296 on SQLite and 229 on PostgreSQL, the step from 0001 104 and 41."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each engine."""
    url = f"sqlite:///{tmp_path}/qunxue.db" if request.param == "sqlite" else request.getfixturevalue("pg_url")
    engine = connect(url)
    yield engine
    engine.dispose()


def start(engine: Engine, last: int = 0) -> subprocess.Popen[str]:
    """A start that waits for its line."""
    url = engine.url.render_as_string(hide_password=False)
    words = [sys.executable, "-m", "tests.faults.first_start", url, str(last)]
    started = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout.readline() == "ready\n"
    return started


def finish(started: subprocess.Popen[str]) -> str:
    """The revision it found."""
    said, _ = started.communicate("begin\n", timeout=120)
    assert started.returncode == 0
    return said.split()[0]


@pytest.mark.parametrize("home", KILLED_AT)
def test_a_killed_start_leaves_nothing_half_made_and_the_next_one_works(engine: Engine, home: str) -> None:
    if home == "lived":
        fixtures.load(engine, "0001_spine")
    revision, tables = migrate.current(engine), inspect(engine).get_table_names()
    for statements in KILLED_AT[home]:
        victim = start(engine, statements)
        victim.communicate("begin\n", timeout=120)
        assert victim.returncode == -signal.SIGKILL
        assert migrate.current(engine) == revision and inspect(engine).get_table_names() == tables
    assert finish(start(engine)) == (revision or "empty")
    assert migrate.is_current(engine)
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    db = Db(engine)
    assert points.astray(db) == []
    db.close()


@pytest.mark.parametrize("home", KILLED_AT)
def test_three_starts_at_once_all_come_up_and_one_of_them_migrates(engine: Engine, home: str) -> None:
    if home == "lived":
        fixtures.load(engine, "0001_spine")
    before = migrate.current(engine) or "empty"
    started = [start(engine) for _ in range(3)]
    with ThreadPoolExecutor(3) as together:
        found = list(together.map(finish, started))
    assert sorted(found) == sorted(["None", "None", before])
    assert migrate.is_current(engine)
