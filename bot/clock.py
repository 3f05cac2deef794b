"""The only place that asks the time, and the only waiting."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Aware UTC moments, and waiting for one."""

    def now(self) -> datetime: ...
    async def sleep(self, until: datetime) -> None: ...


async def rest(seconds: float) -> None:
    """By a steady clock, whatever is done to the machine's: for signs of life and for looks that must not stop."""
    await asyncio.sleep(seconds)


class SystemClock:
    """The machine's clock. Waiting goes by short steps, so that a clock set forward is noticed within a second; one set back makes nobody
    wait longer than it seemed when they began."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, until: datetime) -> None:
        steady = asyncio.get_running_loop().time
        ends = steady() + (until - self.now()).total_seconds()
        while (left := min((until - self.now()).total_seconds(), ends - steady())) > 0:  # noqa: ASYNC110 - a clock raises no event
            await asyncio.sleep(min(left, 1.0))


class HandClock:
    """A clock in the hand: it stands still until it is moved, and wakes whoever waits for a moment passed."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._waiting: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, until: datetime) -> None:
        if until > self._now:
            wake = asyncio.get_running_loop().create_future()
            self._waiting.append((until, wake))
            await wake

    def move(self, to: datetime | timedelta) -> None:
        """To a moment, or by a span; backwards too, as clocks do. Wakes only what is due."""
        self._now = to if isinstance(to, datetime) else self._now + to
        due = [wake for until, wake in self._waiting if until <= self._now]
        self._waiting = [(until, wake) for until, wake in self._waiting if until > self._now]
        for wake in due:
            if not wake.done():
                wake.get_loop().call_soon_threadsafe(_wake, wake)


def _wake(wake: asyncio.Future[None]) -> None:
    if not wake.done():
        wake.set_result(None)
