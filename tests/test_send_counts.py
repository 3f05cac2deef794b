"""How much a room may still be sent: by the moments sends ended, whoever sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.channel import TryLater
from bot.clock import HandClock, SystemClock
from bot.delivery.send_counts import SendCounts
from storage import platform_sends
from storage.database import Database
from tests.postgres import database_url
from tests.town import make_template

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
WINDOWS = (3, timedelta(minutes=1)), (5, timedelta(hours=1))


@asynccontextmanager
async def counting(url: str, clock: HandClock) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    """Sends to a room at a second, taking so long; raises TryLater."""
    database = Database(url)
    counts = SendCounts(database, clock)

    async def sends(room: str, *, at: float, takes: float = 0.0) -> None:
        clock.move(NOW + timedelta(seconds=at))
        async with counts.within("wecom", room, WINDOWS):
            clock.move(timedelta(seconds=takes))

    try:
        yield sends
    finally:
        database.close()


async def refused(sending: Awaitable[None]) -> float:
    """How many seconds it is asked to wait."""
    with pytest.raises(TryLater) as wait:
        await sending
    assert not wait.value.counts
    return wait.value.seconds


async def test_a_full_window_says_how_long_to_wait_also_after_a_restart(sqlite_url: str) -> None:
    clock = HandClock(NOW)
    async with counting(sqlite_url, clock) as sends:
        for second in (0, 1, 2):
            await sends("a", at=second, takes=0.5)
        assert await refused(sends("a", at=10)) == 50.5
    async with counting(sqlite_url, clock) as sends:
        await sends("b", at=10)
        assert await refused(sends("a", at=60)) == 0.5, "it counts from its end: that is when the platform had it at the latest"
        await sends("a", at=60.5)
        await sends("a", at=61.5)
        assert await refused(sends("a", at=600)) == 3000.5


async def test_a_send_nobody_lived_to_end_counts_for_as_long_as_it_may_have_taken(sqlite_url: str) -> None:
    clock, database = HandClock(NOW), Database(sqlite_url)
    for _ in range(3):
        await database.transact(lambda db: platform_sends.begin(db, "wecom", "a", 1, now=clock.now()))
    database.close()
    async with counting(sqlite_url, clock) as sends:
        assert await refused(sends("a", at=61)) == platform_sends.UNDER_WAY.total_seconds() - 1
        await sends("a", at=61 + platform_sends.UNDER_WAY.total_seconds())


@pytest.mark.postgres
async def test_two_replicas_that_send_at_once_share_one_window() -> None:
    """A group's webhook: its own sender has one replica, the smart bot that sends files through it another, their clocks an hour apart."""
    with database_url(prepare=make_template) as url:
        replicas = [Database(url), Database(url)]
        clocks = HandClock(datetime.now(UTC)), SystemClock()
        clocks[0].move(timedelta(hours=-1))
        counts = [SendCounts(replicas[0], clocks[0]), SendCounts(replicas[1], clocks[1])]

        async def sends(number: int) -> float:
            try:
                async with counts[number % 2].within("wecom_group", "运营群", ((20, timedelta(minutes=1)),)):
                    return 0.0
            except TryLater as wait:
                return wait.seconds

        waits = await asyncio.gather(*(sends(number) for number in range(50)))
        assert waits.count(0.0) == 20
        assert all(30 < wait <= 60 + platform_sends.UNDER_WAY.total_seconds() for wait in waits if wait)
        left = await replicas[0].transact(lambda db: platform_sends.lately(db, "wecom_group", timedelta(minutes=1), now=NOW))
        assert sum(one.sends for one in left) == 20
        for database in replicas:
            database.close()
