"""A worker in a shell: heavy tasks alone, beside the bot, until it is told to stop."""

from __future__ import annotations

import asyncio

from bot.cli import imports
from bot.cli.open_database import open_database
from bot.cli.output import fail, say
from bot.cli.serving import told_to_stop
from bot.config import Settings, Tasks
from bot.phrases import Phrase

NEEDS_POSTGRESQL = Phrase(
    zh="worker 只能用在 PostgreSQL 上（storage.url）；SQLite 上重活由 run 自己做。",
    en="A worker needs PostgreSQL (storage.url); over SQLite run does the heavy work itself.",
)
WORKING = Phrase(
    zh="只做重活，同时{n}件。（Ctrl-C 停止）",
    en="Heavy tasks alone, {n} at a time. (Ctrl-C stops it)",
)
STOPPED = Phrase(
    zh="已停止，没做完的已交还，由别的 worker 接着做。", en="Stopped; what was not finished is handed back for another worker."
)


def work(settings: Settings) -> None:
    """Until it is told to stop. A database that will not do ends the command in a sentence; none is migrated by a worker."""
    if settings.storage.url.startswith("sqlite"):
        fail(NEEDS_POSTGRESQL().to(settings.bot.language))
    with open_database(settings):
        pass
    asyncio.run(_work(settings.model_copy(update={"tasks": Tasks(workers=settings.tasks.workers or Tasks().workers)})))


async def _work(settings: Settings) -> None:
    from bot.cli import channel_factory

    web = settings.web
    with imports.kept():
        app = channel_factory.app(settings, web.public_url or f"http://{web.host}:{web.port}")
    stop = told_to_stop()
    working = asyncio.create_task(app.work())
    try:
        say(settings, WORKING(n=settings.tasks.workers))
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
    finally:
        working.cancel()
        await asyncio.wait({working})
        app.database.close()
    if not working.cancelled() and (problem := working.exception()) is not None:
        raise problem
    say(settings, STOPPED)
