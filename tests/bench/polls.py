"""Polls and reminders: what a ballot costs beside a check-in, 10,000 reminders due in one minute, a million still to come.

    python -m tests.bench.polls [--members 2000] [--due 10000] [--future 1000000]

The targets: a ballot costs at most 1.2 × a check-in; what is due is in the outbox within 5 s, while a check-in's p99 stays
under 100 ms; a beat with a million future rows costs at most 1.05 × one without. Everything goes the real way in; the clock
is in the hand, the machine's own measures.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select

from bot.app import App
from bot.clock import HandClock
from bot.config import Settings, Storage
from bot.messages import Account, Address, Answer, InboundEvent, Kind
from scheduler import rhythm
from scheduler.rhythm import Once
from storage import agenda, camps, memberships, migrate, outbox, people, reminders, rooms
from storage.agenda import agenda as agenda_rows
from storage.connection import Db
from storage.database import Database
from storage.outbox import outbox as outbox_rows
from tests.town import Square

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 5, 6, 9, tzinfo=ZONE)
GROUP = Address("telegram", "群一")
IN_FLIGHT = 32
A_CHECK_IN_EVERY = 0.02
"""Seconds between two check-ins said while the reminders go out."""
BEATS = 2000
MOST_A_BALLOT, MOST_SECONDS, MOST_P99, MOST_A_BEAT = 1.2, 5.0, 100.0, 1.05


@dataclass
class House:
    """One running app with a camp of so many members, each of whom can be written to in private."""

    folder: Path
    members: int

    def __post_init__(self) -> None:
        url = f"sqlite:///{self.folder / 'qunxue.db'}"
        self.database = Database(url)
        migrate.upgrade(self.database.engine, now=START)
        self.clock = HandClock(START)
        self.app = App(
            Settings(storage=Storage(url=url)), self.database, [Square("telegram")], clock=self.clock, folder=self.folder
        )
        self.events = 0

    async def populated(self) -> House:
        await self.database.transact(self._populate)
        return self

    def _populate(self, db: Db) -> None:
        camp = camps.open_camp(db, "营", language="zh", timezone=str(ZONE), at=START)
        assert camp is not None
        rooms.bind(db, camp, GROUP.channel, GROUP.room, None)
        for number in range(self.members):
            who, account = people.meet(db, "telegram", f"u{number}", f"学员{number}", "zh", at=START)
            people.set_private_room(db, account, f"@u{number}", at=START)
            memberships.join(db, camp, who, "owner" if number == 0 else "learner", day=START.date(), at=START)

    async def says(self, member: int, words: str, kind: Kind = Kind.SAID) -> float:
        """Seconds until it was committed."""
        self.events += 1
        now = self.clock.now()
        answer = Answer(f"a{self.events}", now + timedelta(seconds=10)) if kind is Kind.PRESSED else None
        by = Account("telegram", f"u{member}", f"学员{member}", "zh")
        event = InboundEvent(f"telegram:{self.events}", now, GROUP, by, kind, words, answer=answer, data={"to_us": True})
        begun = time.perf_counter()
        await self.app.receive(event)
        return time.perf_counter() - begun


# ── a ballot beside a check-in ───────────────────────────────────────────────────────────────────────────────────────


async def ballots(folder: Path, members: int) -> tuple[float, float, float]:
    """Milliseconds of CPU for a check-in, a named ballot and an anonymous one."""
    house = await House(folder, members + 1).populated()
    for words in ("投票 周五去哪？ 爬山/唱歌/火锅", "投票 食堂满意吗？ 满意/不满意 匿名"):
        await house.says(0, words)
        await house.says(0, "草稿 发出")
    said = (("打卡", Kind.SAID), ("投 P1 B", Kind.PRESSED), ("投 P2 A", Kind.PRESSED))
    spent = [0.0, 0.0, 0.0]
    blocks = [range(first, min(first + 200, members + 1)) for first in range(1, members + 1, 200)]
    for block in blocks:
        for place, (words, kind) in enumerate(said):
            begun = time.process_time()
            await _flow(block, lambda member, words=words, kind=kind: house.says(member, words, kind))  # type: ignore[misc]
            spent[place] += time.process_time() - begun
    house.database.close()
    check_in, named, anonymous = (seconds / members * 1e3 for seconds in spent)
    return check_in, named, anonymous


async def _flow(members: range, say: Callable[[int], Awaitable[float]]) -> None:
    left = iter(members)

    async def next_ones() -> None:
        for member in left:
            await say(member)

    await asyncio.gather(*(next_ones() for _ in range(IN_FLIGHT)))


# ── ten thousand at once ─────────────────────────────────────────────────────────────────────────────────────────────


async def due_at_once(folder: Path, due: int) -> tuple[float, float, list[float], int]:
    """Seconds until everything due is in the outbox, of the clock and of CPU, the waits of the check-ins said meanwhile, and how many messages there are."""
    house = await House(folder, due + 1).populated()
    moment = START + timedelta(minutes=5)
    await house.database.transact(lambda db: _remind(db, due, moment))
    for member in range(1, 50):
        await house.says(member, "打卡")
    house.clock.move(moment.astimezone(house.clock.now().tzinfo))
    waits: list[float] = []
    begun, cpu = time.perf_counter(), time.process_time()
    ticking = asyncio.ensure_future(house.app.runner.tick())
    member = 50
    while not ticking.done():
        waits.append(await house.says(member % due, "打卡"))
        member += 1
        await asyncio.wait({ticking}, timeout=A_CHECK_IN_EVERY)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    count = select(func.count()).select_from(outbox_rows).where(outbox_rows.c.direct)
    written = await house.database.read(lambda db: db.value(count))
    assert await house.database.read(outbox.rooms)
    house.database.close()
    return seconds, cpu, sorted(waits), written


def _remind(db: Db, due: int, moment: datetime) -> None:
    """Every member but the first has one reminder for the same minute."""
    for person in range(2, due + 2):
        at = moment - timedelta(milliseconds=person % 60_000)
        reminders.add(db, 1, person, f"person:{person}", "交计划", rhythm.to_json(Once(at)), at, at=START)
        agenda.plan(db, "reminders.ring", f"person:{person}", at)


# ── a million to come ────────────────────────────────────────────────────────────────────────────────────────────────


async def beats(folder: Path, future: int) -> tuple[float, float]:
    """Microseconds a beat takes (what is due? what is next?) without future rows, and with so many."""
    (folder / "empty").mkdir()
    (folder / "full").mkdir()
    houses = [await House(folder / name, 10).populated() for name in ("empty", "full")]
    await houses[1].database.transact(lambda db: _fill(db, future))
    took: list[list[float]] = [[], []]
    for _ in range(BEATS):
        for place, house in enumerate(houses):
            begun = time.perf_counter()
            await house.app.runner.tick()
            await house.app.runner.next_moment()
            took[place].append(time.perf_counter() - begun)
    for house in houses:
        house.database.close()
    empty, full = (median(one) * 1e6 for one in took)
    return empty, full


def _fill(db: Db, future: int) -> None:
    later = START + timedelta(days=1)
    rows = ({"job": "reminders.ring", "subject": f"person:{n}", "due_at": later + timedelta(seconds=n)} for n in range(future))
    db.many(agenda_rows.insert(), rows)


async def main(members: int, due: int, future: int) -> bool:
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        for part in ("ballots", "due", "beats"):
            (folder / part).mkdir()
        check_in, named, anonymous = await ballots(folder / "ballots", members)
        ok = max(named, anonymous) <= MOST_A_BALLOT * check_in
        print(
            f"{_sign(ok)} a ballot: {named:.3f} ms of CPU named, {anonymous:.3f} anonymous, a check-in {check_in:.3f}: "
            f"{named / check_in:.2f} and {anonymous / check_in:.2f} ×"
        )
        seconds, cpu, waits, written = await due_at_once(folder / "due", due)
        p99 = waits[len(waits) * 99 // 100] * 1e3
        in_time = seconds <= MOST_SECONDS and p99 < MOST_P99 and written >= due
        print(
            f"{_sign(in_time)} {due} reminders due in a minute: {written} messages in the outbox after {seconds:.1f} s ({cpu:.1f} s of CPU); "
            f"{len(waits)} check-ins meanwhile: median {waits[len(waits) // 2] * 1e3:.0f} ms, p99 {p99:.0f} ms"
        )
        empty, full = await beats(folder / "beats", future)
        cheap = full <= MOST_A_BEAT * empty
        print(f"{_sign(cheap)} a beat: {empty:.0f} µs, with {future} future rows {full:.0f} µs: {full / empty:.3f} ×")
    return ok and in_time and cheap


def _sign(good: bool) -> str:
    return "✓" if good else "✗"


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--members", type=int, default=2000)
    asked.add_argument("--due", type=int, default=10_000)
    asked.add_argument("--future", type=int, default=1_000_000)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    raise SystemExit(not asyncio.run(main(**vars(asked.parse_args()))))
