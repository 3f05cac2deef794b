"""One of the programs of a long run: the whole app, on a platform that stands in a process of its own.

    python -m tests.faults.program FOLDER URL NAME PORT BEHIND WORKERS

PORT is the platform's, BEHIND how many seconds its clock is behind the machine's, WORKERS how many processes it has for heavy work. Its
files are in the database, its warnings go to FOLDER/NAME.log.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.app import App
from bot.channel import Can, House, Pace, TryLater, Uncertain
from bot.clock import SystemClock
from bot.config import Bot, Settings, Storage, Tasks
from bot.http import free_port
from bot.messages import Account, Address, FileRef, InboundEvent, Kind, OutboundMessage, Sent
from bot.parts import plain
from storage.connection import Unavailable
from storage.database import Database
from storage.files import IN_DATABASE
from tests.faults.platform import ACCOUNTS

BOSS = "boss"
ANSWERED_WITHIN = 1.0
"""Seconds after which nobody knows whether the platform has a message."""
AGAIN_AFTER = 0.5


class Wrong(SystemClock):
    """The machine's clock, so many seconds off."""

    def __init__(self, by: float) -> None:
        self._behind, self.off = by, 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.off - self._behind)


class Line:
    """The connection a program has to an account of the platform: a line of JSON is an update, an answer to a send, or what its clock is now off by."""

    can = Can()
    pace = Pace(rate=float("inf"))

    def __init__(self, name: str, who: str, port: int, clock: Wrong) -> None:
        self.name, self.who, self.port, self.clock = name, who, port, clock
        self._out: StreamWriter | None = None
        self._answers: dict[int, asyncio.Future[str]] = {}
        self._hearing: set[asyncio.Task[None]] = set()
        self._sends = 0

    def routes(self) -> Sequence[Any]:
        return ()

    def render(self, message: OutboundMessage) -> list[Any]:
        return [message.parts]

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        yield b""

    async def run(self, house: House) -> None:
        while True:
            try:
                reader, self._out = await asyncio.open_connection("127.0.0.1", self.port)
                self._say(who=self.who, account=self.name)
                await self._listen(reader, house)
            except OSError:
                pass
            finally:
                self._out = None
                for answer in self._answers.values():
                    if not answer.done():
                        answer.set_result("")
            await asyncio.sleep(0.1)  # the platform is there in a moment

    async def _listen(self, reader: StreamReader, house: House) -> None:
        while line := await reader.readline():
            said = json.loads(line)
            if "update" in said:
                task = asyncio.create_task(self._hear(house, said))
                self._hearing.add(task)
                task.add_done_callback(self._hearing.discard)
            elif "off" in said:
                self.clock.off = said["off"]
            elif (answer := self._answers.get(said["to"])) is not None and not answer.done():
                answer.set_result(said["answer"])

    async def _hear(self, house: House, said: dict[str, Any]) -> None:
        who, room = said["who"], Address(self.name, said["room"])
        account = Account(self.name, who, said["called"])
        key = f"{self.name}:{said['update']}"
        event = InboundEvent(key, self.clock.now(), room, account, Kind.SAID, said["words"], data={"to_us": True})
        try:
            await house.receive(event)
        except Unavailable:
            self._say(refused=said["update"])
        else:
            self._say(took=said["update"])

    async def deliver(self, message: OutboundMessage) -> Sent:
        if self._out is None:
            raise TryLater(AGAIN_AFTER, counts=False)
        self._sends += 1
        number, answer = self._sends, asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        lane, words = int(message.lane), plain(message.parts)
        self._say(send=number, room=message.to.room, lane=lane, message=message.id, words=words)
        try:
            how = await asyncio.wait_for(answer, ANSWERED_WITHIN)
        except TimeoutError:
            how = ""
        finally:
            del self._answers[number]
        if how in ("500", "429"):
            raise TryLater(AGAIN_AFTER, counts=how == "500")
        if how != "200":
            raise Uncertain
        return Sent((f"{message.to.room}/{message.id}/{self.who}/{number}",), self.clock.now())

    def _say(self, **what: Any) -> None:
        if self._out is not None:
            self._out.write(json.dumps(what, ensure_ascii=False).encode() + b"\n")


async def live(url: str, name: str, port: int, behind: float, workers: int) -> None:
    clock, listening = Wrong(behind), free_port("127.0.0.1", 0)
    kept = Storage(url=url, files=IN_DATABASE)
    settings = Settings(
        bot=Bot(owners=tuple(f"{account}:{BOSS}" for account in ACCOUNTS)), storage=kept, tasks=Tasks(workers=workers)
    )
    database = Database(url)
    app = App(settings, database, [Line(account, name, port, clock) for account in ACCOUNTS], clock=clock)
    running = asyncio.create_task(app.run(listening))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    await asyncio.wait({running})
    database.close()
    if not running.cancelled() and (problem := running.exception()) is not None:
        raise problem


if __name__ == "__main__":
    where, url, name, port, behind, workers = sys.argv[1:]
    log = (Path(where) / f"{name}.log").open("a", buffering=1, encoding="utf-8")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(30),
        processors=[structlog.processors.TimeStamper(), structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.PrintLoggerFactory(log),
    )
    asyncio.run(live(url, name, int(port), float(behind), int(workers)))
