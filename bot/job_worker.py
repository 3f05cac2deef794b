"""A worker of procrastinate: takes jobs, each a task of ours, and revives what a dead worker held. Only PostgreSQL needs it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

import procrastinate
import structlog
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from bot.clock import rest
from bot.task_runner import TaskRunner
from storage import job_queue
from storage.connection import Unavailable

log = structlog.get_logger()

BEATS_IN_A_STALL = 4
"""How often a worker says that it lives, and looks for those that do not, before it would count as dead itself."""
LOOKS_EVERY = 2.0
"""Seconds between two looks at the queue, where no notification came: what is handed back sends none."""
FINISHES_WITHIN = 2.0
"""Seconds a stop waits for what is under way before that is handed back."""
STOPS_WITHIN = 5.0
"""Seconds a stop takes at most. Its pool tries a PostgreSQL that was away ever more rarely, and waits half a minute for a connection each
time it wants one, to say goodbye as well: what was not said is noticed by our silence."""
LETS_GO_WITHIN = 1.0
"""Seconds more, once it was cut short a second time."""
CONNECTIONS = 3
MOST_RETRIES = 50
AGAIN_AFTER = {asyncio.CancelledError: 0, Unavailable: 1}
"""Seconds, by why a try ended; anything else is a fault of ours and is tried more slowly."""
FAULT_AGAIN_AFTER = 10

logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what a job ran into we say ourselves, without anybody's words


class HandBack(procrastinate.BaseRetryStrategy):
    """A try that was not finished is another's: at once where we stop. How often a task itself may fail is counted with the task."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        if job.attempts >= MOST_RETRIES:
            return None
        after = next((wait for kind, wait in AGAIN_AFTER.items() if isinstance(exception, kind)), FAULT_AGAIN_AFTER)
        log.info("task handed back", task=job.task_kwargs["task"], problem=type(exception).__name__)
        return procrastinate.RetryDecision(retry_in={"seconds": after})


async def work(runner: TaskRunner, stalled_after: timedelta) -> None:
    """Until cancelled, or until the connection to the queue is lost. A stop that takes too long is cut short."""
    working = asyncio.create_task(_work(runner, stalled_after), name="worker")
    try:
        await asyncio.shield(working)
    finally:
        working.cancel()
        await asyncio.wait({working}, timeout=STOPS_WITHIN)
        if not working.done():
            log.warning("worker left without a goodbye")
            working.cancel()
            await asyncio.wait({working}, timeout=LETS_GO_WITHIN)  # its own tasks end with it, where they can
        elif not working.cancelled():
            working.exception()  # what the stop itself ran into concerns nobody any more


async def _work(runner: TaskRunner, stalled_after: timedelta) -> None:
    queue = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=job_queue.conninfo(runner.database.engine), min_size=1, max_size=CONNECTIONS + runner.workers
        )
    )

    async def run(task: int) -> None:
        await runner.run(task)

    queue.task(name=job_queue.TASK, queue=job_queue.QUEUE, retry=HandBack())(run)
    silent = stalled_after.total_seconds()
    async with queue.open_async():
        reviving = asyncio.create_task(_revive(queue, silent), name="revive")
        try:
            await queue.run_worker_async(
                queues=[job_queue.QUEUE],
                concurrency=runner.workers,
                install_signal_handlers=False,
                delete_jobs="always",
                fetch_job_polling_interval=LOOKS_EVERY,
                shutdown_graceful_timeout=FINISHES_WITHIN,
                update_heartbeat_interval=silent / BEATS_IN_A_STALL,
                stalled_worker_timeout=silent,
            )
        finally:
            reviving.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await reviving


async def _revive(queue: procrastinate.App, silent: float) -> None:
    """What a worker held that has not been heard of for so long waits again."""
    jobs = queue.job_manager
    while True:
        for job in await _stalled(queue, silent):
            with suppress(ConnectorException):  # another worker was faster
                await jobs.retry_job(job)
                log.warning("task revived", task=job.task_kwargs["task"])
        await rest(silent / BEATS_IN_A_STALL)


async def _stalled(queue: procrastinate.App, silent: float) -> list[Any]:
    try:
        return list(await queue.job_manager.get_stalled_jobs(queue=job_queue.QUEUE, seconds_since_heartbeat=silent))
    except ConnectorException:  # the worker itself notices, and begins again
        return []
