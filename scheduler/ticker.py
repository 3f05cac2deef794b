"""The ticker: one APScheduler job whose next run is moved to the next moment on the agenda, never more than a second away."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SystemClock
from scheduler.runner import Runner
from storage.connection import Unavailable

log = structlog.get_logger()

AT_MOST = timedelta(seconds=1)
"""Another replica, or the shell, may put something nearer on the agenda: it is met within a second."""
STUCK_AFTER = 60.0
"""Seconds of a steady clock without a whole look at the agenda after which something holds it."""


class SteadyScheduler(AsyncIOScheduler):  # type: ignore[misc]
    """APScheduler sleeps as long as the wall clock says when it falls asleep: here it looks again within a second, whatever that says."""

    def _start_timer(self, wait_seconds: float | None) -> None:
        super()._start_timer(None if wait_seconds is None else min(wait_seconds, AT_MOST.total_seconds()))


class Ticker:
    """Drives a runner by the machine's clock."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self._machine = SystemClock()  # the scheduler goes by it, whatever clock the house has
        self._went_through, self._looked_at = True, 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._scheduler = SteadyScheduler(timezone=UTC)
        self._job = self._scheduler.add_job(
            self._tick, "interval", seconds=1, id="tick", max_instances=1, coalesce=True, misfire_grace_time=None
        )

    @property
    def healthy(self) -> bool:
        """Whether it runs, and its last look at the agenda was not long ago and went through."""
        if not self._scheduler.running or self._watch is None:
            return False
        return self._went_through and asyncio.get_running_loop().time() - self._looked_at < STUCK_AFTER

    def start(self) -> None:
        self._looked_at = asyncio.get_running_loop().time()
        self._scheduler.start()
        self._keep_near()

    def stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._scheduler.shutdown(wait=False)

    def _keep_near(self) -> None:
        """Once a second of a steady clock: where the wall clock was set back since the next tick was set, that is brought near again."""
        now, at = self._machine.now(), self._job.next_run_time
        if at is None or at > now + 2 * AT_MOST:
            self._job.modify(next_run_time=now)
        self._watch = asyncio.get_running_loop().call_later(AT_MOST.total_seconds(), self._keep_near)

    def nudge(self, due_at: datetime) -> None:
        """A commit put something on the agenda: the next tick comes no later than that."""
        at = self._machine.now() + max(due_at - self.runner.clock.now(), timedelta(0))
        if self._job.next_run_time is None or at < self._job.next_run_time:
            self._job.modify(next_run_time=at)

    async def _tick(self) -> None:
        try:
            await self.runner.tick()
            nearest = await self.runner.next_moment()
        except Unavailable as problem:
            self._went_through = False
            log.warning("agenda waits", problem=str(problem))
            return
        except Exception as problem:
            self._went_through = False
            log.error("agenda broken", problem=type(problem).__name__)
            return
        self._went_through, self._looked_at = True, asyncio.get_running_loop().time()
        if nearest is not None and nearest < self.runner.clock.now() + AT_MOST:
            self.nudge(nearest)
