"""The database of a long run, and what happens to it: a SQLite file on a disk that fills or takes no more writes, a PostgreSQL of the
run's own that is restarted, frozen and loses connections."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import psycopg

from tests import postgres
from tests.town import make_template

Break = Callable[[list[int], float], Coroutine[Any, Any, None]]


class Tried(Protocol):
    """A database things happen to. `faults` by name, each given the pids of the programs and how many seconds it may last."""

    url: str
    programs: int

    @property
    def faults(self) -> dict[str, Break]: ...
    def close(self) -> None: ...


class SqliteFile:
    """One program's file."""

    programs = 1

    def __init__(self, folder: Path) -> None:
        self._file = folder / "qunxue.db"
        self.url = f"sqlite:///{self._file}"
        make_template(self.url)

    @property
    def faults(self) -> dict[str, Break]:
        always: dict[str, Break] = {"disk full": self._full}
        return {**always, "disk read-only": self._read_only} if self._can_be_sealed else always

    @property
    def _can_be_sealed(self) -> bool:
        """Whether the file's system knows files nobody may change, and we may say so: as root, on ext4 or the like."""
        probe = self._file.with_name("sealed")
        probe.touch()
        could = _chattr("+i", probe) and _chattr("-i", probe)
        probe.unlink()
        return could

    async def _read_only(self, pids: list[int], spell: float) -> None:
        """Every write fails, as on a disk that the system has put beyond writing; reads go on. The index both share in memory stays."""
        sealed = [path for path in (self._file, self._file.with_name(f"{self._file.name}-wal")) if path.exists()]
        try:
            for path in sealed:
                _chattr("+i", path)
            await asyncio.sleep(spell)
        finally:
            for path in sealed:
                _chattr("-i", path)

    async def _full(self, pids: list[int], spell: float) -> None:
        """No file of theirs can grow beyond what the write-ahead log has now."""
        log = f"{self._file}-wal"
        size = os.path.getsize(log) if os.path.exists(log) else 0  # noqa: ASYNC240 - a moment
        before = {}
        for pid in pids:
            with suppress(ProcessLookupError):
                before[pid] = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[pid][1]))
        await asyncio.sleep(spell)
        for pid, limits in before.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)

    def close(self) -> None:
        pass


class PostgresServer:
    """A server of this run's own, for three programs."""

    programs = 3

    def __init__(self) -> None:
        self._server = postgres.own_server(crashes=True)
        self._admin = self._server.get_uri()
        self.url = postgres.new_database(self._admin)
        make_template(self.url)

    @property
    def faults(self) -> dict[str, Break]:
        return {
            "PostgreSQL restarted": lambda pids, spell: self._away(pids, 0.0),
            "PostgreSQL away": self._away,
            "PostgreSQL frozen": self._freeze,
            "connections cut": self._cut,
        }

    @property
    def pids(self) -> list[int]:
        """The server and what it has running."""
        pid = self._server.get_postmaster_info().pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    async def _away(self, _: list[int], spell: float) -> None:
        """Stopped as by a crash, so that it recovers from its log when it comes back."""
        pid = self._server.get_postmaster_info().pid
        os.kill(pid, signal.SIGQUIT)
        while Path(f"/proc/{pid}").exists():  # noqa: ASYNC110, ASYNC240 - it is no child of ours
            await asyncio.sleep(0.05)
        await asyncio.sleep(spell)
        await asyncio.to_thread(self._server.ensure_postgres_running)

    async def _freeze(self, _: list[int], spell: float) -> None:
        stopped = self.pids
        _signal(stopped, signal.SIGSTOP)
        try:
            await asyncio.sleep(spell)
        finally:
            _signal(stopped, signal.SIGCONT)

    async def _cut(self, _: list[int], spell: float) -> None:
        def cut() -> None:
            with psycopg.connect(self._admin, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'qunxue %' AND random() < 0.7"
                )

        await asyncio.to_thread(cut)

    def close(self) -> None:
        self._server.cleanup()


def _chattr(how: str, path: Path) -> bool:
    return shutil.which("chattr") is not None and not subprocess.run(["chattr", how, path], capture_output=True).returncode


def _signal(pids: list[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)
