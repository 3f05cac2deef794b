"""One heavy task from its row to its result: what it reads is fetched, it runs in a process, its rows come back as events."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import TimeoutError as OutOfTime
from typing import Any

import structlog
from pebble import ProcessExpired

from bot.channel import Channel, Undeliverable
from bot.clock import Clock
from bot.messages import Address, FileRef, InboundEvent, Kind
from bot.task_process import MEMORY, WORKERS, Executor, ProcessExecutor, do, named_by
from storage import tasks
from storage.connection import Unavailable
from storage.database import Database
from storage.files import Files, TooLarge

log = structlog.get_logger()

SECONDS = 120
"""How long a task may run."""
MOST_TRIES = 3
SLICE = 500
"""Rows of a result to one transaction."""


class TaskRunner:
    """Runs a task that was asked for: in `pool` where one is given, else in one of processes that starts with its first task."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        files: Files,
        receive: Callable[[InboundEvent], Awaitable[Any]],
        channels: Mapping[str, Channel],
        *,
        workers: int = WORKERS,
        pool: Executor | None = None,
        secret: Callable[[], bytes] = bytes,
    ) -> None:
        self.database, self.clock, self.files, self.receive, self.channels = database, clock, files, receive, channels
        self.workers, self.memory, self.secret = workers, MEMORY, secret
        self.seconds: float = SECONDS
        self._pool = pool
        self.running = 0
        """Tries under way here, until what they brought has been passed on."""

    async def run(self, task_id: int) -> None:
        """One try, its result with it; nothing where it is finished. Raises Unavailable, and leaves the task open then.

        Whoever is cancelled meanwhile gives the try back: that we stop is not the task's fault.
        """
        self.running += 1
        try:
            await self._run(task_id)
        finally:
            self.running -= 1

    async def _run(self, task_id: int) -> None:
        tried = await self.database.transact(lambda db: tasks.begin(db, task_id))
        task = await self.database.read(lambda db: tasks.find(db, task_id))
        if task is None or tried is None:
            return
        if tried > MOST_TRIES:
            await self._report(task, [], problem="broken")
            return
        try:
            await self._report(task, *await self._tried(task))
        except (asyncio.CancelledError, Unavailable):
            await asyncio.shield(self._give_back(task_id))
            raise

    def stop(self) -> None:
        """Ends what runs."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join(timeout=5)

    async def _tried(self, task: tasks.Task) -> tuple[list[Any], str | None]:
        """The rows, or what was the matter."""
        try:
            payload = await self._fetched(task)
            secret = self.secret() if "secret" in named_by(task.name) else b""
            return await self._call(do, self.database.url, self.files.where, task.name, payload, self.clock.now(), secret), None
        except Unavailable:
            raise
        except OutOfTime:
            return [], "too_long"
        except (MemoryError, ProcessExpired):
            return [], "too_much"
        except TooLarge:
            return [], "too_large"
        except Undeliverable as no:
            return [], "too_large" if no.reason == "too_large" else "broken"
        except Exception as caught:
            log.error("task failed", task=task.id, name=task.name, problem=type(caught).__name__)
            return [], "broken"

    async def _give_back(self, task_id: int) -> None:
        try:
            await self.database.transact(lambda db: tasks.give_back(db, task_id))
        except Unavailable:
            log.warning("try counted", task=task_id)

    async def _call(self, run: Callable[..., Any], *words: Any) -> Any:
        """A plain function in the pool. It is handed over in a thread: the first one waits for the processes to start."""
        return await asyncio.wrap_future(await asyncio.to_thread(self._started().schedule, run, words, self.seconds))

    async def _fetched(self, task: tasks.Task) -> dict[str, Any]:
        """The payload, with the file it asked for in the store."""
        wanted = task.payload.get("fetch")
        if wanted is None:
            return task.payload
        channel = self.channels[wanted["channel"]]
        if channel.can.stores:
            file = wanted["token"]
        else:
            stream = channel.fetch(FileRef(wanted["name"], wanted["size"], wanted["token"]))
            file = await self.files.take(stream, wanted["name"])
        rest = {name: value for name, value in task.payload.items() if name != "fetch"}
        return {**rest, "file": file, "name": wanted["name"]}

    async def _report(self, task: tasks.Task, rows: list[Any], problem: str | None = None) -> None:
        """The result, in slices: each an event, each a transaction; the last one finishes the task."""
        slices = [rows[start : start + SLICE] for start in range(0, len(rows), SLICE)] or [[]]
        place = Address(task.channel or "task", task.room or str(task.id), task.thread, direct=task.direct)
        for number, part in enumerate(slices):
            data = {
                "name": task.name,
                "task": task.id,
                "n": number,
                "of": len(slices),
                "rows": part,
                "problem": problem,
                "payload": task.payload,
                "person": task.person,
                "camp": task.camp,
            }
            await self.receive(InboundEvent(f"task:{task.id}:{number}", self.clock.now(), place, None, Kind.DONE, data=data))

    def _started(self) -> Executor:
        if self._pool is None:
            self._pool = ProcessExecutor(self.memory, self.workers)
        return self._pool
