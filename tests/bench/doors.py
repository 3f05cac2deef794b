"""What strangers and one loud person cost everybody else, side by side in one run: python -m tests.bench.doors

Unsigned callbacks in CPU milliseconds; the web chat's say → ack for one person alone and beside 200 tabs of another; health and a
posted body, as Telegram's webhook posts one, alone and beside 1,000 connections that never finish their head.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bot.channels.tencent.callback import BODY_LIMIT, encrypted_part
from bot.channels.tencent.envelope import Envelope, Forged, Malformed
from bot.clock import SystemClock
from tests.standins.house import ROOM, RoteHouse, served
from tests.standins.sign_in import SignedIn, line_to, sign_in
from tests.test_http_limits import HALF, serving
from tests.test_wecom_wire import CORP, KEY, TOKEN, UNSIGNED

TABS, LINES, HALVES, SAMPLES = 200, 15, 1_000, 150


def unsigned() -> float:
    """The dearest kind of unsigned body, as long as a body may be: CPU milliseconds, the best of nine."""
    envelope, dearest = Envelope(TOKEN, KEY, CORP), 0.0
    for body in UNSIGNED.values():
        costs = []
        for _ in range(9):
            began = time.thread_time()
            try:
                envelope.verify("0" * 40, "1", "n", encrypted_part(body[:BODY_LIMIT] + b"</Encrypt>"))
            except (Malformed, Forged):
                costs.append(time.thread_time() - began)
        dearest = max(dearest, min(costs) * 1000)
    return dearest


async def seat(stack: AsyncExitStack, url: str, by: SignedIn) -> ClientConnection | None:
    """A tab of whoever is signed in; None where it is turned away."""
    line = await stack.enter_async_context(line_to(url, by.cookie))
    await line.send(json.dumps({"t": "hello", "language": "zh", **by.hello}))
    try:
        while (said := json.loads(await line.recv())["t"]) not in ("welcome", "bye"):
            pass
    except ConnectionClosed:
        return None
    return line if said == "welcome" else None


async def p99(sample: Callable[[int], Awaitable[None]], every: float) -> float:
    """Milliseconds: the 99th of a hundred."""
    took = []
    for number in range(SAMPLES):
        began = time.perf_counter()
        await sample(number)
        took.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(every)
    return sorted(took)[int(SAMPLES * 0.99) - 1]


async def tabs(house: RoteHouse, url: str) -> tuple[float, float]:
    """p99 of eight people's say → ack in turn: alone, and while another program's 200 tabs come in as one person and each says fifteen lines
    at once, over and over."""
    async with AsyncExitStack() as stack:
        links = [house.link(f"学员{n}", ROOM).partition("#")[2] for n in range(8)]
        people = [one for link in links if (one := await seat(stack, url, await sign_in(url, link))) is not None]

        async def say(number: int) -> None:
            name, mine = f"s{time.perf_counter_ns()}", people[number % len(people)]
            await mine.send(json.dumps({"t": "say", "id": name, "room": ROOM, "text": f"第{number}句"}))
            while json.loads(await mine.recv()).get("id") != name:
                pass

        alone = await p99(say, 0.08)
        link = house.link("吵吵", ROOM).partition("#")[2]
        loud = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.doors", url, link)
        await asyncio.sleep(3)
        beside = await p99(say, 0.08)
        loud.kill()
        await loud.wait()
    return alone, beside


async def shout(url: str, link: str) -> None:
    """All of one person's tabs, as many as are let in, saying as much as they can."""
    by = await sign_in(url, link)
    async with AsyncExitStack() as stack:
        let_in = [tab for _ in range(TABS) if (tab := await seat(stack, url, by)) is not None]
        for turn in range(10_000):
            for at, tab in enumerate(let_in):
                for line in range(LINES):
                    await tab.send(json.dumps({"t": "say", "id": f"t{turn}x{at}x{line}", "room": ROOM, "text": "吵"}))
            await asyncio.sleep(0.5)


async def halves() -> tuple[float, float]:
    """p99 of a new connection's /healthz and of a body posted as Telegram posts an update: alone, and beside connections with half a head."""
    async with serving() as port:

        async def ask(number: int) -> None:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as fresh:
                asked = fresh.get("/healthz") if number % 2 else fresh.post("/size", content=b"x" * 2_000)
                (await asked).raise_for_status()

        alone = await p99(ask, 0.01)
        opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(HALVES)]
        for _, writer in opened:
            writer.write(HALF)
        beside = await p99(ask, 0.01)
        for _, writer in opened:
            writer.close()
    return alone, beside


async def main() -> None:
    print(f"unsigned body, dearest kind: {unsigned():.3f} ms CPU")
    with TemporaryDirectory() as folder:
        house = RoteHouse(Path(folder), SystemClock().now)
        async with served(house) as url:
            alone, beside = await tabs(house, url)
            print(f"200 tabs of one person: p99 {alone:.1f} ms alone, {beside:.1f} ms beside ({beside / alone:.2f}×)")
        house.close()
    alone, beside = await halves()
    print(f"1,000 half-open connections: p99 {alone:.1f} ms alone, {beside:.1f} ms beside ({beside / alone:.2f}×)")


if __name__ == "__main__":
    asyncio.run(shout(*sys.argv[1:]) if sys.argv[1:] else main())
