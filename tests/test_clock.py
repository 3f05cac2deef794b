"""Waiting for a moment: whatever is done to the machine's clock, nobody waits longer than it seemed when they began."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.clock import SystemClock
from tests.patience import PATIENCE


class MovedClock(SystemClock):
    """The machine's clock after somebody moved it by a span, once it was first asked."""

    def __init__(self, by: timedelta) -> None:
        self._by, self._asked = by, 0

    def now(self) -> datetime:
        self._asked += 1
        return super().now() + (self._by if self._asked > 2 else timedelta(0))


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(hours=1), timedelta(0)])
async def test_a_clock_that_is_moved_keeps_nobody_waiting(by: timedelta) -> None:
    clock = MovedClock(by)
    async with asyncio.timeout(PATIENCE):
        await clock.sleep(clock.now() + timedelta(seconds=0.05))
