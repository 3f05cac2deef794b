"""Fan-out: thousands of messages to hundreds of Telegram groups, through the outbox and delivery, against a Bot API that enforces its limits.

    python -m tests.bench.fanout [--messages 3000] [--groups 300] [--rate 29]

The target: finished within 1.05 × (messages ÷ rate), and not one 429. python-telegram-bot's own AIORateLimiter needs 1.2 to
1.38 × and earns 454 to 1,138 of them. The Bot API stands in a process of its own, so the CPU told is the bot's alone.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.app import App
from bot.channels.telegram import Telegram
from bot.clock import SystemClock
from bot.config import Settings, Storage
from bot.messages import Address, Lane
from bot.parts import Text
from storage import migrate, outbox
from storage.connection import Db
from storage.database import Database
from tests.standins.telegram import Cloud, TelegramStandin

TOKEN = "7000001:bench"
MOST_OVER = 1.05
FIRST_GROUP = -1_001_000_100_000


@dataclass(frozen=True, slots=True)
class Result:
    """What one run took. `cpu_ms` is the bot's, a message; `fullest_second` the most sends the server saw in any second."""

    messages: int
    groups: int
    rate: float
    seconds: float
    cpu_ms: float
    refused: int
    fullest_second: int
    in_order: bool

    @property
    def over(self) -> float:
        """Times the shortest it could have taken."""
        return self.seconds / (self.messages / self.rate)

    @property
    def passes(self) -> bool:
        return self.over <= MOST_OVER and self.refused == 0 and self.in_order

    def __str__(self) -> str:
        return (
            f"{'✓' if self.passes else '✗'} {self.messages} messages, {self.groups} groups, rate {self.rate:g}/s: "
            f"{self.seconds:.1f} s = {self.over:.3f} × the shortest, {self.refused} times 429, at most {self.fullest_second} in a second, "
            f"{self.cpu_ms:.2f} ms CPU a message, {'each group in order' if self.in_order else 'OUT OF ORDER'}"
        )


def serve(pipe: Connection, groups: int) -> None:
    """The Bot API's process: tells its port, waits for a word, tells what it saw."""
    cloud = Cloud(TOKEN)
    for number in range(groups):
        cloud.group(f"群{number}", id=FIRST_GROUP - number)
    with TelegramStandin(cloud) as telegram:
        pipe.send(telegram.port)
        pipe.recv()
        calls = [call for call in cloud.calls if call.method == "sendMessage"]
        taken = [call for call in calls if call.code == 200]
        said: dict[str, list[int]] = {}
        for call in taken:
            said.setdefault(str(call.values["chat_id"]), []).append(int(call.values["text"].split()[1]))
        in_order = all(numbers == sorted(set(numbers)) for numbers in said.values())
        pipe.send(
            (len(taken), sum(call.code == 429 for call in calls), _fullest([call.at.timestamp() for call in taken]), in_order)
        )


def _fullest(moments: list[float]) -> int:
    """The most moments within any one second."""
    window: deque[float] = deque()
    most = 0
    for moment in moments:
        window.append(moment)
        while moment - window[0] >= 1:
            window.popleft()
        most = max(most, len(window))
    return most


def measure(messages: int = 3000, groups: int = 300, rate: float = 29.0) -> Result:
    """One run; takes messages ÷ rate seconds."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, groups), daemon=True)
    server.start()
    port = ours.recv()
    with TemporaryDirectory() as folder:
        seconds, cpu = asyncio.run(_send_all(Path(folder), port, messages, groups, rate))
    ours.send("done")
    taken, refused, fullest, in_order = ours.recv()
    server.join()
    return Result(taken, groups, rate, seconds, cpu / messages * 1000, refused, fullest, in_order and taken == messages)


async def _send_all(folder: Path, port: int, messages: int, groups: int, rate: float) -> tuple[float, float]:
    """Seconds and CPU seconds from the commit that owes everything to the last settle."""
    settings = Settings(storage=Storage(url=f"sqlite:///{folder}/bench.db"))
    database = Database(settings.storage.url)
    migrate.upgrade(database.engine, now=SystemClock().now())
    base = f"http://127.0.0.1:{port}"
    channel = Telegram(TOKEN, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", rate=rate)
    app = App(settings, database, [channel], folder=folder)

    def owe(db: Db) -> None:
        now = app.now()
        for number in range(messages):
            to = Address(channel.name, str(FIRST_GROUP - number % groups))
            outbox.put(db, to, (Text.of(f"第 {number} 条：今日微课，用提问澄清“贵”的参照"),), Lane.PUSH, at=now)

    await database.transact(owe)
    async with asyncio.TaskGroup() as group:
        receiving = group.create_task(channel.run(app))
        while not channel.connected:  # noqa: ASYNC110 (it tells nobody, and nothing is measured yet)
            await asyncio.sleep(0.05)
        begun, cpu = time.perf_counter(), time.process_time()
        await app.delivery.recover()
        delivering = group.create_task(app.delivery.run())
        while await database.read(outbox.rooms):  # noqa: ASYNC110 (settling tells nobody either)
            await asyncio.sleep(0.25)
        took = time.perf_counter() - begun, time.process_time() - cpu
        receiving.cancel()
        delivering.cancel()
    database.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--groups", type=int, default=300)
    parser.add_argument("--rate", type=float, default=29.0)
    asked = parser.parse_args()
    result = measure(asked.messages, asked.groups, asked.rate)
    print(result)
    raise SystemExit(0 if result.passes else 1)


if __name__ == "__main__":
    main()
