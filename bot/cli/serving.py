"""The running bot in a shell: its log, its greeting with the links, and a stop that leaves nothing behind."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

from bot import event_log
from bot.cli import imports
from bot.cli.links import ADDRESS, signed
from bot.cli.output import say
from bot.config import Settings
from bot.phrases import Line, Phrase

if TYPE_CHECKING:
    from bot.app import App

STARTED = Phrase(
    zh="""
群学已启动：{url}　（Ctrl-C 停止）
用浏览器打开，每人一个链接，24小时内有效，可以同时开在几个标签页里：

  社群经理 {manager}
    {manager_link}
  学员 {first}
    {first_link}
  学员 {second}
    {second_link}
""",
    en="""
Qunxue is running: {url}  (Ctrl-C stops it)
Open one in a browser: a link for each person, valid for 24 hours, several in tabs side by side.

  Manager {manager}
    {manager_link}
  Learner {first}
    {first_link}
  Learner {second}
    {second_link}
""",
)
STARTED_BARE = Phrase(zh="群学已启动：{url}　（Ctrl-C 停止）\n", en="Qunxue is running: {url}  (Ctrl-C stops it)\n")
WHAT_ELSE = Phrase(
    zh="""再要一个链接：{python} -m bot link --room {room} --as 名字
三周后的样子：{python} -m bot demo
检查配置：{python} -m bot doctor　日志：{log}
""",
    en="""Another link: {python} -m bot link --room {room} --as NAME
Three weeks later: {python} -m bot demo
Check the configuration: {python} -m bot doctor   Log: {log}
""",
)
STARTING = Phrase(zh="→ 数据库与示范营", en="→ database and starter camp")
STOPPED = Phrase(zh="已停止，没有丢下什么。", en="Stopped; nothing was left behind.")
PORT_TAKEN = Phrase(zh="→ 端口{wanted}被占用，改用{port}", en="→ port {wanted} is taken; using {port}")
LOG = "qunxue.log"
WORKER_LOG = "qunxue.log.worker"


async def serve(settings: Settings, after: Line) -> None:
    """The bot until it is told to stop; `after` is said behind the greeting."""
    from bot.cli import channel_factory
    from bot.http import free_port

    listening = free_port(settings.web.host, settings.web.port)
    port = listening.getsockname()[1]
    if settings.web.port and port != settings.web.port:
        say(settings, PORT_TAKEN(wanted=settings.web.port, port=port))
    url = settings.web.public_url or f"http://{settings.web.host}:{port}"
    with imports.kept():  # the features come with the app
        app = channel_factory.app(settings, url)
    (settings.data / ADDRESS).write_text(url, encoding="utf-8")
    stop = told_to_stop()
    running = asyncio.create_task(app.run(listening))
    try:
        await greet(settings, app, url)
        say(settings, after)
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
    finally:
        running.cancel()
        await asyncio.wait({running})
        app.database.close()
        listening.close()
    if not running.cancelled() and (problem := running.exception()) is not None:
        raise problem
    say(settings, STOPPED)


def told_to_stop() -> asyncio.Event:
    """Set by Ctrl-C or SIGTERM; SIGHUP has the log opened anew meanwhile."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    loop.add_signal_handler(signal.SIGHUP, event_log.reopen)
    return stop


async def greet(settings: Settings, app: App, url: str) -> None:
    """The starter camp where there is no camp yet and the web chat is the only way in, and the links to walk in by."""
    from bot.cli import starter_camp
    from storage import camps

    fresh = not await app.database.read(camps.every)
    alone = list(app.channels) == ["web"]
    if fresh and alone and f"web:{starter_camp.OWNER}" in settings.bot.owners:
        await starter_camp.settle_in(app)
    has_starter = await app.database.read(lambda db: camps.named(db, starter_camp.CAMP))
    if has_starter is not None:
        await starter_camp.mark_for_show(app)
    if not settings.channels.web.on or has_starter is None or settings.web.public_url:
        # on a server what is said here ends in a journal, and a link is as good as a password
        say(settings, STARTED_BARE(url=url))
        return
    links = [
        signed(settings, url, app.clock.now(), starter_camp.ROOM, name)
        for name in (starter_camp.MANAGER, *starter_camp.LEARNERS)
    ]
    say(
        settings,
        STARTED(
            url=url,
            manager=starter_camp.MANAGER,
            manager_link=links[0],
            first=starter_camp.LEARNERS[0],
            first_link=links[1],
            second=starter_camp.LEARNERS[1],
            second_link=links[2],
        ),
    )


def log_file(settings: Settings, name: str = LOG) -> logging.Handler:
    """Beside the database."""
    settings.data.mkdir(parents=True, exist_ok=True)
    return event_log.to_file(settings.data / name)
