"""A worker to be stopped or killed: the real one, but for a task that says when it has begun and waits to be let go.

    python -m tests.faults.on_workers URL FOLDER NAME SECONDS

`FOLDER/begun` gets a line with its name and the task each time one begins; none ends before `FOLDER/go` is there. SECONDS is how long
a worker may be silent. The house it stands in has the feature `waiting` besides.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import bot.task_runner
from bot.app import App
from bot.config import Settings, Storage, Tasks
from bot.feature import Context, Feature, Phrase, Theme
from bot.task_queue import TaskQueue
from storage.database import Database
from tests.town import OPENED_BY, Square

waiting = Feature("waiting", Theme.DAILY)
DONE = Phrase(zh="等到了：{who}", en="Waited for: {who}")


@waiting.command("等着", "wait", help=Phrase(zh="等人放行。", en="Waits to be let go."), examples=["等着 甲", "wait a"])
def wait(ctx: Context, who: str) -> None:
    ctx.task("waiting.wait", who=who)


@waiting.on("done:waiting.wait")
def waited(ctx: Context) -> None:
    ctx.reply(DONE(who=",".join(ctx.event.data["rows"])))


def know(app: App) -> None:
    """The house has this feature too."""
    app.router._take(waiting)
    app.router.features.append(waiting)


def do(url: str, where: str, name: str, payload: dict[str, Any], now: object, secret: bytes = b"") -> list[Any]:
    """The process's side; `where` is the folder's files, and so names the folder."""
    folder, me = Path(where).parent, Path(where).name
    with (folder / "begun").open("a", encoding="utf-8") as begun:
        begun.write(f"{me} {payload['who']}\n")
    while not (folder / "go").exists():
        time.sleep(0.01)
    return [payload["who"]]


async def main(url: str, folder: str, name: str, seconds: str) -> None:
    bot.task_runner.do = do  # type: ignore[attr-defined]
    settings = Settings(bot=OPENED_BY, storage=Storage(url=url, files=f"{folder}/{name}"), tasks=Tasks(workers=1))
    database = Database(url)
    app = App(settings, database, [Square("telegram")])
    know(app)
    assert isinstance(app.task_pool, TaskQueue)
    app.task_pool.stalled_after = timedelta(seconds=float(seconds))
    working = asyncio.create_task(app.work())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
    await asyncio.wait({working})
    database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
