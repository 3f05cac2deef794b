"""The only place that commits: SQLite is one lane of work with up to 64 jobs to a commit, PostgreSQL eight lanes of one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4
from zlib import crc32

import structlog
from sqlalchemy import Engine, create_engine, event, make_url

from storage.connection import Db, Unavailable, is_again, is_gone

log = structlog.get_logger()
T = TypeVar("T")

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "temp_store=MEMORY",
    "cache_size=-16000",
)
"""`temp_store` because every RETURNING goes through a temporary table: in memory a whole check-in costs 6 % less. `cache_size` (KiB)
because with a million check-ins a group of them touches more pages than the usual 2 MB: 5 % less there, nothing where it is small."""
SQLITE: dict[str, Any] = {"isolation_level": None, "check_same_thread": False, "cached_statements": 512}
POSTGRESQL: dict[str, Any] = {
    "autocommit": True,
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
"""A server that is gone without a word is noticed within about ten seconds, not after hours."""
MOST = 64
"""Jobs to one SQLite commit: more only makes the last of them wait."""
TRIES = 3
PAUSE = 0.05
"""Seconds before PostgreSQL is asked again: a deadlock's victim back at once takes the row from under whom it made way for."""
PROBED_EVERY = 1.0
"""Seconds between two looks whether a database that took nothing takes something again."""
READ = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
WRITE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}
PROBE = {"sqlite": "PRAGMA user_version=0", "postgresql": "SELECT pg_current_xact_id()"}
"""The smallest write there is, of nothing anybody reads."""


class NotUtf8(Exception):
    """A PostgreSQL database in another encoding (the argument): it keeps no Chinese, or counts bytes for characters."""


class Transaction(NamedTuple):
    run: Callable[[Db], Any]
    room: str
    done: asyncio.Future[Any]


Outcome = tuple[Transaction, Any, Exception | None]


def connect(url: str, *, synchronous: str = "FULL", name: str = "qunxue") -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`, with the settings every connection of ours has. PostgreSQL shows each under a
    name, by which a frozen program's are ended. Raises NotUtf8, and the driver's error where there is no coming in."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, paramstyle="qmark", connect_args=SQLITE)
        pragmas = [pragma if not pragma.startswith("synchronous") else f"synchronous={synchronous}" for pragma in PRAGMAS]
        event.listen(engine, "connect", lambda driver, _: [driver.execute(f"PRAGMA {pragma}") for pragma in pragmas])
    else:
        engine = create_engine(parsed, paramstyle="format", connect_args={**POSTGRESQL, "application_name": name})
    with engine.connect() as first:  # the dialect learns the server's version before anything is compiled
        driver: Any = first.connection.dbapi_connection
        encoding = "UTF8" if engine.dialect.name == "sqlite" else driver.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        engine.dispose()
        raise NotUtf8(encoding)
    return engine


def in_its_words(problem: BaseException, url: str) -> str:
    """The first line of what the driver says, without the password: `FATAL: database "none" does not exist`."""
    cause = getattr(problem, "orig", None) or problem
    first = " ".join(str(cause).strip().partition("\n")[0].split()) or type(cause).__name__
    password = make_url(url).password
    return first.replace(str(password), "***") if password else first


def reader(engine: Engine) -> Db:
    """A connection that refuses writes, for looks and tasks."""
    db = Db(engine)
    if db.is_sqlite:
        db.execute("PRAGMA query_only=ON")
    return db


class Database:
    """`transact` commits, `read` looks. Both are asked from the event loop and run elsewhere."""

    def __init__(self, url: str, *, synchronous: str = "FULL") -> None:
        self.name = f"qunxue {uuid4().hex}"
        """What our connections are called, as nobody else's are."""
        self.engine = connect(url, synchronous=synchronous, name=self.name)
        self.url = url
        self.backend = self.engine.dialect.name
        self.available = True
        lanes = 1 if self.backend == "sqlite" else 8
        self._most = MOST if self.backend == "sqlite" else 1
        self._lanes = [SimpleQueue[Transaction | None]() for _ in range(lanes)]
        self._threads = [threading.Thread(target=self._work, args=(lane,), daemon=True, name="writer") for lane in self._lanes]
        self._readers = ThreadPoolExecutor(2, "reader")
        self._free: list[Db] = []
        """Connections of readers that nobody reads by now: another is opened only for who reads beside somebody."""
        for thread in self._threads:
            thread.start()

    def transact(self, run: Callable[[Db], T], room: str = "") -> asyncio.Future[T]:
        """In a transaction, after everything asked before for that room. May run twice: touch nothing but the connection.

        Raises what `run` raises, or Unavailable when the database cannot take it now; in both cases nothing was changed.
        """
        job = Transaction(run, room, asyncio.get_running_loop().create_future())
        self._lanes[crc32(room.encode()) % len(self._lanes)].put(job)
        return job.done

    def read(self, run: Callable[[Db], T]) -> asyncio.Future[T]:
        """One snapshot on a connection that refuses writes: sees the last commit, holds up no writer."""
        return asyncio.get_running_loop().run_in_executor(self._readers, self._read, run)

    @property
    def alive(self) -> bool:
        """Whether every lane has somebody who works it."""
        return all(thread.is_alive() for thread in self._threads)

    def close(self) -> None:
        """Finish what was asked, then stop."""
        for lane in self._lanes:
            lane.put(None)
        for thread in self._threads:
            thread.join()
        self._readers.shutdown()
        for db in self._free:
            db.close()
        self.engine.dispose()

    def _read(self, run: Callable[[Db], T]) -> T:
        """Once more on a fresh connection where the first was lost: a look changes nothing, so it may always be taken again."""
        try:
            return self._look(run)
        except Exception as problem:
            if not is_again(problem):
                raise
        try:
            return self._look(run)
        except Exception as problem:
            if is_again(problem):
                raise _unavailable(problem) from problem
            raise

    def _look(self, run: Callable[[Db], T]) -> T:
        db = self._unread() or reader(self.engine)
        try:
            with db.transaction(READ[self.backend]):
                return run(db)
        finally:
            if not db.closed:
                self._free.append(db)
            else:  # the server has gone from the others as well, and only this one knows
                while (other := self._unread()) is not None:
                    other.close()

    def _unread(self) -> Db | None:
        """A connection nobody reads from; None where there is none."""
        try:
            return self._free.pop()
        except IndexError:
            return None

    def _work(self, lane: SimpleQueue[Transaction | None]) -> None:
        db: Db | None = None
        jobs: list[Transaction | None] = []
        while None not in jobs:
            jobs = self._waiting(lane)
            batch = [job for job in jobs if job is not None]
            try:
                if not jobs:
                    db = self._probed(db)
                elif batch and (db := self._connected(db, batch)) is not None:
                    _settle(self._commit(db, batch))
            except Exception as bug:  # a writer that ended would leave everybody waiting for ever
                if batch:
                    _settle([(job, None, _unavailable(bug)) for job in batch])
        if db is not None:
            db.close()

    def _waiting(self, lane: SimpleQueue[Transaction | None]) -> list[Transaction | None]:
        """What is asked for, a commit's worth of it, None at its end where it is time to stop; empty where nothing came for long."""
        try:
            jobs = [lane.get(timeout=None if self.available else PROBED_EVERY)]
        except Empty:
            return []
        while jobs[-1] is not None and len(jobs) < self._most and not lane.empty():
            jobs.append(lane.get())
        return jobs

    def _probed(self, db: Db | None) -> Db | None:
        """After a failure nobody may ask for a while: we find out ourselves that the database is well again."""
        try:
            db = self._open(db)
            with db.transaction(WRITE[self.backend]):
                db.execute(PROBE[self.backend])
            self._turned_out()
        except Exception as problem:
            self._turned_out(problem)
        return db

    def _open(self, db: Db | None) -> Db:
        """The connection, or another where it is lost."""
        return Db(self.engine) if db is None or db.closed else db

    def _connected(self, db: Db | None, batch: list[Transaction]) -> Db | None:
        """The same, or None where there is none to be had: the batch is told so."""
        try:
            return self._open(db)
        except Exception as problem:
            self._turned_out(problem)
            _settle([(job, None, _unavailable(problem)) for job in batch])
            return None

    def _commit(self, db: Db, batch: list[Transaction]) -> list[Outcome]:
        """All in one commit; if one breaks, each by itself, so that only the broken one fails."""
        if len(batch) == 1:
            return [self._alone(db, batch[0])]
        try:
            with db.transaction(WRITE[self.backend]):
                outcomes: list[Outcome] = [(job, job.run(db), None) for job in batch]
            self._turned_out()
            return outcomes
        except Exception:
            outcomes = []
        for job in batch:
            outcomes.append(self._alone(db, job))
            if isinstance(problem := outcomes[-1][2], Unavailable):
                # The others would each wait as long, for nothing.
                return outcomes + [(other, None, problem) for other in batch[len(outcomes) :]]
        return outcomes

    def _alone(self, db: Db, job: Transaction) -> Outcome:
        problem: Exception
        for tried in range(TRIES):
            try:
                if tried and not db.is_sqlite:
                    db.execute("SELECT pg_sleep(%s)", [PAUSE * tried])
                with db.transaction(self._begin(job.room)):
                    result = job.run(db)
                self._turned_out()
                return job, result, None
            except Exception as caught:
                problem = caught
            if not is_again(problem):
                break
            if db.closed:
                try:
                    db.connect()
                except Exception as lost:
                    problem = lost
        if is_again(problem) or is_gone(problem) or db.closed:
            self._turned_out(problem)
            problem = _unavailable(problem)
        return job, None, problem

    def _begin(self, room: str) -> str:
        """How a room's transaction starts: other replicas stay out of the room meanwhile. One way there and back."""
        begin = WRITE[self.backend]
        return begin if self.backend == "sqlite" else f"{begin}; SELECT pg_advisory_xact_lock({crc32(room.encode())})"

    def _turned_out(self, problem: BaseException | None = None) -> None:
        """The database took a write, or could not: one line when that changes."""
        if self.available is (problem is None):
            return
        self.available = problem is None
        if problem is None:
            log.warning("database available again")
        else:
            log.error("database unavailable", problem=_name(problem))


def _unavailable(cause: BaseException) -> Unavailable:
    """Named by the kind of trouble alone: a driver's message may hold a password or somebody's words."""
    unavailable = Unavailable(_name(cause))
    unavailable.__cause__ = cause
    return unavailable


def _name(problem: BaseException) -> str:
    """SQLITE_FULL, or what psycopg calls it."""
    return str(getattr(problem, "sqlite_errorname", None) or type(problem).__name__)


def _settle(outcomes: list[Outcome]) -> None:
    """Hands results back on the loop that asked; a loop that is gone wants none."""
    loop = outcomes[0][0].done.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(_resolve, outcomes)


def _resolve(outcomes: list[Outcome]) -> None:
    for job, result, problem in outcomes:
        if job.done.cancelled():
            continue
        if problem:
            job.done.set_exception(problem)
        else:
            job.done.set_result(result)
