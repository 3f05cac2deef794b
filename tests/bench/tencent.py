"""WeCom's callback and a whole company pushed at once: what one costs, how long it takes, and what the platform drops.

    python -m tests.bench.tencent [--short]

The targets: a callback verified, decrypted, committed and acknowledged costs ≤ 1.2 ms of CPU above an empty starlette route; at
200 a second the slowest hundredth waits < 100 ms; 1,000 members get a card each within every published limit, none dropped. The
server stands in a process of its own, so the CPU told is ours alone; the fan-out runs with the clock in the hand.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.wecom import Wecom
from bot.clock import HandClock, SystemClock
from bot.messages import Address
from bot.parts import Button, Buttons, Text
from tests.standins.wecom import Tencent, wire
from tests.standins.wecom.app import Company
from tests.standins.wecom.caller import Letter
from tests.standins.wecom.rote import RoteHouse

AT_ONCE = 8
A_SECOND = 200
CPU_MS, SLOWEST_MS = 1.2, 100


class Served(Wecom):
    """The channel with two routes beside it: one that does nothing, and one that tells the CPU used so far."""

    def routes(self) -> list[Route]:
        return [*super().routes(), Route("/empty", _empty, methods=["POST"]), Route("/cpu", _cpu)]


async def _empty(request: Request) -> Response:
    await request.body()
    return Response()


async def _cpu(request: Request) -> Response:
    return PlainTextResponse(str(time.process_time()))


def serve(address: Any) -> None:
    """The server's process: the channel, a real inbox with `synchronous=FULL`, nothing to answer."""

    async def main() -> None:
        company = Company(SystemClock())
        async with Tencent() as tencent:
            channel = Served(**tencent.config["wecom"], clock=SystemClock())
            with TemporaryDirectory() as folder:
                house = RoteHouse(Path(folder), SystemClock(), [channel], lambda event: [], synchronous="FULL")
                await house.start()
                address.send((house.url, company.corp_id))
                await asyncio.to_thread(address.recv)
                await house.stop()

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    asyncio.run(main())


def letters(many: int, start: int) -> list[Letter]:
    """Signed messages, each its own."""
    company = Company(SystemClock())
    head = {"ToUserName": company.corp_id, "FromUserName": "linxiao", "CreateTime": int(time.time()), "MsgType": "text"}
    return [
        company.letter(wire.xml(head | {"Content": f"打卡 第{n}章读完了", "MsgId": n, "AgentID": 1000002}))
        for n in range(start, start + many)
    ]


async def cpu_of(session: aiohttp.ClientSession, url: str, path: str, sent: list[Letter]) -> float:
    """Milliseconds of the server's CPU for one POST, AT_ONCE in flight."""
    waiting = iter(sent)

    async def work() -> None:
        for letter in waiting:
            async with session.post(url + path, params=letter.query, data=letter.body) as response:
                assert response.status == 200, response.status

    before = await _cpu_used(session, url)
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return (await _cpu_used(session, url) - before) / len(sent) * 1000


async def _cpu_used(session: aiohttp.ClientSession, url: str) -> float:
    async with session.get(url + "/cpu") as response:
        return float(await response.text())


async def latencies(session: aiohttp.ClientSession, url: str, sent: list[Letter]) -> list[float]:
    """Milliseconds each POST waited, A_SECOND started every second."""

    async def one(letter: Letter, at: float) -> float:
        await asyncio.sleep(at - time.perf_counter())
        began = time.perf_counter()
        async with session.post(url + "/wecom/callback", params=letter.query, data=letter.body) as response:
            assert response.status == 200, response.status
        return (time.perf_counter() - began) * 1000

    start = time.perf_counter() + 0.1
    return sorted(await asyncio.gather(*(one(letter, start + n / A_SECOND) for n, letter in enumerate(sent))))


async def callback(many: int) -> tuple[float, float, float]:
    """(CPU of an empty route, CPU of a callback above it, the slowest hundredth), in milliseconds."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    process.start()
    try:
        url, _ = await asyncio.to_thread(ours.recv)
        async with aiohttp.ClientSession() as session:
            await cpu_of(session, url, "/wecom/callback", letters(100, 1))
            empty = await cpu_of(session, url, "/empty", letters(many, 1))
            full = await cpu_of(session, url, "/wecom/callback", letters(many, 1_000_000))
            waited = await latencies(session, url, letters(many, 2_000_000))
        return empty, full - empty, waited[int(len(waited) * 0.99)]
    finally:
        ours.send("stop")
        await asyncio.to_thread(process.join, 10)


async def company(many: int) -> tuple[int, int, float]:
    """(cards seen, cards dropped, minutes of the clock) for one card to each member, all owed at the same moment."""
    clock = HandClock(datetime(2026, 5, 6, 1, 0, tzinfo=UTC))
    began = clock.now()
    async with Tencent(clock) as tencent:
        channel = Wecom(**tencent.config["wecom"], clock=clock)
        tencent.app.members = {f"m{n}": f"学员{n}" for n in range(many)}
        with TemporaryDirectory() as folder:
            house = RoteHouse(Path(folder), clock, [channel], lambda event: [])
            await house.start()
            for who in tencent.app.members:
                await house.owes(
                    Address("wecom", who, direct=True), Text.of("09:00 今日微课"), Buttons.row(Button("已学", "已学 L7"))
                )
            await _passing(clock, 0.02, lambda: len(house.outcomes) >= many)
            await _passing(clock, 0.5, lambda: len(tencent.app.sent) + len(tencent.app.dropped) >= many)
            await house.stop()
        return len(tencent.app.sent), len(tencent.app.dropped), (clock.now() - began).total_seconds() / 60


async def _passing(clock: HandClock, step: float, holds: Callable[[], bool]) -> None:
    while not holds():
        clock.move(timedelta(seconds=step))
        await asyncio.sleep(0.002)


def told(name: str, value: float, target: float, unit: str) -> str:
    return (
        f"{name:<58} {value:8.2f} {unit:<4} target {'≤' if target else '='} {target:g} {'ok' if value <= target else 'MISSED'}"
    )


async def main(short: bool) -> None:
    empty, above, slowest = await callback(500 if short else 4000)
    print(f"{'an empty starlette route':<58} {empty:8.2f} ms")
    print(told("a callback above that, verified, opened and committed", above, CPU_MS, "ms"))
    print(told(f"the slowest hundredth at {A_SECOND} a second", slowest, SLOWEST_MS, "ms"))
    many = 200 if short else 1000
    seen, dropped, minutes = await company(many)
    print(told(f"cards of {many} the platform dropped ({seen} seen, {minutes:.1f} minutes)", dropped, 0, ""))


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    asyncio.run(main(parser.parse_args().short))
