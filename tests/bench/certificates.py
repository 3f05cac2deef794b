"""Certificates at size: 300 in one go while people check in, and one verification.

    python -m tests.bench.certificates [--certificates 300]

The targets: picture, document and badge of 300 certificates take under 90 s of CPU, with check-ins beside at a p99 under 50 ms; one
verification, over 10,000 certificates, takes under 5 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import psutil
import structlog

from bot.app import App
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.messages import Account, Address, InboundEvent, Kind
from handlers.certificates import number
from storage import certificates, migrate
from storage.certificates import NewCertificate
from storage.connection import Db
from storage.database import Database
from tests.town import Square

NOW = datetime(2026, 5, 6, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
GROUP = Address("telegram", "群一")
A_CHECK_IN_EVERY = 0.02
MOST_CPU, MOST_P99, MOST_VERIFYING = 90.0, 50.0, 5.0
OLDER = 10_000


class Bench:
    """A camp of so many people, and what is said in it."""

    def __init__(self, folder: Path, people: int) -> None:
        self.people, self.said = people, 0
        url = f"sqlite:///{folder}/qunxue.db"
        self.database = Database(url)
        migrate.upgrade(self.database.engine, now=NOW)
        self.clock = HandClock(NOW)
        square = Square("telegram")
        square.clock = self.clock
        settings = Settings(bot=Bot(owners=("telegram:王岚",)), storage=Storage(url=url))
        self.app = App(settings, self.database, [square], clock=self.clock, folder=folder)

    async def says(self, who: str, words: str, *, direct: bool = False, kind: Kind = Kind.SAID) -> float:
        """Milliseconds until it was committed."""
        self.said += 1
        to = Address("telegram", f"@{who}", direct=True) if direct else GROUP
        event = InboundEvent(f"telegram:{self.said}", NOW, to, Account("telegram", who, who), kind, words, data={"to_us": True})
        begun = time.perf_counter()
        await self.app.receive(event)
        return (time.perf_counter() - begun) * 1000

    async def settle(self) -> None:
        await self.says("王岚", "开营 营销实战营2605")
        for n in range(self.people):
            await self.says(f"学员{n}", "", kind=Kind.JOINED)
        await self.says("王岚", "标签 学员0 +结业")

        def tag_all(db: Db) -> None:
            from storage import memberships

            for member in memberships.members(db, 1):
                if member.role == "learner":
                    memberships.tag_as(db, member.id, "结业")

        await self.database.transact(tag_all)


def cpu() -> float:
    """Seconds this process and those that work for it have taken."""
    me = psutil.Process()
    return sum(sum(one.cpu_times()[:2]) for one in (me, *me.children(recursive=True)))


async def measured(people: int) -> list[tuple[str, float, float]]:
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), people)
        await bench.settle()
        pool = asyncio.ensure_future(bench.app.task_pool.run())
        before = cpu()
        await bench.says("王岚", "证书 #结业 事由=结业", direct=True)
        await bench.says("王岚", "草稿 发出", direct=True)
        done = asyncio.ensure_future(bench.app.task_pool.idle())
        waits: list[float] = []
        while not done.done():
            await asyncio.sleep(A_CHECK_IN_EVERY)
            waits.append(await bench.says(f"学员{len(waits) % people}", "打卡 学完了"))
        made = await bench.database.read(lambda db: sum(one.badge is not None for one in everything(db, people)))
        assert made == people, made
        spent = cpu() - before
        pool.cancel()
        await asyncio.wait({pool})
        verifying = await bench.database.transact(lambda db: verified(db))
        bench.database.close()
    p99 = sorted(waits)[int(len(waits) * 0.99)]
    return [
        (f"{people} certificates, CPU seconds with the check-ins beside", spent, MOST_CPU),
        (f"p99 of {len(waits)} check-ins beside, ms", p99, MOST_P99),
        (f"one verification among {OLDER + people:,}, ms", verifying, MOST_VERIFYING),
    ]


def everything(db: Db, people: int) -> list[certificates.Certificate]:
    return [one for n in range(1, people + 1) if (one := certificates.by_id(db, n)) is not None]


def verified(db: Db) -> float:
    """CPU milliseconds of reading a number and finding its certificate, the mean of many."""
    first = certificates.next_serials(db, 1, OLDER)
    new = [NewCertificate(1, number.made("YX2605", first + n), first + n, "林晓", "zh") for n in range(OLDER)]
    for place, one in enumerate(new):
        certificates.issue(
            db, 1, [one], source=f"bench:{place}", reason={"zh": "结业", "en": "done"}, signature="营", day=NOW.date(), at=NOW
        )
    begun = time.thread_time()
    for one in new[:: OLDER // 500]:
        assert number.is_number(number.read(one.number)) and certificates.find(db, one.number) is not None
    return (time.thread_time() - begun) * 1000 / 500


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.certificates")
    parser.add_argument("--certificates", type=int, default=300)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    missed = 0
    for what, value, most in asyncio.run(measured(parser.parse_args().certificates)):
        missed += value > most
        print(f"{what}: {value:.2f} (at most {most:g}){' MISSED' if value > most else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
