"""Heavy work: tasks run in a small pool of processes, bounded in time and memory, and come back as events."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as OutOfTime
from datetime import UTC, datetime
from functools import cache, lru_cache
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any, Protocol

import structlog
from pebble import ProcessExpired, ProcessPool

from bot.channel import Channel, Undeliverable
from bot.clock import Clock
from bot.discovery import feature_modules, find_features
from bot.effects import Effects
from bot.file_kind import FileKind
from bot.messages import Address, FileRef, InboundEvent, Kind
from storage import tasks
from storage.connection import Db, Unavailable
from storage.database import Database, connect, reader
from storage.files import Files, TooLarge, files_in

log = structlog.get_logger()

SECONDS = 120
"""How long a task may run."""
MEMORY = 1024 * 1024 * 1024
"""Bytes of address space a worker may have."""
WORKERS = 2
NICENESS = 10
MOST_TRIES = 3
SLICE = 500
"""Rows of a result to one transaction."""


class Executor(Protocol):
    """Where tasks run."""

    def schedule(self, run: Callable[..., Any], args: tuple[Any, ...], timeout: float) -> Future[Any]: ...
    def stop(self) -> None: ...
    def join(self, timeout: float) -> None: ...


class TaskPool:
    """Runs what was asked for: in `pool` where one is given, else in one of processes that starts with its first task."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        files: Files,
        receive: Callable[[InboundEvent], Awaitable[Any]],
        channels: Mapping[str, Channel],
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        pool: Executor | None = None,
    ) -> None:
        self.database, self.clock, self.files, self.receive, self.channels = database, clock, files, receive, channels
        self.seconds, self.memory = seconds, memory
        self._pool = pool
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
        for task in await self.database.read(tasks.unfinished):
            self._put(task.id)

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(WORKERS):
                    group.create_task(self._serve())
        finally:
            if self._pool is not None:
                self._pool.stop()
                self._pool.join(timeout=5)

    async def idle(self) -> None:
        """Returns when nothing asked for is left to do."""
        await self._quiet.wait()

    async def call(self, run: Callable[..., Any], *words: Any) -> Any:
        """A plain function in the pool, for what a look needs and the main process must not load.

        It is handed over in a thread: the first one waits for the pool's processes to start, a second or more.
        """
        return await asyncio.wrap_future(await asyncio.to_thread(self._started().schedule, run, words, self.seconds))

    def _put(self, task: int) -> None:
        if task not in self._known:
            self._known.add(task)
            self._quiet.clear()
            self._waiting.put_nowait(task)

    async def _serve(self) -> None:
        while True:
            task = await self._waiting.get()
            try:
                await self._work(task)
            except Unavailable:
                await self.clock.sleep(datetime.fromtimestamp(self.clock.now().timestamp() + 1, UTC))
                self._waiting.put_nowait(task)
                continue
            except Exception as problem:
                log.error("task broke", task=task, problem=type(problem).__name__)
            self._known.discard(task)
            if not self._known:
                self._quiet.set()

    async def _work(self, task_id: int) -> None:
        task = await self.database.read(lambda db: tasks.find(db, task_id))
        tried = await self.database.transact(lambda db: tasks.begin(db, task_id))
        if task is None or tried is None:
            return
        if tried > MOST_TRIES:
            await self._report(task, [], problem="broken")
            return
        rows: list[Any] = []
        problem: str | None = None
        try:
            payload = await self._fetched(task)
            rows = await self.call(do, self.database.url, self.files.where, task.name, payload, self.clock.now())
        except OutOfTime:
            problem = "too_long"
        except (MemoryError, ProcessExpired):
            problem = "too_much"
        except TooLarge:
            problem = "too_large"
        except Undeliverable as no:
            problem = "too_large" if no.reason == "too_large" else "broken"
        except Exception as caught:
            log.error("task failed", task=task.id, name=task.name, problem=type(caught).__name__)
            problem = "broken"
        await self._report(task, rows, problem)

    async def _fetched(self, task: tasks.Task) -> dict[str, Any]:
        """The payload, with the file it asked for in the store."""
        wanted = task.payload.get("fetch")
        if wanted is None:
            return task.payload
        channel = self.channels[wanted["channel"]]
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
            self._pool = ProcessExecutor(self.memory)
        return self._pool


class ProcessExecutor:
    """A pool of processes, each with a bound on its memory."""

    def __init__(self, memory: int) -> None:
        self._pool = ProcessPool(max_workers=WORKERS, initializer=_bounded, initargs=(memory,), context=_context())

    def schedule(self, run: Callable[..., Any], args: tuple[Any, ...], timeout: float) -> Future[Any]:
        return self._pool.schedule(run, args=args, timeout=timeout)

    def stop(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]

    def join(self, timeout: float) -> None:
        self._pool.join(timeout=timeout)


def _context() -> BaseContext:
    """Workers are forked from one process that has loaded the features and runs no threads: clean as spawned ones, and at once."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["bot.task_pool", *feature_modules()])
    return context


# ── in the worker ────────────────────────────────────────────────────────────────────────────────────────────────────


def _bounded(memory: int) -> None:
    """A worker has so much memory, and the processor when nobody waits for an answer."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def do(url: str, where: str, name: str, payload: dict[str, Any], now: datetime) -> list[Any]:
    """One task, handed over at a moment: its function with a connection that refuses writes; the `files` kept `where`, the `kinds` of
    files and the `features` are given to those that name them."""
    run = _tasks()[name]
    named = run.__code__.co_varnames[: run.__code__.co_argcount + run.__code__.co_kwonlyargcount]
    if "files" in named:
        payload = {**payload, "files": files_in(where, _reader(url).engine, lambda: now)}
    if "features" in named:
        payload = {**payload, "features": find_features()}
    if "kinds" in named:
        payload = {**payload, "kinds": _file_kinds()}
    db = _reader(url)
    db.execute("BEGIN")
    try:
        return list(run(db, **payload))
    finally:
        db.execute("ROLLBACK")


@lru_cache(maxsize=1)
def _reader(url: str) -> Db:
    return reader(connect(url))


@cache
def _tasks() -> dict[str, Any]:
    return {name: run for feature in find_features() for name, run in feature.tasks.items()}


@cache
def _file_kinds() -> dict[str, FileKind]:
    return {kind.code: kind for feature in find_features() for kind in feature.file_kinds}
