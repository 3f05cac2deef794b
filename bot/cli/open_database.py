"""The configured database as a command opens it: connected, brought to the newest shape, closed again."""

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
HALF_MADE = Phrase(
    zh="数据库里有表（{table}），却没有版本号，里面的东西我不敢动。请换一个空数据库，或恢复备份。",
    en="The database has tables ({table}) but no revision, and I will not touch what is in them. Use an empty database, or restore a copy.",
)


def upgrade(settings: Settings) -> str | None:
    """Migrates where it is behind; gives the revision it was at, None where nothing was to be done."""
    with _engine(settings) as engine:
        return _upgraded(engine)


@contextmanager
def open_database(settings: Settings) -> Iterator[Db]:
    """A connection to the database in its newest shape. One that cannot be opened ends the command in a sentence."""
    from storage.connection import Db

    with _engine(settings) as engine:
        _upgraded(engine)
        db = Db(engine)
        try:
            yield db
        finally:
            db.close()


def _upgraded(engine: Any) -> str | None:
    from bot.clock import SystemClock
    from storage import migrate

    return migrate.upgrade(engine, now=SystemClock().now())


@contextmanager
def _engine(settings: Settings) -> Iterator[Any]:
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
