"""Heavy work of several programs: what was asked for is a job in PostgreSQL, taken by whichever worker is free, here or elsewhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from bot.clock import rest
from bot.effects import Effects
from bot.task_runner import TaskRunner
from storage import job_queue, tasks

log = structlog.get_logger()

STALLED_AFTER = timedelta(seconds=20)
"""How long a worker may be silent before what it held is somebody else's: well within a minute."""
BEGINS_AGAIN, LOOKS_AGAIN = 1.0, 0.02
"""Seconds until a worker that lost its queue tries again, and between two looks whether all is done."""


class TaskQueue:
    """The queue every replica and every worker shares; a runner of no processes leaves the work to the others."""

    def __init__(self, runner: TaskRunner) -> None:
        self.runner, self.stalled_after = runner, STALLED_AFTER

    def wake(self, effects: Effects) -> None:
        """The transaction that asked has told the workers."""

    async def recover(self) -> None:
        """At the start: what an older program asked for, and has left without a job."""
        await self.runner.database.transact(job_queue.adopt)

    async def run(self) -> None:
        """Works until cancelled; what is under way then is handed back. A worker that loses PostgreSQL begins again."""
        if not self.runner.workers:
            await asyncio.Event().wait()
        from bot import job_worker

        ours = asyncio.current_task()
        try:
            while ours is None or not ours.cancelling():  # a queue that is lost while we stop hides that we stop
                try:
                    await job_worker.work(self.runner, self.stalled_after)
                except Exception as problem:
                    log.warning("worker lost its queue", problem=type(problem).__name__)
                    await rest(BEGINS_AGAIN)
        finally:
            self.runner.stop()

    async def idle(self) -> None:
        """Returns when nothing asked for is left to do, anywhere, and what was done here has been passed on."""
        while await self.runner.database.read(tasks.waiting) or self.runner.running:
            await rest(LOOKS_AGAIN)
