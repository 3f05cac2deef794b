"""One of several programs over one PostgreSQL, to be killed or frozen: the real app, and a platform that writes down what it got.

    python -m tests.faults.replica FOLDER URL NAME [PART …]

A line of `sent` in the folder is one send: the moment, who sent it, room, our id, words. The kinds of parts named last are unknown to
this one, as they are to an older version. Its log goes to NAME.log.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from time import time
from typing import Any

import structlog

from bot import parts
from bot.app import App
from bot.channel import Can, House, Pace
from bot.clock import SystemClock
from bot.config import Settings, Storage
from bot.messages import FileRef, OutboundMessage, Sent
from storage.database import Database

ANSWERS_AFTER = 0.1
"""Seconds the platform takes to answer: something is under way whenever somebody is stopped."""


class SlowRecorder:
    """A platform that writes down what it got, and answers a moment later."""

    name = "telegram"
    can = Can()
    pace = Pace(rate=float("inf"))

    def __init__(self, folder: Path, who: str) -> None:
        self.out, self.who = os.open(folder / "sent", os.O_WRONLY | os.O_APPEND | os.O_CREAT), who

    def routes(self) -> Sequence[Any]:
        return ()

    async def run(self, house: House) -> None:
        await asyncio.Event().wait()

    def render(self, message: OutboundMessage) -> list[Any]:
        return [message.parts]

    async def deliver(self, message: OutboundMessage) -> Sent:
        words = parts.plain(message.parts).replace("\n", " ")
        os.write(self.out, f"{time()}\t{self.who}\t{message.to.room}\t{message.id}\t{words}\n".encode())
        await asyncio.sleep(ANSWERS_AFTER)
        return Sent((f"{message.id}/{self.who}/{time()}",), SystemClock().now())

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        yield b""


async def live(folder: Path, url: str, name: str) -> None:
    database = Database(url)
    app = App(Settings(storage=Storage(url=url)), database, [SlowRecorder(folder, name)], folder=folder / name)
    await app.wake_up()
    (folder / f"{name}.ready").touch()
    await asyncio.gather(app.election.run(), app.delivery.write())


if __name__ == "__main__":
    for kind in sys.argv[4:]:
        del parts._DECODE[kind]
    log = (Path(sys.argv[1]) / f"{sys.argv[3]}.log").open("a", buffering=1, encoding="utf-8")
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()], logger_factory=structlog.PrintLoggerFactory(log))
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
