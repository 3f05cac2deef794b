"""The ticker looks at the agenda by the machine's clock; where it no longer does, /readyz says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from scheduler.runner import Runner
from scheduler.ticker import Ticker
from storage import agenda
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
        async with asyncio.timeout(20):
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
