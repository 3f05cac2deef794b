"""backup and restore at a shell: one file that holds all an installation is, proved by reading it back, and the installation out of it."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile
from zoneinfo import ZoneInfo

from bot.cli.open_database import connected, migrations_said, stopped
from bot.cli.output import fail, say
from bot.config import Settings
from bot.phrases import Phrase
from bot.version import version
from storage import backup, copying
from storage.files import IN_DATABASE, FileMissing, Files, files_in

DATABASE, KEY, CONTENTS, FILES = "qunxue.db", "secret", "backup.json", "files/"
ASIDE = "before-restore"

SAVED = Phrase(
    zh="已备份到 {file}（{size}MB）：{people}人，打卡{check_ins}次，积分流水{entries}条，文件{files}个。已读回核对，一致。config.toml 请另外保存。",
    en="Saved to {file} ({size} MB): {people:person|people}, {check_ins:check-in|check-ins}, {entries:ledger entry|ledger entries}, "
    "{files:file|files}. Read back and compared: equal. Keep config.toml yourself.",
)
RESTORED = Phrase(
    zh="已恢复 {made} 的备份：{people}人，打卡{check_ins}次，积分流水{entries}条，文件{files}个，与备份一致。运行 python -m bot run 启动。",
    en="Restored the backup of {made}: {people:person|people}, {check_ins:check-in|check-ins}, {entries:ledger entry|ledger entries}, "
    "{files:file|files}, equal to the backup. Start with python -m bot run.",
)
DOUBTED = Phrase(
    zh="备份时还有{n}条消息没发完，之后发没发过无从知道，没有重发：用 python -m bot undelivered list 查看，retry 重发。",
    en="{n:message was|messages were} still owed when the backup was made; whether sent since nobody can know, so nothing is sent twice: "
    "python -m bot undelivered list shows them, retry sends them.",
)
SET_ASIDE = Phrase(zh="原来的数据库留作 {file}。", en="The database that was there is kept as {file}.")
NOT_EMPTY = Phrase(
    zh="数据库（{database}）里已有内容：确认要换掉就加 --replace。",
    en="The database ({database}) is not empty: add --replace if it is to be replaced.",
)
NOT_A_BACKUP = Phrase(zh="{file} 不是群学的备份，或不完整。", en="{file} is no backup of Qunxue's, or not whole.")
NOT_READ = Phrase(zh="读不了 {file}。", en="{file} cannot be read.")
NOT_WRITTEN = Phrase(zh="写不了 {file}（{why}）。", en="{file} cannot be written ({why}).")
IS_THERE = Phrase(zh="{file} 已存在，换个文件名。", en="{file} is there already; give another name.")
DIFFERS = Phrase(
    zh="核对不一致（{table}），没有留下半份东西。请重试；再不行请联系维护人员。",
    en="The figures differ ({table}); nothing half-done was left. Try again, then call the maintainers.",
)
MEGABYTE = 1_000_000
EVER = datetime.max.replace(tzinfo=UTC)


class Contents(NamedTuple):
    """What a backup says of itself: which program made it and when, and the figures of every table."""

    version: str
    made_at: str
    figures: Mapping[str, copying.TableFigures]


def save(settings: Settings, file: Path, now: datetime) -> None:
    """Writes the backup while the bot goes on; it has its name only once it is whole and proved."""
    if file.exists():
        fail(IS_THERE(file=str(file)).to(settings.bot.language))
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with (
            connected(settings) as engine,
            TemporaryDirectory(dir=file.parent, prefix="backup-") as folder,
            _whole(settings, file),
        ):
            snapshot = Path(folder) / DATABASE
            held = backup.save(engine, snapshot, now=now)
            _pack(settings, part, snapshot, Contents(version(), now.isoformat(), held), _beside(settings, engine, now))
            _prove(part)
        part.replace(file)
    except OSError as problem:
        fail(NOT_WRITTEN(file=str(file), why=problem.strerror or type(problem).__name__).to(settings.bot.language))
    finally:
        part.unlink(missing_ok=True)
    size = f"{file.stat().st_size / MEGABYTE:.1f}"
    say(settings, SAVED(file=str(file), size=size, files=_files_in(file), **_told(held)))


def restore(settings: Settings, file: Path, replace: bool, now: datetime) -> None:
    """The installation as the backup has it. Nothing runs meanwhile; what was there is replaced only where that was said."""
    contents = _contents(settings, file)
    with (
        TemporaryDirectory(dir=_folder(settings), prefix="restore-") as folder,
        _whole(settings, file),
        migrations_said(settings),
    ):
        incoming = Path(folder) / DATABASE
        with ZipFile(file) as packed:
            _extract(packed, DATABASE, incoming)
        if backup.figures(incoming) != contents.figures:
            raise copying.Differs(DATABASE)
        backup.bring_up(incoming, now=now)
        doubted = backup.doubt(incoming, now=now)
        with connected(settings) as engine, stopped(settings, engine):
            is_new = backup.is_empty(engine)
            if not is_new and not replace:
                fail(NOT_EMPTY(database=engine.url.render_as_string(hide_password=True)).to(settings.bot.language))
            if engine.dialect.name == "sqlite":
                engine.dispose()
                aside = _put_in_place(incoming, Path(str(engine.url.database)), None if is_new else now)
            else:
                aside = None
                backup.fill_from(engine, incoming, now=now)
            files = _unpack(settings, file, files_in(settings.storage.files, engine, lambda: now))
    made = datetime.fromisoformat(contents.made_at).astimezone(ZoneInfo(settings.bot.timezone))
    say(settings, RESTORED(made=f"{made:%Y-%m-%d %H:%M}", files=files, **_told(contents.figures)))
    if aside is not None:
        say(settings, SET_ASIDE(file=str(aside)))
    if doubted:
        say(settings, DOUBTED(n=doubted))


def _beside(settings: Settings, engine: Any, now: datetime) -> Iterator[tuple[str, bytes]]:
    """The files that are not in the database, by their keys."""
    if settings.storage.files != IN_DATABASE:
        files = files_in(settings.storage.files, engine, lambda: now)
        for key in files.kept_before(EVER):
            with suppress(FileMissing):  # its time was over meanwhile
                yield key, files.read(key)


def _pack(settings: Settings, part: Path, snapshot: Path, contents: Contents, beside: Iterator[tuple[str, bytes]]) -> None:
    with ZipFile(part, "w", ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr(CONTENTS, json.dumps(contents._asdict(), ensure_ascii=False))
        packed.write(snapshot, DATABASE)
        if (signing := settings.data / KEY).exists():
            packed.write(signing, KEY)
        for key, content in beside:  # after the database: whatever it names is there
            packed.writestr(f"{FILES}{key}", content)


def _prove(part: Path) -> None:
    """Reads every byte back against its checksum. Raises Differs."""
    with ZipFile(part) as packed:
        if (damaged := packed.testzip()) is not None:
            raise copying.Differs(damaged)


def _contents(settings: Settings, file: Path) -> Contents:
    """What a file says of itself; one that is no backup ends the command in a sentence."""
    try:
        with ZipFile(file) as packed:
            said = json.loads(packed.read(CONTENTS))
            figures = {name: copying.TableFigures(rows, tuple(sums)) for name, (rows, sums) in said["figures"].items()}
            return Contents(said["version"], said["made_at"], figures)
    except OSError:
        fail(NOT_READ(file=str(file)).to(settings.bot.language))
    except (BadZipFile, AttributeError, KeyError, TypeError, ValueError):  # whatever else a zip may hold
        fail(NOT_A_BACKUP(file=str(file)).to(settings.bot.language))


def _extract(packed: ZipFile, name: str, target: Path) -> None:
    with packed.open(name) as source, target.open("wb") as written:
        shutil.copyfileobj(source, written)


def _put_in_place(incoming: Path, database: Path, at: datetime | None) -> Path | None:
    """The file instead of the one that is there, which is kept beside it where `at` says when; gives where."""
    aside = database.with_name(f"{database.name}.{ASIDE}.{at:%Y%m%d%H%M%S}") if at else None
    for ending in ("", "-wal", "-shm"):
        there = database.with_name(database.name + ending)
        if aside and there.exists():
            there.replace(aside.with_name(aside.name + ending))
        there.unlink(missing_ok=True)
    incoming.replace(database)
    return aside


def _unpack(settings: Settings, file: Path, files: Files) -> int:
    """The files and the key; gives how many files. Each goes by what is in it, so that one that is there already is the same."""
    count = 0
    with ZipFile(file) as packed:
        for name in packed.namelist():
            if name == KEY:
                _extract(packed, name, settings.data / KEY)
            elif name.startswith(FILES):
                files.put(packed.read(name), name)
                count += 1
    return count


def _folder(settings: Settings) -> Path:
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings.data


def _files_in(file: Path) -> int:
    with ZipFile(file) as packed:
        return sum(name.startswith(FILES) for name in packed.namelist())


def _told(held: Mapping[str, copying.TableFigures]) -> dict[str, int]:
    """The figures people know their camp by."""
    return {"people": held["person"].rows, "check_ins": held["check_in"].rows, "entries": held["ledger"].rows}


@contextmanager
def _whole(settings: Settings, file: Path) -> Iterator[None]:
    """A damaged file, or figures that differ, end the command in a sentence."""
    try:
        yield
    except copying.Differs as differs:
        fail(DIFFERS(table=str(differs)).to(settings.bot.language))
    except (BadZipFile, KeyError, zlib.error):
        fail(NOT_A_BACKUP(file=str(file)).to(settings.bot.language))
