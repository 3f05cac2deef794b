"""Check-ins, a hundred a second, while an archive is imported, jieba is loaded and everything is indexed anew.

python -m tests.bench.qa.beside FOLDER [--sample N]
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import resource
import time
from collections.abc import Awaitable, Callable
from datetime import UTC
from pathlib import Path
from random import Random

import structlog

from bot.app import App
from bot.clock import HandClock
from bot.messages import Account, Address, FileRef, InboundEvent, Kind
from handlers.qa import sheets
from storage import archive
from storage.archive import Brought
from tests.bench.qa import folder
from tests.bench.quiz import ROOMS, START, event, housed, p99, until_quiet
from tests.town import Square

PRIVATE = Address("telegram", "@0:0", direct=True)
OWNER = Account("telegram", "0:0", "学员0-0", "zh")


class Manager:
    """The camp's owner in private; `app` does what they say."""

    def __init__(self, app: App, clock: HandClock) -> None:
        self.app, self.clock, self.said = app, clock, 0

    async def says(self, words: str, *files: FileRef) -> None:
        self.said += 1
        key = f"telegram:p{self.said}"
        await self.app.receive(InboundEvent(key, self.clock.now(), PRIVATE, OWNER, Kind.SAID, words, files=files))
        await until_quiet(self.app)


async def beside(app: App, first: int, work: Callable[[], Awaitable[None]]) -> tuple[list[float], float]:
    """The waits of check-ins (s) meanwhile, numbered from `first`, and how long the work took (s)."""
    waits: list[float] = []
    working = asyncio.ensure_future(work())
    begun = time.perf_counter()
    for number in range(first, ROOMS * 1000):
        at = time.perf_counter()
        await app.receive(event(app, number, number % ROOMS, 1 + number // ROOMS, "打卡"))
        waits.append(time.perf_counter() - at)
        if working.done():
            break
        await asyncio.sleep(0.01)
    await working
    return waits, time.perf_counter() - begun


async def measure(entries: list[folder.Entry]) -> None:
    rows = [Brought(one.question, one.answer[: sheets.LONGEST_ANSWER] or "见手册", (), None, "手册") for one in entries]
    clock = HandClock(START.astimezone(UTC))
    async with housed(1001, clock) as app:
        square = app.channels["telegram"]
        assert isinstance(square, Square)
        square.files["qa"] = sheets.write(rows, "zh", as_workbook=False)
        manager = Manager(app, clock)
        await manager.says("切换 营")
        checked = 1

        async def importing() -> None:
            await manager.says("导入 问答", FileRef("问答.csv", len(square.files["qa"]), "qa"))
            await manager.says("导入")

        async def jieba() -> None:
            await manager.says("提问 下个月的年会抽奖由哪个部门负责筹备")
            await manager.says("没解决")

        async def nothing() -> None:
            await asyncio.sleep(5)

        for name, work in (
            ("nothing", nothing),
            (f"an import of {len(rows)}", importing),
            ("a question whose tags jieba suggests", jieba),
            ("a new word, all indexed anew", lambda: manager.says("词典 大三阳=乙肝大三阳")),
        ):
            waits, took = await beside(app, checked, work)
            checked += len(waits)
            half = sorted(waits)[len(waits) // 2]
            print(f"beside {name} ({took:.1f} s): check-ins p50 {half * 1000:.1f} p99 {p99(waits):.1f} ms (n={len(waits)})")
        count = await app.database.read(lambda db: archive.count(db, 1))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{count} entries in the archive; the process took {memory:.0f} MB at most")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.qa.beside", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="import only so many of the entries")
    given = parser.parse_args()
    if problem := folder.missing(given.folder):
        print(f"Skipped: {problem}.")
        return
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    entries = folder.archive(given.folder)
    asyncio.run(measure(Random(0).sample(entries, given.sample) if given.sample else entries))


if __name__ == "__main__":
    main()
