"""The configured database as a command opens it: connected, looked at whether it fits this program, closed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.cli.output import fail
from bot.config import Settings
from bot.phrases import Line, Phrase

if TYPE_CHECKING:
    from storage import migrate
    from storage.connection import Db

NO_DATABASE = Phrase(
    zh="打不开数据库：{why}（检查 storage.url）",
    en="The database cannot be opened: {why} (check storage.url)",
)

NOT_UTF8 = Phrase(
    zh="数据库的编码是 {encoding}，存不了中文。请另建一个 UTF8 的：createdb --encoding UTF8 --template template0 库名",
    en="The database's encoding is {encoding}, which cannot keep Chinese. Make another in UTF8: "
    "createdb --encoding UTF8 --template template0 NAME",
)
MAY_NOT_CREATE = Phrase(
    zh="数据库用户 {user} 在 {database} 里不能建表。请把库交给它：ALTER DATABASE {database} OWNER TO {user}",
    en="The database's user {user} may not make tables in {database}. Let it own the database: "
    "ALTER DATABASE {database} OWNER TO {user}",
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
    engine = connected_to(settings.storage.url, settings.bot.language)
    try:
        with migrations_said(settings):
            yield engine
    finally:
        engine.dispose()


def connected_to(url: str, language: str) -> Any:
    """The same of any database. It is not disposed of here."""
    from storage.database import connect

    try:
        return connect(url)
    except Exception as problem:
        fail(not_opened(problem, url).to(language))


def not_opened(problem: BaseException, url: str) -> Line:
    """Why a database cannot be opened, for the operator at the shell: in the server's own words where it said some."""
    from storage.database import NotUtf8, in_its_words

    if isinstance(problem, NotUtf8):
        return NOT_UTF8(encoding=str(problem))
    return NO_DATABASE(why=in_its_words(problem, url))


def may_not_create(problem: migrate.MayNotCreate) -> Line:
    """What to do where the database's user may not make tables."""
    user, database = problem.args
    return MAY_NOT_CREATE(user=user, database=database)


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
    except migrate.MayNotCreate as problem:
        fail(may_not_create(problem).to(settings.bot.language))
