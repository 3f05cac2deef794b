"""One row of the spine's benchmark: a check-in, from its JSON to the committed reply, and what it costs in CPU.

    python -m tests.bench.spine house --messages 4000

A row runs in a process of its own, pinned to one core, on a fresh database, and prints one line of JSON. `python -m tests.bench`
runs them all, interleaved, and compares.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from sqlalchemy import Engine

from bot import event_log
from bot.app import App
from bot.clock import HandClock
from bot.config import Settings, Storage
from bot.discovery import find_features
from bot.feature import Context, Feature, Theme
from bot.membership import Role
from bot.messages import Account, Address, InboundEvent, Kind
from bot.phrases import Phrase
from bot.router import Router
from scheduler.calendar import Calendar
from storage import camps, memberships, migrate, people, rooms
from storage.connection import Db
from storage.database import Database, connect
from tests.bench import hand, raw
from tests.bench.workload import FIRST_DAY, GROUPS, KNOWN, ZONE, read, room_name, stream, user_name, warm_up, written
from tests.postgres import database_url
from tests.town import Square

JOINED = datetime(2026, 1, 5, 9, tzinfo=ZONE)
SUMS = """
SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM check_in), (SELECT sum(amount) FROM ledger),
  (SELECT sum(points) FROM membership), (SELECT sum(streak) FROM membership), (SELECT sum(learners) FROM camp)
"""
Take = Callable[[bytes], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which row, and how it is set up. `history` is how many check-ins stand in the tables before the first message."""

    row: str
    messages: int
    in_flight: int
    synchronous: str
    commands: int
    history: int
    engine: str = "sqlite"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a row cost: milliseconds of CPU a message, of waiting at the median and the 99th percentile, and what it wrote."""

    cpu: float
    p50: float
    p99: float
    wrote: str


def measure(asked: Asked) -> Cost:
    """Runs a row on a fresh database."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if asked.row == "raw":
            return _raw(folder, asked)
        with (folder / "log").open("w") as log, _database(folder, asked.engine) as url:
            rows = {"hand": _hand, "house": _house, "orm": _orm}
            return asyncio.run(rows[asked.row](folder, url, asked, log))


@contextmanager
def _database(folder: Path, engine: str) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'qunxue.db'}"
        return
    with database_url() as url:
        yield url


# ── the rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _raw(folder: Path, asked: Asked) -> Cost:
    with raw.opened(folder) as bare:
        for update in map(written, warm_up()):
            bare.take(update)
        waits = []
        updates = [written(message) for message in stream(asked.messages)]
        begun = time.process_time()
        for update in updates:
            asked_at = time.perf_counter()
            bare.take(update)
            waits.append(time.perf_counter() - asked_at)
        return _cost(time.process_time() - begun, waits, "")


async def _hand(folder: Path, url: str, asked: Asked, log: TextIO) -> Cost:
    engine = populated(url, asked.history)
    with hand.opened(folder / "qunxue.db", asked.synchronous, log) as by_hand:
        cpu, waits = await _pumped(by_hand.take, asked)
    return _cost(cpu, waits, written_by(engine))


async def _orm(folder: Path, url: str, asked: Asked, log: TextIO) -> Cost:
    from tests.bench import async_orm  # its mappings are made as it is loaded

    engine = populated(url, asked.history)
    async with async_orm.opened(url, log) as orm:
        cpu, waits = await _pumped(orm.take, asked)
    return _cost(cpu, waits, written_by(engine))


async def _house(folder: Path, url: str, asked: Asked, log: TextIO) -> Cost:
    event_log.keep(logging.StreamHandler(log))
    engine = populated(url, asked.history)
    settings = Settings(storage=Storage(url=url))
    database = Database(settings.storage.url, synchronous=asked.synchronous)
    clock, square = HandClock(JOINED), Square("telegram")
    app = App(settings, database, [square], clock=clock, folder=folder)
    if asked.commands:
        app.dispatcher.router = Router(_features(asked.commands), app.router.name)

    async def take(update: bytes) -> None:
        heard = read(update)
        if heard.at > clock.now():
            clock.move(heard.at)
        to, by = Address("telegram", heard.room), Account("telegram", heard.user, heard.name, "zh")
        await app.receive(InboundEvent(f"telegram:{heard.update}", heard.at, to, by, Kind.SAID, heard.text))

    cpu, waits = await _pumped(take, asked)
    database.close()
    return _cost(cpu, waits, written_by(engine))


async def _pumped(take: Take, asked: Asked) -> tuple[float, list[float]]:
    """CPU seconds of the stream, so many in flight, and each message's wait."""
    await _flow(take, [written(message) for message in warm_up()], 1)
    updates = [written(message) for message in stream(asked.messages)]
    begun = time.process_time()
    waits = await _flow(take, updates, asked.in_flight)
    return time.process_time() - begun, waits


async def _flow(take: Take, updates: list[bytes], in_flight: int) -> list[float]:
    left, waits = iter(updates), []

    async def next_ones() -> None:
        for update in left:
            asked_at = time.perf_counter()
            await take(update)
            waits.append(time.perf_counter() - asked_at)

    await asyncio.gather(*(next_ones() for _ in range(in_flight)))
    return waits


def _cost(cpu: float, waits: list[float], wrote: str) -> Cost:
    ordered = sorted(waits)
    return Cost(cpu / len(waits) * 1e3, ordered[len(waits) // 2] * 1e3, ordered[len(waits) * 99 // 100] * 1e3, wrote)


# ── what is there before ─────────────────────────────────────────────────────────────────────────────────────────────


def populated(url: str, history: int) -> Engine:
    """A migrated database with twenty camps, the members who have spoken before, and their check-ins of the days before."""
    engine = connect(url)
    migrate.upgrade(engine, now=JOINED)
    db = Db(engine)
    with db.transaction("BEGIN"):
        for group in range(GROUPS):
            camp = camps.open_camp(db, f"营{group}", language="zh", timezone=str(ZONE), at=JOINED)
            assert camp is not None
            rooms.bind(db, camp, "telegram", room_name(group), None)
        for member in range(KNOWN):
            who, _ = people.meet(db, "telegram", *user_name(member), "zh", at=JOINED)
            memberships.join(db, member % GROUPS + 1, who, "learner", day=JOINED.date(), at=JOINED)
            rooms.enter_room(db, member % GROUPS + 1, who)
        if history:
            _remember(db, history // KNOWN)
    if db.is_sqlite:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return engine


def _remember(db: Db, days: int) -> None:
    """Every member checked in on that many workdays."""
    day, calendar = FIRST_DAY, Calendar()
    db.execute("CREATE TEMP TABLE past (day TEXT, at INTEGER)")
    for _ in range(days):
        day = calendar.previous_workday(day)
        db.execute("INSERT INTO past VALUES (?, ?)", (day.isoformat(), _microseconds(day)))
    whole = "FROM past CROSS JOIN membership m ORDER BY past.day, m.id"
    db.execute(
        f"INSERT INTO check_in (camp_id, membership_id, day, kind, at) SELECT m.camp_id, m.id, past.day, 'stamp', past.at {whole}"
    )
    db.execute(
        "INSERT INTO ledger (camp_id, membership_id, amount, category, reason, source, at) "
        f"SELECT m.camp_id, m.id, 5, 'learning', 'checkin', 'checkin:' || m.id || ':' || past.day, past.at {whole}"
    )
    db.execute("INSERT INTO day_count (camp_id, day, done) SELECT camp.id, past.day, camp.learners FROM past, camp")
    db.execute("UPDATE membership SET points = ?, lifetime = ?, activated_at = joined_at", (5 * days, 5 * days))


def _microseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 9, tzinfo=ZONE).timestamp()) * 1_000_000


def _features(commands: int) -> list[Feature]:
    """The check-in's feature among others, and who says that somebody joined, so many commands in all."""
    check_in = next(feature for feature in find_features() if feature.name == "checkin")
    facts = Feature("members", Theme.CAMP)
    facts.fact("joined")
    others = Feature("filler", Theme.DAILY)
    for number in range(commands - len(check_in.commands)):
        words = (f"词{chr(0x4E00 + number)}", f"filler{number}")
        others.command(*words, help=Phrase(zh="无", en="none"), by=Role.LEARNER, examples=[words[0]])(_nothing)
    return [others, check_in, facts]


def _nothing(ctx: Context) -> None:
    """A command nobody calls."""


def written_by(engine: Engine) -> str:
    """What stands in the tables afterwards: the sums, and a fingerprint of every reply. Equal rows did equal work."""
    db = Db(engine)
    sums = db.execute(SUMS).fetchone()
    replies = sha256("\n".join(row[0] for row in db.execute("SELECT parts FROM outbox ORDER BY parts")).encode())
    db.close()
    return "/".join(map(str, sums)) + " " + replies.hexdigest()[:8]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("row", choices=("raw", "hand", "house", "orm"))
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--synchronous", choices=("FULL", "NORMAL"), default="FULL")
    parser.add_argument("--commands", type=int, default=0)
    parser.add_argument("--history", type=int, default=0)
    print(json.dumps(asdict(measure(Asked(**vars(parser.parse_args()))))))


if __name__ == "__main__":
    main()
