"""The database as a command opens it: connected, brought to the newest shape, closed again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from bot.cli.output import fail
from bot.config import Settings
from bot.phrases import Phrase

if TYPE_CHECKING:
    from sqlalchemy import Engine

T = TypeVar("T")

NO_DATABASE = Phrase(
    zh="打不开数据库（{why}）。检查 storage.url，再运行 doctor。",
    en="The database cannot be opened ({why}). Check storage.url, then run doctor.",
)


def upgraded(engine: Engine) -> str | None:
    """Migrates where it is behind; gives the revision it was at, None where nothing was to be done."""
    from bot.clock import SystemClock
    from storage import migrate as migrations

    return migrations.upgrade(engine, now=SystemClock().now())


def with_engine(settings: Settings, run: Callable[[Engine], T]) -> T:
    """What `run` makes of the configured database; one that cannot be opened ends the command in a sentence."""
    from storage.database import connect

    try:
        engine = connect(settings.storage.url)
    except Exception as problem:
        fail(NO_DATABASE(why=type(problem).__name__).to(settings.bot.language))
    try:
        return run(engine)
    finally:
        engine.dispose()
