"""The configured database as a command opens it: connected, looked at whether it fits this program, closed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.cli.output import fail
from bot.config import Settings
from bot.phrases import Phrase

if TYPE_CHECKING:
    from storage.connection import Db

NO_DATABASE = Phrase(
    zh="打不开数据库（{why}）。检查 storage.url，再运行 doctor。",
    en="The database cannot be opened ({why}). Check storage.url, then run doctor.",
)

NEWER = Phrase(
    zh="数据库是更新的版本用过的（{revision}），这个版本不认识。请升级程序，或恢复升级前的备份。",
    en="A newer version has used this database ({revision}); this one does not know it. Update the program, or restore a copy from before.",
)
BEHIND = Phrase(
    zh="数据库结构比程序旧：先运行 python -m bot migrate（或重新启动 python -m bot run）。",
    en="The database is behind this program: run python -m bot migrate first (or start python -m bot run anew).",
)
IN_USE = Phrase(
    zh="已有一个群学程序在用这个数据库（{database}）：先停下它。",
    en="A Qunxue program is using this database ({database}): stop it first.",
)
HALF_MADE = Phrase(
    zh="数据库里有表（{table}），却没有版本号，里面的东西我不敢动。请换一个空数据库，或恢复备份。",
    en="The database has tables ({table}) but no revision, and I will not touch what is in them. Use an empty database, or restore a copy.",
)


def upgrade(settings: Settings) -> str | None:
    """Migrates where it is behind; gives the revision it was at, None where nothing was to be done.

    SQLite's one program must be stopped; on PostgreSQL older ones go on beside it, which is how an upgrade rolls.
    """
    from storage import migrate

    with connected(settings) as engine:
        if engine.dialect.name != "sqlite" or migrate.is_current(engine):
            return _upgraded(engine)
        with stopped(settings, engine):
            return _upgraded(engine)


@contextmanager
def open_database(settings: Settings) -> Iterator[Db]:
    """A connection to the database. One that cannot be opened, or is behind, ends the command in a sentence: an empty one is given its
    tables, and no other is migrated beneath a program that may be running."""
    from storage import migrate
    from storage.connection import Db

    with connected(settings) as engine:
        if migrate.current(engine) is not None and not migrate.fits(engine):
            fail(BEHIND().to(settings.bot.language))
        _upgraded(engine)
        db = Db(engine)
        try:
            yield db
        finally:
            db.close()


@contextmanager
def in_use(settings: Settings) -> Iterator[None]:
    """While the bot runs. A second program over one SQLite file, or a database that is not there, ends the command in a sentence."""
    from storage import running_lock

    with connected(settings) as engine, _or_said(settings, engine), running_lock.running(engine):
        yield


@contextmanager
def stopped(settings: Settings, engine: Any) -> Iterator[None]:
    """While no bot runs over the database; where one does, the command ends in a sentence."""
    from storage import running_lock

    with _or_said(settings, engine), running_lock.stopped(engine):
        yield


@contextmanager
def _or_said(settings: Settings, engine: Any) -> Iterator[None]:
    from storage import running_lock

    try:
        yield
    except running_lock.InUse:
        shown = engine.url.render_as_string(hide_password=True)
        fail(IN_USE(database=shown).to(settings.bot.language))


def _upgraded(engine: Any) -> str | None:
    from bot.clock import SystemClock
    from storage import migrate

    return migrate.upgrade(engine, now=SystemClock().now())


@contextmanager
def connected(settings: Settings) -> Iterator[Any]:
    """An engine over the configured database, whatever its shape. One that cannot be opened ends the command in a sentence."""
    from storage.database import connect

    try:
        engine = connect(settings.storage.url)
    except Exception as problem:
        fail(NO_DATABASE(why=type(problem).__name__).to(settings.bot.language))
    try:
        with migrations_said(settings):
            yield engine
    finally:
        engine.dispose()


@contextmanager
def migrations_said(settings: Settings) -> Iterator[None]:
    """A database only people can decide about ends the command in a sentence."""
    from storage import migrate

    try:
        yield
    except migrate.NewerDatabase as problem:
        fail(NEWER(revision=str(problem)).to(settings.bot.language))
    except migrate.HalfMade as problem:
        fail(HALF_MADE(table=str(problem)).to(settings.bot.language))
