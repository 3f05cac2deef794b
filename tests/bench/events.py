"""Five hundred sign in to an event in the same moment, one of two thousand people is moved, and a month is drawn beside a digest.

    python -m tests.bench.events

The targets: all 500 durable within a second, p99 of one under 250 ms, none lost; moving owes each of 2,000 one message and not two; the
month's picture costs no more than the digest's.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import structlog
from sqlalchemy import select

from bot.app import App
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.messages import Account, Address, InboundEvent, Kind
from handlers.digest import card
from handlers.digest.figures import DayFigures, Figures
from handlers.events import codes, month
from storage import migrate, outbox
from storage.database import Database
from storage.events import attendance, events, signups
from storage.events.attendance import attendance as attended
from storage.events.events import Event
from tests.bench.awards import populate
from tests.bench.workload import ZONE
from tests.town import Square

START = datetime(2026, 1, 5, 9, tzinfo=ZONE)
BEGINS = START + timedelta(days=2)
SIGNING, MOVED = 500, 2000
MOST_SECONDS, MOST_P99 = 1.0, 0.250
DRAWN, SPREAD = 5, 5.0
SECRET = "bench"
RULES: dict[str, Any] = {
    "title": "直播",
    "kind": "lecture",
    "brief": "",
    "starts_at": BEGINS,
    "minutes": 60,
    "place": "",
    "link": "",
    "speaker": "",
    "speaker_id": None,
    "host_id": 1,
    "topics": (),
    "tag": None,
    "required": False,
    "seats": None,
}


class House:
    """One running app with a camp of so many and an event they all signed up for."""

    def __init__(self, folder: Path, members: int) -> None:
        self.folder, self.members = folder, members
        self.database = Database(f"sqlite:///{folder / 'qunxue.db'}")
        migrate.upgrade(self.database.engine, now=START)
        self.square = Square("telegram")
        self.clock = HandClock(START.astimezone(UTC))
        self.square.clock = self.clock
        settings = Settings(bot=Bot(owners=("telegram:u0",)), storage=Storage(url=f"sqlite:///{folder / 'qunxue.db'}"))
        self.app = App(settings, self.database, [self.square], clock=self.clock, folder=folder)

    async def open(self) -> None:
        await self.database.transact(lambda db: populate(db, self.members, START))
        await self.database.transact(lambda db: events.hold(db, 1, by=1, at=START, **RULES))
        await self.database.transact(lambda db: attendance.secret(db, 1, SECRET))

        def everybody(db: Any) -> None:
            for member in range(2, self.members + 2):
                signups.sign_up(db, 1, member, at=START)

        await self.database.transact(everybody)
        await self.app.wake_up()

    def says(self, who: int, words: str, n: int = 0) -> InboundEvent:
        now = self.clock.now()
        here = Address("telegram", f"@u{who}", direct=True)
        account = Account("telegram", f"u{who}", f"学员{who}", "zh", False)
        return InboundEvent(f"bench:{who}:{n}:{words}", now, here, account, Kind.SAID, words, data={"to_us": True})

    def close(self) -> None:
        self.database.close()


async def sign_in() -> bool:
    """The whole room in the same moment, and as many within five seconds: how long until all is durable, and how long one waits."""
    everybody, took = await signed(0.0), await signed(SPREAD)
    p99 = sorted(took.waits)[int(len(took.waits) * 0.99)]
    print(
        f"{SIGNING} sign in in the same moment: all durable in {everybody.seconds:.2f} s ({everybody.cpu:.2f} s of CPU), "
        f"{everybody.there} written down; within {SPREAD:g} s: p99 of one {p99 * 1000:.0f} ms, {took.there} written down"
    )
    return everybody.there == took.there == SIGNING and everybody.seconds < MOST_SECONDS and p99 < MOST_P99


class Signed(NamedTuple):
    """What one run took: until all was durable, of CPU, how long each waited, and how many are written down."""

    seconds: float
    cpu: float
    waits: list[float]
    there: int


async def signed(spread: float) -> Signed:
    """Everybody, over so many seconds."""
    with TemporaryDirectory(prefix="bench-") as name:
        house = House(Path(name), SIGNING)
        await house.open()
        house.clock.move(BEGINS.astimezone(UTC))
        digits = codes.code(SECRET, codes.step_of(house.clock.now()))
        waits: list[float] = []

        async def one(who: int) -> None:
            await asyncio.sleep(spread * who / SIGNING)
            begun = time.perf_counter()
            await house.app.receive(house.says(who, f"签到 {digits}"))
            waits.append(time.perf_counter() - begun)

        begun, worked = time.perf_counter(), time.process_time()
        await asyncio.gather(*(one(who) for who in range(1, SIGNING + 1)))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
        there = await house.database.read(lambda db: len(db.all(select(attended.c.membership_id))))
        house.close()
    return Signed(seconds, cpu, waits, there)


async def move() -> bool:
    """An event of two thousand is moved: what each of them is owed."""
    begun = time.perf_counter()
    owed = await moved()
    seconds = time.perf_counter() - begun
    print(
        f"an event of {MOVED} is moved: {len(owed)} people are owed {sum(owed.values())} messages, in {seconds:.2f} s with its camp"
    )
    return len(owed) == MOVED and set(owed.values()) == {1}


async def moved() -> Counter[int]:
    """How many messages about the change each person is owed, its manager aside."""
    with TemporaryDirectory(prefix="bench-") as name:
        house = House(Path(name), MOVED)
        await house.open()
        house.clock.move((START + timedelta(hours=1)).astimezone(UTC))
        await house.app.receive(house.says(0, "活动 V1 改 1月8日 10:00"))
        await house.app.receive(house.says(0, "发出"))
        while await house.app.runner.tick():
            pass
        said = select(outbox.outbox.c.person_id, outbox.outbox.c.parts)
        rows = await house.database.read(lambda db: db.all(said))
        house.close()
    return Counter(row.person_id for row in rows if "有变动" in str(row.parts) and row.person_id != 1)


def drawings() -> bool:
    """The month's picture and the digest's in turn, the CPU of each."""
    days = tuple(DayFigures(f"2026-01-{day:02}", True, 30, 45, 30, 45) for day in range(5, 10))
    digest = Figures(
        "营",
        1,
        "2026-01-05",
        "2026-01-09",
        days,
        150,
        225,
        85,
        False,
        40,
        5,
        45,
        30,
        2,
        (80, 1),
        (("异议", 3, 9), ("谈判", 5, 9)),
        3,
        2,
        30,
        "",
        5,
        (),
        (),
    )
    known = [_event(n) for n in range(1, month.MOST + 1)]
    cost = {"month": 0.0, "digest": 0.0}
    for round_ in range(DRAWN + 1):
        for name, draw in (
            ("month", lambda: month.sheet("营", date(2026, 1, 1), known, ZONE, "zh").png()),
            ("digest", lambda: card.sheet(digest, "zh", "light").png()),
        ):
            worked = time.process_time()
            draw()
            if round_:  # the first loads the fonts
                cost[name] += (time.process_time() - worked) / DRAWN
    print(
        f"a month of {len(known)} events is drawn in {cost['month'] * 1000:.0f} ms of CPU, a digest in {cost['digest'] * 1000:.0f}"
    )
    return cost["month"] <= cost["digest"]


def _event(n: int) -> Event:
    more: dict[str, Any] = {"id": n, "camp": 1, "series": None, "signed": 0, "sequence": 0, "made_by": 1}
    given = RULES | {"title": f"第{n}场直播", "starts_at": BEGINS + timedelta(days=n), "speaker": "何琳"}
    return Event(**more, **given, cancelled_at=None, reason="", closed_at=None)


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    passed = [asyncio.run(sign_in()), asyncio.run(move()), drawings()]
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
