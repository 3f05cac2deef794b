"""The processes heavy tasks run in, each with a bound on its memory, and what happens inside of one."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from functools import cache, lru_cache
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any, Protocol

from pebble import ProcessPool

from bot.discovery import feature_modules, find_features
from bot.file_kind import FileKind
from storage.connection import Db
from storage.database import connect, reader
from storage.files import files_in

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space a process may have."""
WORKERS = 2
"""How many processes there are where nobody says."""
RENEWED_AFTER = 200
"""Tasks after which a process makes room for a new one: what libraries keep for good (fonts, dictionaries, caches) adds up within its bound."""
NICENESS = 10
PARENT_DIED = 1
"""Linux: a process asks to be told of that (PR_SET_PDEATHSIG)."""


class Executor(Protocol):
    """Where tasks run."""

    def schedule(self, run: Callable[..., Any], args: tuple[Any, ...], timeout: float) -> Future[Any]: ...
    def stop(self) -> None: ...
    def join(self, timeout: float) -> None: ...


class ProcessExecutor:
    """A pool of processes."""

    def __init__(self, memory: int = MEMORY, workers: int = WORKERS) -> None:
        self._pool = ProcessPool(
            max_workers=workers, max_tasks=RENEWED_AFTER, initializer=_bounded, initargs=(memory,), context=_context()
        )

    def schedule(self, run: Callable[..., Any], args: tuple[Any, ...], timeout: float) -> Future[Any]:
        return self._pool.schedule(run, args=args, timeout=timeout)

    def stop(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]

    def join(self, timeout: float) -> None:
        self._pool.join(timeout=timeout)


def _context() -> BaseContext:
    """They are forked from one process that has loaded the features and runs no threads: clean as spawned ones, and at once."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["bot.task_process", *feature_modules()])
    return context


# ── in the process ───────────────────────────────────────────────────────────────────────────────────────────────────


def _bounded(memory: int) -> None:
    """So much memory, the processor when nobody waits for an answer, and no life after the program: nobody else would end a runaway."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGKILL)


def named_by(name: str) -> tuple[str, ...]:
    """What a task's function asks for by name; nothing where there is no such task."""
    run = _tasks().get(name)
    if run is None:
        return ()
    return tuple(run.__code__.co_varnames[: run.__code__.co_argcount + run.__code__.co_kwonlyargcount])


def do(url: str, where: str, name: str, payload: dict[str, Any], now: datetime, secret: bytes = b"") -> list[Any]:
    """One task, handed over at a moment: its function with a connection that refuses writes; the `files` kept `where`, the `features`,
    the `kinds` of files and the house's `secret` are given to those that name them."""
    run, named = _tasks()[name], named_by(name)
    if "secret" in named:
        payload = {**payload, "secret": secret}
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
