"""Backup, restore and move: what comes back is what was there, on either engine, and what cannot be done changes nothing."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.cli import backup, moving
from bot.cli.simulation.people import CAST
from bot.cli.simulation.run import live
from bot.config import Settings, Storage
from storage import copying, points, running_lock
from storage.connection import Db
from storage.copying import TableFigures
from storage.database import Database, connect
from storage.file_folder import FileFolder
from tests.town import Town

pytestmark = pytest.mark.journey

FIRST, UNTIL = date(2026, 5, 11), datetime(2026, 5, 14, 4, tzinfo=UTC)
NOW = datetime(2026, 5, 14, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def camp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three simulated days in it, a file and a key."""
    folder = tmp_path_factory.mktemp("camp")
    asyncio.run(live(settings_in(folder), CAST, first=FIRST, until=UNTIL, seed=1))
    FileFolder(folder / "files", lambda: NOW).put(b"a voice", "voice.amr")
    (folder / "secret").write_text("the key", encoding="utf-8")
    return folder


@pytest.fixture
def lived(camp: Path, tmp_path: Path) -> Settings:
    """A copy of it."""
    shutil.copytree(camp, tmp_path / "lived")
    return settings_in(tmp_path / "lived")


def settings_in(folder: Path, url: str = "") -> Settings:
    return Settings(storage=Storage(url=url or f"sqlite:///{folder}/qunxue.db"))


def held(url: str) -> dict[str, TableFigures]:
    """What a database holds, and that its books are right."""
    engine = connect(url)
    db = Db(engine)
    try:
        assert points.astray(db) == []
        return copying.figures(db)
    finally:
        db.close()
        engine.dispose()


def kept_in(settings: Settings) -> list[bytes]:
    files = FileFolder(Path(settings.storage.files), lambda: NOW)
    return [files.read(key) for key in files.kept_before(backup.EVER)]


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err
    assert said.startswith("✗ ") and said.count("\n") == 1
    return said


def test_an_installation_comes_back_as_it_was(lived: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = held(lived.storage.url)
    backup.save(lived, tmp_path / "camp.zip", NOW)
    elsewhere = settings_in(tmp_path / "elsewhere")
    backup.restore(elsewhere, tmp_path / "camp.zip", False, NOW)
    assert held(elsewhere.storage.url) == before
    assert kept_in(elsewhere) == kept_in(lived) and b"a voice" in kept_in(elsewhere)
    assert (elsewhere.data / "secret").read_text(encoding="utf-8") == "the key"
    said = capsys.readouterr().out
    assert (
        f"{before['person'].rows}人，打卡{before['check_in'].rows}次，积分流水{before['ledger'].rows}条，文件{len(kept_in(lived))}个，与备份一致"
        in said
    )
    assert sorted(file.name for file in tmp_path.iterdir()) == ["camp.zip", "elsewhere", "lived"]


def test_it_goes_over_to_postgresql_and_back(
    lived: Settings, tmp_path: Path, pg_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # there the files lie in ./data
    before = held(lived.storage.url)
    there = settings_in(tmp_path, pg_url)
    backup.save(lived, tmp_path / "camp.zip", NOW)
    backup.restore(there, tmp_path / "camp.zip", False, NOW)
    assert held(pg_url) == before
    backup.save(there, tmp_path / "again.zip", NOW)
    back = settings_in(tmp_path / "back")
    backup.restore(back, tmp_path / "again.zip", False, NOW)
    assert held(back.storage.url) == before


def test_moving_leaves_the_file_and_goes_on_counting(
    lived: Settings, tmp_path: Path, pg_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held(lived.storage.url)
    moving.move(lived, pg_url, NOW)
    assert held(pg_url) == before == held(lived.storage.url)
    assert f"{sum(figures.rows for figures in before.values())}行" in capsys.readouterr().out
    town = Town(pg_url, tmp_path / "town")  # the next numbers are free
    try:
        town.opened()
        assert "第1天" in town.learner("新来的").says("打卡")
    finally:
        town.close()
    with pytest.raises(SystemExit):
        moving.move(lived, pg_url, NOW)
    assert "已有内容，什么也没搬" in refused(capsys)


def test_what_is_there_is_replaced_only_where_that_was_said_and_kept_beside(
    lived: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup.save(lived, tmp_path / "camp.zip", NOW)
    before = held(lived.storage.url)
    with closing(sqlite3.connect(lived.data / "qunxue.db")) as db, db:
        db.execute("UPDATE person SET name = '改了' || id")
    changed = held(lived.storage.url)
    with pytest.raises(SystemExit):
        backup.restore(lived, tmp_path / "camp.zip", False, NOW)
    assert "--replace" in refused(capsys) and held(lived.storage.url) == changed
    backup.restore(lived, tmp_path / "camp.zip", True, NOW)
    assert held(lived.storage.url) == before
    (aside,) = lived.data.glob("qunxue.db.before-restore.*[0-9]")
    assert held(f"sqlite:///{aside}") == changed and aside.name in capsys.readouterr().out


def test_nothing_is_replaced_or_moved_beneath_a_running_bot(
    lived: Settings, tmp_path: Path, pg_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    backup.save(lived, tmp_path / "camp.zip", NOW)
    capsys.readouterr()
    before = held(lived.storage.url)
    for url in (lived.storage.url, pg_url):
        engine = connect(url)
        with running_lock.running(engine):
            with pytest.raises(SystemExit):
                backup.restore(settings_in(lived.data, url), tmp_path / "camp.zip", True, NOW)
            assert "先停下它" in refused(capsys)
            if url == lived.storage.url:
                with pytest.raises(SystemExit):
                    moving.move(lived, pg_url, NOW)
                assert "先停下它" in refused(capsys)
        engine.dispose()
    assert held(lived.storage.url) == before


@pytest.fixture
def broken(lived: Settings, tmp_path: Path) -> Iterator[Path]:
    backup.save(lived, tmp_path / "camp.zip", NOW)
    yield tmp_path


def test_what_is_no_whole_backup_changes_nothing(lived: Settings, broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (broken / "camp.zip").read_bytes()
    (broken / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (broken / "bent.zip").write_bytes(whole[:5000] + bytes(50) + whole[5050:])
    (broken / "words.zip").write_bytes("不是".encode())
    with ZipFile(broken / "other.zip", "w") as other:
        other.writestr("backup.json", json.dumps({"figures": []}))
    with ZipFile(broken / "camp.zip") as good, ZipFile(broken / "wrong.zip", "w") as wrong:
        said = json.loads(good.read("backup.json"))
        said["figures"]["ledger"][0] += 1
        wrong.writestr("backup.json", json.dumps(said))
        wrong.writestr("qunxue.db", good.read("qunxue.db"))
    before = held(lived.storage.url)
    capsys.readouterr()
    for name in ("cut.zip", "bent.zip", "words.zip", "other.zip", "wrong.zip", "missing.zip"):
        with pytest.raises(SystemExit):
            backup.restore(lived, broken / name, True, NOW)
        refused(capsys)
    assert held(lived.storage.url) == before
    with pytest.raises(SystemExit):
        backup.save(lived, broken / "camp.zip", NOW)
    assert "已存在" in refused(capsys) and (broken / "camp.zip").read_bytes() == whole


def test_what_was_still_owed_is_not_sent_twice_and_not_forgotten(
    lived: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(lived.data / "qunxue.db")) as db, db:
        db.execute("UPDATE outbox SET settled_at = NULL, outcome = NULL, channel = 'telegram' WHERE id = 1")
        db.execute("UPDATE outbox SET settled_at = NULL, outcome = NULL WHERE id = 2")
    backup.save(lived, tmp_path / "camp.zip", NOW)
    back = settings_in(tmp_path / "back")
    backup.restore(back, tmp_path / "camp.zip", False, NOW)
    with closing(sqlite3.connect(back.data / "qunxue.db")) as db:
        outcomes = dict(db.execute("SELECT id, outcome FROM outbox WHERE id < 3"))
    assert outcomes == {1: "uncertain", 2: None}  # what the web chat is owed are rows of ours: it gets them
    assert "还有1条消息" in capsys.readouterr().out


async def test_a_camp_goes_on_while_it_is_saved(lived: Settings, tmp_path: Path) -> None:
    database, written = Database(lived.storage.url), 0
    saving = asyncio.create_task(asyncio.to_thread(backup.save, lived, tmp_path / "camp.zip", NOW))
    while not saving.done():
        name = f"第{written}人"
        await database.transact(lambda db, name=name: db.execute("INSERT INTO person (name, created_at) VALUES (?, 0)", [name]))  # type: ignore[misc]
        written += 1
    await saving
    database.close()
    back = settings_in(tmp_path / "back")
    backup.restore(back, tmp_path / "camp.zip", False, NOW)
    assert written > 0 and held(back.storage.url)["person"].rows <= held(lived.storage.url)["person"].rows
