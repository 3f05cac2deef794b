"""Heavy work of one program alone: what was asked for waits in memory, and is run here (SQLite)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import structlog

from bot.effects import Effects
from bot.task_runner import TaskRunner
from storage import tasks
from storage.connection import Unavailable

log = structlog.get_logger()


class TaskPool:
    """The tasks nobody else could take: in the order they were asked for."""

    def __init__(self, runner: TaskRunner) -> None:
        self.runner = runner
        self._waiting: asyncio.Queue[int] = asyncio.Queue()
        self._known: set[int] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()

    def wake(self, effects: Effects) -> None:
        """What a commit asked for."""
        for task in effects.tasks:
            self._put(task)

    async def recover(self) -> None:
        """At the start: what was asked for and never finished."""
        for task in await self.runner.database.read(tasks.unfinished):
            self._put(task.id)

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.runner.workers):
                    group.create_task(self._serve())
        finally:
            self.runner.stop()

    async def idle(self) -> None:
        """Returns when nothing asked for is left to do."""
        await self._quiet.wait()

    def _put(self, task: int) -> None:
        if task not in self._known:
            self._known.add(task)
            self._quiet.clear()
            self._waiting.put_nowait(task)

    async def _serve(self) -> None:
        clock = self.runner.clock
        while True:
            task = await self._waiting.get()
            try:
                await self.runner.run(task)
            except Unavailable:
                await clock.sleep(datetime.fromtimestamp(clock.now().timestamp() + 1, UTC))
                self._waiting.put_nowait(task)
                continue
            except Exception as problem:
                log.error("task broke", task=task, problem=type(problem).__name__)
            self._known.discard(task)
            if not self._known:
                self._quiet.set()
