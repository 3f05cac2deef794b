"""Files: whole or not at all, once by content, the same in a folder and in the database of either engine."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from io import SEEK_CUR, SEEK_END
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage.database import connect
from storage.file_folder import FileFolder
from storage.file_table import ABANDONED, CHUNK, FileTable
from storage.files import IN_DATABASE, LARGEST, FileMissing, Files, TooLarge, files_in

START = datetime(2026, 5, 6, 8, tzinfo=UTC)
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7)


class Clock:
    """The moment files come at."""

    at = START

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A migrated database; `backend` names the engine."""
    url = request.getfixturevalue("sqlite_url" if request.getfixturevalue("backend") == "sqlite" else "migrated_pg_url")
    engine = connect(url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["folder", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def files(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Files]:
    if request.param == "folder":
        yield FileFolder(tmp_path / "files", clock.now)
        return
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "migrated_pg_url")
    engine = connect(url)
    yield FileTable(engine, clock.now)
    engine.dispose()


async def pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def broken(content: bytes) -> AsyncIterator[bytes]:
    yield content
    raise ConnectionResetError


def left(files: Files) -> int:
    """How many contents are kept, whole or not."""
    if isinstance(files, FileFolder):
        return sum(file.is_file() for file in files.folder.rglob("*"))
    assert isinstance(files, FileTable)
    with files._engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM stored_file")).scalar_one())


@pytest.mark.parametrize("size", SIZES)
async def test_a_content_is_kept_once_however_it_comes(files: Files, size: int) -> None:
    content = os.urandom(size)
    key = files.put(content, "题库 2026.XLSX")
    assert key.endswith(".xlsx") and key == await files.take(pieces(content, 70_000), "b.xlsx") == files.put(content, "c.xlsx")
    assert files.read(key) == content and left(files) == 1
    with files.open(key) as stream:
        assert b"".join(iter(lambda: stream.read(4096), b"")) == content


def test_a_file_is_read_from_anywhere(files: Files) -> None:
    content = os.urandom(3 * CHUNK + 7)
    with files.open(files.put(content, "lines.jsonl")) as stream:
        for place in (2 * CHUNK - 5, 0, 3 * CHUNK, len(content) + 9):
            assert stream.seek(place) == place and stream.read(11) == content[place : place + 11]
        assert stream.seek(-4, SEEK_END) == len(content) - 4 and stream.read() == content[-4:]
        stream.seek(10)
        assert stream.seek(5, SEEK_CUR) == 15 == stream.tell() and stream.read(2) == content[15:17]


async def test_what_is_too_large_or_breaks_off_leaves_nothing(files: Files) -> None:
    with pytest.raises(TooLarge):
        await files.take(pieces(bytes(LARGEST + 1), 1 << 20), "large.bin")
    with pytest.raises(ConnectionResetError):
        await files.take(broken(bytes(CHUNK + 1)), "half.bin")
    assert left(files) == 0
    assert len(files.read(await files.take(pieces(bytes(LARGEST), 1 << 20), "just.bin"))) == LARGEST


def test_the_database_takes_twenty_megabytes_a_file(files: Files) -> None:
    if isinstance(files, FileFolder):
        assert files.read(files.put(bytes(LARGEST + 1), "large.bin")) == bytes(LARGEST + 1)
    else:
        with pytest.raises(TooLarge):
            files.put(bytes(LARGEST + 1), "large.bin")


def test_what_is_not_here_is_named(files: Files) -> None:
    key = files.put(b"gone", "a.csv")
    files.delete(key)
    files.delete(key)
    for ask in (files.open, files.read):
        with pytest.raises(FileMissing, match=key):
            ask(key)
    for name in ("../secret", key + "/x", "A" * 40):
        for use in (files.open, files.delete):
            with pytest.raises(ValueError, match=re.escape(name)):
                use(name)


def test_files_are_listed_by_age_and_coming_again_makes_one_young(files: Files, clock: Clock) -> None:
    old, again = files.put(b"old", "a.csv"), files.put(b"again", "b.csv")
    clock.at = START + timedelta(days=2)
    files.put(b"again", "b.csv")
    new = files.put(b"new", "c.csv")
    assert files.kept_before(START) == []
    assert files.kept_before(START + timedelta(days=1)) == [old]
    assert files.kept_before(clock.at + timedelta(seconds=1)) == sorted((old, again, new))


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_what_a_killed_writer_left_is_swept_by_a_later_one(backend: str, engine: Engine, clock: Clock) -> None:
    files = FileTable(engine, clock.now)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO stored_file (at) VALUES (:at)"), {"at": int(START.timestamp()) * 1_000_000})
        connection.execute(text("INSERT INTO file_chunk SELECT id, 0, :content FROM stored_file"), {"content": b"half a file"})
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("COMMIT")
    files.put(b"beside it", "a.csv")
    assert left(files) == 2
    clock.at = START + ABANDONED + timedelta(seconds=1)
    files.put(b"later", "b.csv")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM file_chunk WHERE n = 0")).scalar_one() == left(files) == 2


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_another_process_finds_the_same_files(backend: str, engine: Engine, clock: Clock, tmp_path: Path) -> None:
    for made in (FileFolder(tmp_path / "shared", clock.now), FileTable(engine, clock.now)):
        key = made.put(b"one for all", "a.csv")
        assert files_in(made.where, engine, clock.now).read(key) == b"one for all"
    assert FileTable.where == IN_DATABASE
