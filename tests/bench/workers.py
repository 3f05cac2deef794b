"""Check-ins over PostgreSQL beside a worker in a process of its own, every one of whose processes burns a core: p50 and p99, and alone.

python -m tests.bench.workers [--namespace NAME]

With a name the worker runs in that network namespace (`ip netns add NAME` makes one): it reaches PostgreSQL's socket and nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

import bot.task_runner
from bot.app import App
from bot.config import Settings, Storage
from bot.messages import Kind
from storage.database import Database
from tests.faults.on_workers import know
from tests.postgres import database_url
from tests.town import OPENED_BY, Somebody, Square, Town, make_template

PEOPLE = 300
A_CHECK_IN_EVERY = 0.02
"""Seconds: fifty a second."""
WORKERS = 2
MOST = 50.0
"""Milliseconds the slowest hundredth may take."""


def do(url: str, where: str, name: str, payload: dict[str, Any], now: object, secret: bytes = b"") -> list[Any]:
    """The worker's side: says that it has begun, and burns until it is let go."""
    folder = Path(where).parent
    (folder / f"begun {payload['who']}").touch()
    while not (folder / "go").exists():
        sum(range(100_000))
    return [payload["who"]]


async def work(url: str, folder: str) -> None:
    """The worker, until it is told to stop."""
    bot.task_runner.do = do  # type: ignore[attr-defined]
    settings = Settings(bot=OPENED_BY, storage=Storage(url=url, files=f"{folder}/worker"))
    database = Database(url)
    app = App(settings, database, [Square("telegram")])
    know(app)
    working = asyncio.create_task(app.work())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
    await asyncio.wait({working})
    database.close()


def check_ins(town: Town, people: list[Somebody]) -> list[float]:
    """How long each took, in order of length."""

    async def all_of_them() -> list[float]:
        took = []
        for person in people:
            begun = time.perf_counter()
            await town.app.receive(person.event(Kind.SAID, "打卡", town.at("telegram", town.group)))
            took.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(max(0.0, A_CHECK_IN_EVERY - took[-1] / 1000))
        return sorted(took)

    return town.run(all_of_them())


def report(what: str, took: list[float]) -> float:
    p99 = took[len(took) * 99 // 100]
    print(f"{what}: p50 {took[len(took) // 2]:.1f} ms, p99 {p99:.1f} ms ({len(took)} check-ins)", flush=True)
    return p99


def main(namespace: str) -> bool:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    within = ["ip", "netns", "exec", namespace] if namespace else []
    with TemporaryDirectory() as folder, database_url(prepare=make_template) as url:
        town = Town(url, Path(folder), workers=0)
        town.opened()
        know(town.app)
        people = [town.somebody(f"学员{n}") for n in range(2 * PEOPLE)]
        for person in people:
            person.comes()
        report("alone", check_ins(town, people[:PEOPLE]))
        for n in range(WORKERS):
            town.run(town.app.receive(people[n].event(Kind.SAID, f"等着 {n}", people[n].private)))
        with subprocess.Popen([*within, sys.executable, "-m", "tests.bench.workers", "--work", url, folder]) as worker:
            try:
                while not all((Path(folder) / f"begun {n}").exists() for n in range(WORKERS)):
                    time.sleep(0.05)
                p99 = report(f"beside a worker{f' in {namespace}' if namespace else ''}", check_ins(town, people[PEOPLE:]))
                (Path(folder) / "go").touch()
                town.run(town.app.task_pool.idle())
            finally:
                worker.terminate()
        town.close()
    return p99 < MOST


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("--namespace", default="")
    given.add_argument("--work", nargs=2)
    words = given.parse_args()
    if words.work:
        asyncio.run(work(*words.work))
    else:
        sys.exit(0 if main(words.namespace) else 1)
