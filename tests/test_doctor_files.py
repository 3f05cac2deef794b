"""doctor says so where several programs may not find each other's files."""

from __future__ import annotations

from pathlib import Path

from bot.cli.doctor import files
from bot.config import Settings, Storage
from storage import running_lock
from storage.database import connect
from storage.files import IN_DATABASE


def test_a_folder_under_several_programs_is_worth_a_word(pg_url: str, tmp_path: Path) -> None:
    kept = Settings(storage=Storage(url=pg_url, files=str(tmp_path / "files")))
    engines = connect(pg_url), connect(pg_url), connect(pg_url)
    with running_lock.running(engines[0]):
        assert files(kept, engines[2]) == []
        with running_lock.running(engines[1]):
            (found,) = files(kept, engines[2])
            said = found.line.to("zh")
            assert found.ok and "有2个程序" in said and str(tmp_path / "files") in said and "database" in said
            assert "2 programs" in found.line.to("en")
            assert files(Settings(storage=Storage(url=pg_url, files=IN_DATABASE)), engines[2]) == []
    for engine in engines:
        engine.dispose()


def test_on_sqlite_there_is_one(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    with running_lock.running(engine):
        assert running_lock.programs(engine) == 1 and files(Settings(storage=Storage(url=sqlite_url)), engine) == []
    engine.dispose()
