"""Two replicas over one PostgreSQL and browsers at both: how long until everybody sees a line, whichever replica it was said at.

    python -m tests.bench.replicas [--browsers 500] [--lines 40]

The target: 99 of 100 see it within 300 ms. Each replica is a process of its own, the browsers share a third; all on this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import re
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import structlog
from websockets.asyncio.client import ClientConnection, connect

from bot.app import App
from bot.channels.web import WebChannel
from bot.channels.web.tokens import make_link, private_room
from bot.clock import SystemClock
from bot.config import Settings, Storage
from bot.http import free_port
from storage.channels import web
from storage.connection import Db
from storage.database import Database
from tests.postgres import database_url
from tests.standins.sign_in import sign_in
from tests.town import make_template

KEY, ROOM = "a key for a benchmark alone", "两份程序营"
SEEN_WITHIN_MS = 300.0
REPLICAS = 2
PAUSE = 0.25
WARM_UP = 4
"""Lines said before it counts: the first at a replica opens its connections."""
LINE = re.compile(r"第 (-?\d+) 行")


@dataclass(frozen=True, slots=True)
class Result:
    """In milliseconds from saying to seeing; `elsewhere` counts only who sits at the other replica. `here` is the fewest people any browser
    was last told are in the room."""

    browsers: int
    lines: int
    p50: float
    p99: float
    elsewhere_p99: float
    missing: int
    here: int

    @property
    def passes(self) -> bool:
        return self.p99 <= SEEN_WITHIN_MS and not self.missing and self.here == self.browsers

    def __str__(self) -> str:
        return (
            f"{'✓' if self.passes else '✗'} {self.lines} lines seen by {self.browsers} browsers over {REPLICAS} replicas: "
            f"p50 {self.p50:.0f} ms, p99 {self.p99:.0f} ms (at the other replica {self.elsewhere_p99:.0f} ms), {self.missing} missing, "
            f"{self.here} people here for each"
        )


def serve(pipe: Connection, url: str, folder: str) -> None:
    """A replica's process: tells its port, and runs until it is ended."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    listening = free_port("127.0.0.1", 0)
    channel = WebChannel(KEY, bot="小助")
    app = App(Settings(storage=Storage(url=url)), Database(url), [channel], folder=Path(folder))
    pipe.send(listening.getsockname()[1])
    asyncio.run(app.run(listening))


def seat(url: str, names: list[str]) -> None:
    """Everybody has come before: nobody is told that they come now."""
    database, now = Database(url), SystemClock().now()

    def sit(db: Db) -> None:
        for name in names:
            for room in (ROOM, private_room(name)):
                web.sit(db, name, room, now)
                web.welcomed(db, name, room)

    async def seated() -> None:
        await database.transact(sit)

    asyncio.run(seated())
    database.close()


def measure(browsers: int = 500, lines: int = 40) -> Result:
    """One run; takes a second for four lines, and some for coming in."""
    names = [f"学员{number}" for number in range(browsers)]
    context = multiprocessing.get_context("spawn")
    with database_url(prepare=make_template) as url, TemporaryDirectory() as folder:
        seat(url, names)
        pipes, processes = [], []
        for number in range(REPLICAS):
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, url, f"{folder}/{number}"), daemon=True)
            process.start()
            pipes.append(ours)
            processes.append(process)
        try:
            return asyncio.run(_watch([pipe.recv() for pipe in pipes], names, lines))
        finally:
            for process in processes:
                process.kill()
                process.join()


async def _watch(ports: list[int], names: list[str], lines: int) -> Result:
    said: dict[int, float] = {}
    took: list[tuple[float, bool]] = []
    here = dict.fromkeys(range(len(names)), 0)

    async def look(socket: ClientConnection, number: int) -> None:
        replica = number % REPLICAS
        async for frame in socket:
            now = time.perf_counter()
            if '"t":"presence"' in str(frame):
                here[number] = json.loads(frame)["count"]
            if '"t":"posts"' in str(frame):
                for line in map(int, LINE.findall(str(frame))):
                    if line >= 0:
                        took.append(((now - said[line]) * 1000, line % REPLICAS != replica))

    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        sockets: list[ClientConnection] = []
        for number, name in enumerate(names):
            socket = await stack.enter_async_context(await _come_in(ports[number % REPLICAS], name))
            sockets.append(socket)
        looking = [group.create_task(look(socket, number)) for number, socket in enumerate(sockets)]
        await asyncio.sleep(1.0)  # everybody has settled down
        for number in range(-WARM_UP, lines):
            said[number] = time.perf_counter()
            words: dict[str, Any] = {"t": "say", "id": f"n{number + WARM_UP}", "room": ROOM, "text": f"第 {number} 行"}
            await sockets[number % REPLICAS].send(json.dumps(words))
            await asyncio.sleep(PAUSE)
        await asyncio.sleep(2.0)  # whoever has not seen it by then counts as missing
        for task in looking:
            task.cancel()
    every = sorted(ms for ms, _ in took)
    elsewhere = sorted(ms for ms, is_elsewhere in took if is_elsewhere)
    p50, p99 = every[len(every) // 2], every[len(every) * 99 // 100]
    missing = len(names) * lines - len(took)
    return Result(len(names), lines, p50, p99, elsewhere[len(elsewhere) * 99 // 100], missing, min(here.values()))


async def _come_in(port: int, name: str) -> Any:
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            by = await sign_in(url, make_link(KEY, url, ROOM, name, now=SystemClock().now()).partition("#")[2])
            break
        except httpx.ConnectError:
            await asyncio.sleep(0.1)  # it is on its way up
    kept = {"Cookie": by.cookie}
    socket = await connect(f"ws://127.0.0.1:{port}/ws", origin=url, additional_headers=kept, max_queue=None)  # type: ignore[arg-type]
    await socket.send(json.dumps({"t": "hello", "language": "zh-CN", **by.hello}))
    while json.loads(await socket.recv())["t"] != "welcome":
        pass
    return socket


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--browsers", type=int, default=500)
    parser.add_argument("--lines", type=int, default=40)
    asked = parser.parse_args()
    result = measure(asked.browsers, asked.lines)
    print(result)
    raise SystemExit(0 if result.passes else 1)


if __name__ == "__main__":
    main()
