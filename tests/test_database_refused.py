"""A database that will not do ends every command in one sentence that says what to change, and is left as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from bot.cli.doctor import examine
from bot.cli.moving import move
from bot.cli.open_database import open_database, upgrade
from bot.config import Settings
from storage.database import connect
from storage.migrate import check_rights

NOW = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
Server = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def server(pg_url: str) -> Iterator[Server]:
    with psycopg.connect(pg_url, autocommit=True) as connection:
        yield connection


@contextmanager
def in_encoding(server: Server, encoding: str) -> Iterator[str]:
    """A database beside ours that keeps its words in another encoding."""
    name = f"{server.info.dbname}_{encoding.lower()}"
    server.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0".encode())
    try:
        yield name
    finally:
        server.execute(f"DROP DATABASE {name}".encode())


@contextmanager
def stranger(server: Server) -> Iterator[str]:
    """Somebody who may come in and owns nothing."""
    name = f"{server.info.dbname}_stranger"
    server.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'hunter2'".encode())
    try:
        yield name
    finally:
        server.execute(f"DROP ROLE {name}".encode())


def refused(url: URL, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What each way in says of it in English: one line, and never the password."""
    settings = settings_of(url.render_as_string(hide_password=False))
    ways = (
        lambda: upgrade(settings),
        lambda: opened(settings),
        lambda: move(settings_of(f"sqlite:///{folder / 'ours.db'}"), settings.storage.url, NOW),
    )
    said = []
    for enter in ways:
        with pytest.raises(SystemExit) as ended:
            enter()
        assert ended.value.code == 1
        said.append(capsys.readouterr().err)
        assert said[-1].count("\n") == 1
    (doctor,) = [line for found in asyncio.run(examine(settings)) if "database" in (line := found.line.to("en"))]
    assert not any("hunter2" in line for line in (*said, doctor))
    return [*said, doctor]


def settings_of(url: str) -> Settings:
    return Settings.model_validate({"bot": {"language": "en"}, "storage": {"url": url}})


def opened(settings: Settings) -> None:
    with open_database(settings):
        pass


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_one_that_keeps_no_chinese_is_named_with_what_to_do(
    server: Server, pg_url: str, tmp_path: Path, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with in_encoding(server, encoding) as name:
        for said in refused(make_url(pg_url).set(database=name), tmp_path, capsys):
            assert encoding in said and "--encoding UTF8" in said


def test_one_whose_user_may_make_no_tables_is_named_with_what_to_do(
    server: Server, pg_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stranger(server) as name:
        for said in refused(make_url(pg_url).set(username=name, password="hunter2"), tmp_path, capsys):
            assert f"ALTER DATABASE {server.info.dbname} OWNER TO {name}" in said
        theirs = connect(make_url(pg_url).set(username=name, password="hunter2").render_as_string(hide_password=False))
        server.execute(f"ALTER DATABASE {server.info.dbname} OWNER TO {name}".encode())
        check_rights(theirs)
        theirs.dispose()
        server.execute(f"REASSIGN OWNED BY {name} TO CURRENT_USER".encode())


def test_one_that_is_not_there_is_named_in_the_servers_own_words(
    pg_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = make_url(pg_url).set(password="hunter2")
    for said in refused(url.set(database="none_of_ours"), tmp_path, capsys):
        assert 'database "none_of_ours" does not exist' in said
    for said in refused(url.set(username="hunter2"), tmp_path, capsys):
        assert 'role "***" does not exist' in said


def test_a_file_that_is_none_of_sqlites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.db").write_text("dear all\n" * 200)
    for name, said in (("letter.db", "file is not a database"), ("", "unable to open database file")):
        with pytest.raises(SystemExit):
            opened(settings_of(f"sqlite:///{tmp_path / name}"))
        assert said in capsys.readouterr().err
