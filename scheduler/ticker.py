"""The ticker: one APScheduler job whose next run is moved to the next moment on the agenda, never more than a second away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SystemClock
from scheduler.runner import Runner
from storage.connection import Unavailable

log = structlog.get_logger()

AT_MOST = timedelta(seconds=1)
"""Another replica, or the shell, may put something nearer on the agenda: it is met within a second."""


class Ticker:
    """Drives a runner by the machine's clock."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self._machine = SystemClock()  # the scheduler goes by it, whatever clock the house has
        self._went_through = True
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._job = self._scheduler.add_job(
            self._tick, "interval", seconds=1, id="tick", max_instances=1, coalesce=True, misfire_grace_time=None
        )

    @property
    def healthy(self) -> bool:
        """Whether it runs and its last look at the agenda went through."""
        return self._scheduler.running and self._went_through

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

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
        self._went_through = True
        if nearest is not None and nearest < self.runner.clock.now() + AT_MOST:
            self.nudge(nearest)
