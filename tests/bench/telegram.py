"""Telegram's whole way in: from getUpdates' raw JSON to the committed reply, as polling takes it, and its CPU a message.

    python -m tests.bench.telegram [--messages 4000] [--synchronous FULL]

The targets: 20 × less than python-telegram-bot or aiogram whose handler writes the same books with the async ORM, 60 × less than
nonebot2 (README has the figures of one run of all of them). A batch is what Telegram gives at once, 100 updates of twenty groups.
Telegram itself answers from memory: what is measured is reading, ranking the sender, the transaction, and its acknowledgement.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot import event_log
from bot.app import App
from bot.channels.telegram.admins import Admins
from bot.channels.telegram.insiders import Insiders
from bot.channels.telegram.receiving import Receiver
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.updates import Me
from bot.clock import HandClock
from bot.config import Settings, Storage
from bot.messages import OutboundMessage
from bot.parts import Admit
from storage.database import Database
from tests.bench.spine import JOINED, populated, written_by
from tests.bench.workload import ZONE, Message, stream, warm_up, written
from tests.town import Square

AT_ONCE = 100
"""Updates in one answer to getUpdates: the most Telegram gives."""


class Quiet(BaseRequest):
    """A Bot API that answers every question with an empty list, without a network."""

    read_timeout = None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **named: Any
    ) -> tuple[int, bytes]:
        return 200, b'{"ok":true,"result":[]}'


class Nobody:
    """Nothing is sent here: no file, and no news of a refusal."""

    async def known(self, file: str, kind: str) -> str | None:
        return None

    async def know(self, file: str, kind: str, file_id: str) -> None:
        """Never."""

    async def forget(self, file_id: str) -> None:
        """Never."""

    def open(self, file: str) -> Any:
        raise FileNotFoundError(file)

    async def moved(self, old: int, new: int) -> None:
        """Never."""

    async def topic_closed(self, chat: int, thread: int) -> None:
        """Never."""

    async def not_admitted(self, message: OutboundMessage, answer: Admit) -> None:
        """Never."""

    async def not_done(self, message: OutboundMessage, why: str) -> None:
        """Never."""


def batches(messages: list[Message]) -> Iterator[tuple[int, bytes]]:
    """(moment of the last, body) of each answer to getUpdates."""
    for at in range(0, len(messages), AT_ONCE):
        some = messages[at : at + AT_ONCE]
        yield some[-1].at, b'{"ok":true,"result":[' + b",".join(map(written, some)) + b"]}"


async def measure(folder: Path, messages: int, synchronous: str) -> tuple[float, str]:
    """Milliseconds of CPU a message, and what stands in the tables afterwards."""
    engine = populated(f"sqlite:///{folder / 'qunxue.db'}", history=0)
    database = Database(str(engine.url), synchronous=synchronous)
    clock = HandClock(JOINED)
    app = App(Settings(storage=Storage(url=str(engine.url))), database, [Square("telegram")], clock=clock, folder=folder)
    bot = Bot("7000001:bench", request=Quiet(), get_updates_request=Quiet())
    talk = Talk()
    receiver = Receiver(
        app,
        Me(7000001, "qunxue_bot", True),
        Admins(bot, clock.now),
        Insiders(bot, clock.now),
        Sender(bot, Nobody(), Nobody(), talk, clock.now),
        talk,
        clock,
    )

    async def take(bodies: list[tuple[int, bytes]]) -> None:
        for at, body in bodies:
            clock.move(max(datetime.fromtimestamp(at, ZONE), clock.now()))
            await receiver.take(json.loads(body)["result"])

    await take(list(batches(warm_up())))
    bodies = list(batches(stream(messages)))
    begun = time.process_time()
    await take(bodies)
    cpu = (time.process_time() - begun) / messages * 1e3
    database.close()
    return cpu, written_by(engine)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--synchronous", choices=("FULL", "NORMAL"), default="FULL")
    asked = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with TemporaryDirectory(prefix="bench-") as name, (Path(name) / "log").open("w") as log:
        event_log.keep(logging.StreamHandler(log))
        cpu, wrote = asyncio.run(measure(Path(name), asked.messages, asked.synchronous))
    print(json.dumps({"cpu_ms": round(cpu, 4), "messages": asked.messages, "synchronous": asked.synchronous, "wrote": wrote}))


if __name__ == "__main__":
    main()
