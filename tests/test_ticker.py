"""The ticker looks at the agenda by the machine's clock; where it no longer does, /readyz says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import apscheduler.schedulers.base
import pytest

import bot.clock
from scheduler.runner import Runner
from scheduler.ticker import Ticker
from storage import agenda
from tests.patience import PATIENCE
from tests.town import Town


def test_a_ticker_that_stands_still_turns_ready_red(town: Town) -> None:
    async def lived() -> list[list[str]]:
        town.app.ticker = ticker = Ticker(town.app.runner)
        found = [await town.app.problems()]
        ticker.start()
        found.append(await town.app.problems())
        ticker.stop()
        await asyncio.sleep(0)  # the scheduler shuts down in the loop's next round
        return [*found, await town.app.problems()]

    assert town.run(lived()) == [["agenda"], [], ["agenda"]]


def test_a_ticker_whose_look_at_the_agenda_breaks_is_not_healthy(town: Town) -> None:
    async def receive(event: Any) -> None:
        raise RuntimeError

    async def turned(ticker: Ticker, healthy: bool) -> None:
        async with asyncio.timeout(PATIENCE):
            while ticker.healthy is not healthy:  # noqa: ASYNC110 - APScheduler tells nobody when a job has run
                await asyncio.sleep(0.01)

    async def lived() -> None:
        long_ago = datetime(2026, 5, 6, tzinfo=UTC)
        await town.database.transact(lambda db: agenda.plan(db, "nobody.knows", "house", long_ago))
        ticker = Ticker(Runner(town.database, town.clock, receive))
        ticker.start()
        ticker.nudge(long_ago)
        await turned(ticker, healthy=False)
        await town.database.transact(lambda db: agenda.plan(db, "nobody.knows", "house", None))
        ticker.nudge(long_ago)
        await turned(ticker, healthy=True)
        ticker.stop()

    town.run(lived())


class Machine(datetime):
    """The machine's clock, set wrong by `off`; `looks` counts how often it was read."""

    off, looks = timedelta(0), 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        cls.looks += 1
        return datetime.now(tz) + cls.off


@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(hours=1)], ids=["back", "forward"])
def test_a_clock_set_wrong_for_a_while_makes_nobody_late(town: Town, monkeypatch: pytest.MonkeyPatch, off: timedelta) -> None:
    monkeypatch.setattr(bot.clock, "datetime", Machine)
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Machine)
    ran = asyncio.Event()

    async def receive(event: Any) -> None:
        await town.database.transact(lambda db: agenda.plan(db, "nobody.knows", "house", None))
        ran.set()

    async def looked_at(often: int) -> None:
        until = Machine.looks + often
        while Machine.looks < until:  # noqa: ASYNC110 - APScheduler tells nobody what it reads
            await asyncio.sleep(0.01)

    async def lived() -> None:
        ticker = Ticker(Runner(town.database, town.clock, receive))
        ticker.start()
        async with asyncio.timeout(PATIENCE):
            await looked_at(4)
            Machine.off = off
            await looked_at(8)
            Machine.off = timedelta(0)
        due = town.clock.now()
        await town.database.transact(lambda db: agenda.plan(db, "nobody.knows", "house", due))
        async with asyncio.timeout(PATIENCE):
            await ran.wait()
        assert ticker.healthy
        ticker.stop()

    town.run(lived())
