"""Many messages while everything breaks that can: programs, database, connections, platform and clocks; then the books are checked.

    python -m tests.faults.long_run --messages N [--seed S] [--engine sqlite|postgresql] [--trouble MINUTES]

One program over SQLite, three over a PostgreSQL of the run's own; without --engine one after the other. The same seed gives the same
messages, the same faults in the same order. Exits with 1 on a fault that was not survived.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select

from storage import undelivered
from storage.connection import Db
from storage.database import connect
from storage.outbox import outbox
from tests.faults import outside
from tests.faults.databases import PostgresServer, SqliteFile, Tried
from tests.faults.outside import REMINDERS_LEFT, Given
from tests.faults.platform import ACCOUNTS, WEATHERS, Platform, Update
from tests.faults.program import BOSS

WORKDAY = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
"""When it is for the programs as the run begins."""
ROOMS = 20
CAMPS = dict(zip(ACCOUNTS, ("试营", "企微营"), strict=True))
"""A camp on each account, with half of the rooms."""
AT_ONCE = 256
"""Messages under way: most of them wait for a program that is frozen or gone, and the others are to go on."""
BETWEEN_FAULTS, MOST_FAULTS = 400, 120
"""Messages from one fault to the next, and faults of a run at most: however many its messages, it is to end within the hour."""
TROUBLE = 3.0
"""Minutes in which the platform is in trouble without a pause."""
A_SECOND = 50.0
"""Messages a second that are said meanwhile."""
SPELL = 2.0
"""Seconds a trouble lasts; a program is frozen twice as long, for another takes over after three."""
REMINDERS = 0.02, 150
"""The share of messages that set a reminder, and about how many do at most, by one manager on two accounts: nobody may have more than a
hundred that are still to come."""
ONE_HOUR, REMINDED_BY = 3600.0, 6 * 3600.0
STOPS_WITHIN = 60.0
ENDS_WITHIN = 120.0
"""Seconds, and one more for each so many messages."""
ENDS_BY = 100
OPEN = select(func.count()).select_from(outbox).where(outbox.c.settled_at.is_(None), outbox.c.channel.is_not(None))


@dataclass
class Report:
    """What was done, and what was wrong afterwards."""

    engine: str
    seed: int
    messages: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    slowest_stop: float = 0.0
    trouble: float = 0.0
    broke: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    repeated: int = 0
    unanswered: int = 0
    struck: int = 0
    given_again: int = 0
    retried: int = 0
    reminders: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        broke = ", ".join(f"{name} {times}" for name, times in sorted(self.broke.items()))
        return "\n".join(
            (
                f"{'✗' if self.faults else '✓'} {self.engine}, seed {self.seed}: {self.messages} messages in {self.seconds:.0f} s, "
                f"{self.cpu:.0f} s of CPU in the programs, the slowest stop took {self.slowest_stop:.1f} s",
                f"  faults: {broke}; {self.trouble:.0f} s of a platform in trouble, a deploy in it",
                f"  updates given again {self.given_again}, calls the platform refused or slowed {self.struck}",
                f"  owed and sent {self.sent}, arrived twice {self.repeated} (the platform left {self.unanswered} unanswered), "
                f"given up and retried by hand {self.retried}, reminders {self.reminders}",
                *(f"  ✗ {fault}" for fault in self.faults),
            )
        )


def account_of(room: int) -> str:
    return ACCOUNTS[room % len(ACCOUNTS)]


class LongRun:
    """One run on one database."""

    def __init__(
        self,
        folder: Path,
        database: Tried,
        platform: Platform,
        report: Report,
        *,
        spell: float = SPELL,
        trouble: float = TROUBLE,
    ) -> None:
        self.folder, self.database, self.platform, self.report = folder, database, platform, report
        self.dice, self.spell, self.trouble = random.Random(report.seed), spell, 60 * trouble
        self.patience = ENDS_WITHIN
        self.behind = (datetime.now(UTC) - WORKDAY).total_seconds()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.given = Given()
        self._members: dict[str, list[str]] = {account: [] for account in ACCOUNTS}
        self.allowed = 0
        self._number = 0
        self._ends_itself: set[str] = set()
        self._is_over, self._reminding = False, 0.0

    # ── the programs ─────────────────────────────────────────────────────────────────────────────────────────────────

    def start(self, name: str) -> None:
        words = [sys.executable, "-m", "tests.faults.program", str(self.folder), self.database.url, name]
        behind = self.behind + self.dice.uniform(-2, 2)
        with (self.folder / f"{name}.err").open("a") as out:
            self.running[name] = subprocess.Popen([*words, str(self.platform.port), str(behind), "1"], stderr=out)

    async def ready(self, name: str) -> None:
        async with asyncio.timeout(ENDS_WITHIN):
            while name not in self.platform.programs:  # noqa: ASYNC110 - a process raises no event
                await asyncio.sleep(0.05)

    async def watch(self) -> None:
        """Starts anew whoever ended by itself, as systemd does; only a database that is not there is a reason to end."""
        while not self._is_over:
            for name, process in list(self.running.items()):
                if process.poll() is not None and name not in self._ends_itself:
                    self.report.broke["a start without a database"] += 1
                    said = (self.folder / f"{name}.err").read_text().rpartition("Traceback (most recent call last)")[2]
                    if "Unavailable" not in said and "OperationalError" not in said:
                        self.report.faults.append(f"{name} ended by itself with {process.returncode}: {said[-200:].strip()}")
                    self.start(name)
            await asyncio.sleep(0.1)

    async def stop(self, name: str, how: signal.Signals) -> None:
        """And waits until it is gone."""
        process = self.running[name]
        self._ends_itself.add(name)
        process.send_signal(how)
        told = time.monotonic()
        try:
            code = await asyncio.wait_for(asyncio.to_thread(process.wait), STOPS_WITHIN)
            if how is signal.SIGTERM and code:
                self.report.faults.append(f"{name} was told to stop and ended with {code}")
        except TimeoutError:
            process.kill()
            self.report.faults.append(f"{name} did not stop within {STOPS_WITHIN:.0f} s")
        await asyncio.to_thread(process.wait)
        if how is signal.SIGTERM:
            self.report.slowest_stop = max(self.report.slowest_stop, time.monotonic() - told)

    async def again(self, name: str, how: signal.Signals) -> None:
        await self.stop(name, how)
        self.start(name)
        self._ends_itself.discard(name)

    async def open(self, names: list[str]) -> None:
        """Programs of these names, and the camps people come to."""
        for name in names:
            self.start(name)
        await asyncio.gather(*(self.ready(name) for name in names))
        for room in range(ROOMS):
            says = "绑定群" if room >= len(ACCOUNTS) else "开营"
            await self.platform.give(self._update(BOSS, "王岚", f"{says} {CAMPS[account_of(room)]}", room))

    def end(self) -> None:
        """Whoever still runs."""
        for process in self.running.values():
            process.send_signal(signal.SIGCONT)
            if process.poll() is None:
                process.kill()
            process.wait()

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self.running.values()]

    # ── the faults ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def breaks(self) -> dict[str, Callable[[], Coroutine[Any, Any, None]]]:
        """Everything that can happen, by name."""
        of_database = {name: lambda fault=fault: fault(self.pids, self.spell) for name, fault in self.database.faults.items()}
        weathers = {f"platform: {weather}": lambda weather=weather: self._storm(weather) for weather in WEATHERS}
        return {
            "kill -9": lambda: self.again(self._one(), signal.SIGKILL),
            "deploy": self._deploy,
            "program frozen": self._freeze,
            "line cut": self._cut,
            "clock jumps": self._jump,
            **of_database,
            **weathers,
        }

    def _one(self) -> str:
        return self.dice.choice(sorted(self.running))

    async def _deploy(self) -> None:
        for name in sorted(self.running):
            await self.ready(name)  # it was killed just now, perhaps
            await self.again(name, signal.SIGTERM)
            await self.ready(name)

    async def _freeze(self) -> None:
        process = self.running[self._one()]
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(2 * self.spell)
        process.send_signal(signal.SIGCONT)

    async def _cut(self) -> None:
        self.platform.cut(self._one())

    async def _jump(self) -> None:
        """An hour back or forth for a moment, then right again."""
        name = self._one()
        self.platform.set_clock(name, self.dice.choice((-ONE_HOUR, ONE_HOUR)))
        await asyncio.sleep(self.spell)
        self.platform.set_clock(name, 0.0)

    async def _storm(self, weather: str, *accounts: str) -> None:
        struck = accounts or ACCOUNTS
        self.platform.weather |= dict.fromkeys(struck, weather)
        await asyncio.sleep(self.spell)
        self.platform.weather |= dict.fromkeys(struck, "fair")

    async def _in_trouble(self, messages: int) -> None:
        """Minutes without a fair moment: one weather after another at one account, at the other, at both, while so many messages more
        are said and everything is deployed anew."""
        began, before = time.monotonic(), self.allowed
        deploying = asyncio.create_task(self._deploy())
        weathers = cycle((weather, accounts) for accounts in (*((one,) for one in ACCOUNTS), ACCOUNTS) for weather in WEATHERS)
        while (passed := time.monotonic() - began) < self.trouble:
            self.allowed = before + int(messages * passed / self.trouble)
            weather, accounts = next(weathers)
            await self._storm(weather, *accounts)
        self.allowed = before + messages
        await deploying
        self.report.trouble = time.monotonic() - began

    # ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _update(self, who: str, called: str, words: str, room: int) -> Update:
        self._number += 1
        return Update(self._number, who, called, f"room{room}", words, account_of(room))

    async def _say(self) -> None:
        """One message, some of them given twice, and acknowledged."""
        number, kind, room = self._number, self.dice.random(), self.dice.randrange(ROOMS)
        members = self._members[account_of(room)]
        if kind < self._reminding:
            mine, name = self.given.reminders, f"交作业{number}"
            update = self._update(BOSS, "王岚", f"提醒 3小时后 {name}", room)
        elif kind < 0.2 and members:
            mine, name = self.given.awards, f"分享{number}"
            update = self._update(BOSS, "王岚", f"加分 {self.dice.choice(members)} 1 {name}", room)
        else:
            mine, name = self.given.learners, f"学员{number}"
            update = self._update(name, name, "打卡", room)
        copies = [self.platform.give(update)]
        if self.dice.random() < 0.1:
            copies.append(self._later(update))
        await asyncio.sleep(self.dice.random() * 0.05)  # whoever spoke later may be heard first
        await asyncio.gather(*copies)
        mine.append(name)
        if mine is self.given.learners:
            members.append(name)

    async def _later(self, update: Update) -> None:
        await asyncio.sleep(self.dice.choice((0.0, 0.2, 2.0)))
        await self.platform.give(update)

    async def talk(self, messages: int) -> None:
        under_way: set[asyncio.Task[None]] = set()
        for number in range(messages):
            while number >= self.allowed:  # noqa: ASYNC110 - until the next thing breaks
                await asyncio.sleep(0.01)
            under_way.add(asyncio.create_task(self._say()))
            if len(under_way) >= AT_ONCE:
                _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*under_way)

    # ── from beginning to end ────────────────────────────────────────────────────────────────────────────────────────

    async def run(self, messages: int) -> None:
        began, self.patience = time.monotonic(), ENDS_WITHIN + messages / ENDS_BY
        share, most = REMINDERS
        self._reminding = min(share, most / messages)
        watching = asyncio.create_task(self.watch())
        try:
            await self.open([f"program{number + 1}" for number in range(self.database.programs)])
            await self._break_everything(messages)
            await self.come_to_rest()
            if self.report.faults:
                self.report.faults += self._said_of_events()
        finally:
            self._is_over = True
            await watching
            self.end()
        self.report.messages, self.report.seconds = messages, time.monotonic() - began

    def _said_of_events(self) -> list[str]:
        """What the programs said of events that did not go well."""
        lines = [line for log in sorted(self.folder.glob("*.log")) for line in log.read_text("utf-8").splitlines()]
        return [line for line in lines if "event failed" in line or "bug" in line][:20]

    async def _break_everything(self, messages: int) -> None:
        deck = sorted(self.breaks)
        times = max(len(deck), min(messages // BETWEEN_FAULTS, MOST_FAULTS))
        in_trouble = min(int(A_SECOND * self.trouble), messages // 2)
        others = messages - in_trouble
        talking = asyncio.create_task(self.talk(messages))
        left: list[str] = []
        for number in range(times):
            left = left or self.dice.sample(deck, len(deck))
            name = left.pop()
            self.allowed += others * (number + 1) // times - others * number // times
            self.report.broke[name] += 1
            await self.breaks[name]()
            if number == times // 2:
                await self._in_trouble(in_trouble)
        await talking

    async def come_to_rest(self) -> None:
        """Calm, until nothing is owed; what was given up is retried by hand; then it is late enough for every reminder."""
        db = Db(connect(self.database.url))
        retried: set[int] = set()
        try:
            for name in sorted(self.running):
                await self.ready(name)
            await self.nothing_owed()
            for name in sorted(self.running):
                self.platform.set_clock(name, REMINDED_BY)
            await self._until(lambda: db.value(REMINDERS_LEFT) == 0 and db.value(OPEN) == 0, "reminders are still to come")
            for given_up in undelivered.undelivered(db, most=1_000_000):
                with db.transaction("BEGIN"):
                    undelivered.retry(db, given_up.message, at=datetime.now(UTC))
                retried.add(given_up.message)
            if retried:
                await self._deploy()  # whoever starts takes up what is owed
            await self._until(lambda: db.value(OPEN) == 0, "messages are still owed after a retry")
            for name in sorted(self.running):
                await self.stop(name, signal.SIGTERM)
            self.report.faults += outside.faults(db, self.given, self.platform.arrived, retried)
        finally:
            db.close()
        distinct = len({arrival.message for arrival in self.platform.arrived})
        self.report.sent, self.report.repeated = distinct, len(self.platform.arrived) - distinct
        self.report.unanswered, self.report.struck = self.platform.unanswered, self.platform.struck
        self.report.given_again, self.report.retried = self.platform.repeated, len(retried)
        self.report.reminders = len(self.given.reminders)

    async def nothing_owed(self) -> None:
        """Until every message has gone."""
        db = Db(connect(self.database.url))
        try:
            await self._until(lambda: db.value(OPEN) == 0, "messages are still owed")
        finally:
            db.close()

    async def _until(self, holds: Callable[[], bool], else_: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience):
                while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - another process's rows
                    await asyncio.sleep(0.2)
                return
        self.report.faults.append(else_)


async def long_run(engine: str, messages: int, seed: int, *, spell: float = SPELL, trouble: float = TROUBLE) -> Report:
    """Everything of one run in a folder that is gone afterwards."""
    report, dice = Report(engine, seed), random.Random(seed)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with TemporaryDirectory() as folder:
        database: Tried = SqliteFile(Path(folder)) if engine == "sqlite" else PostgresServer()
        try:
            async with Platform(dice) as platform:
                await LongRun(Path(folder), database, platform, report, spell=spell, trouble=trouble).run(messages)
        finally:
            database.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    report.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--engine", choices=("sqlite", "postgresql"))
    parser.add_argument("--trouble", type=float, default=TROUBLE, help="minutes the platform is in trouble")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    failed = False
    for engine in [asked.engine] if asked.engine else ["sqlite", "postgresql"]:
        report = asyncio.run(long_run(engine, asked.messages, asked.seed, trouble=asked.trouble))
        print(report, flush=True)
        failed = failed or bool(report.faults)
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
