"""One way to run a statement: ordinary SQLAlchemy Core, built once at module level, called with keywords.

    BALANCE = select(membership.c.points).where(membership.c.id == bindparam("membership"))
    db.value(BALANCE, membership=7)

A statement is compiled the first time it is met; after that a call is a cache look-up and one execute on the driver.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from operator import itemgetter
from types import TracebackType
from typing import Any, TypeAlias

from sqlalchemy import Dialect, Engine

AnyRow: TypeAlias = Any
"""A named tuple of whatever columns its statement names: a Row of SQLAlchemy takes twenty times as long to find a column."""

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
GONE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT}
FULL = {"DiskFull", "ReadOnlySqlTransaction"}


class Unavailable(Exception):
    """The database cannot take this now (full, read-only, gone, busy for long): nothing was changed; ask again later."""


def is_again(error: BaseException) -> bool:
    """Whether the same transaction may simply run once more: busy, deadlock, serialization, lost connection."""
    if isinstance(error, sqlite3.OperationalError):
        return _primary(error) in BUSY
    kinds = _kinds(error)
    return bool(kinds & {"OperationalError", "InterfaceError"}) and not kinds & (FULL | {"QueryCanceled"})


def is_gone(error: BaseException) -> bool:
    """Whether the database itself is the trouble: disk full, read-only, unreadable."""
    if isinstance(error, sqlite3.OperationalError | sqlite3.DatabaseError):
        return _primary(error) in GONE
    return bool(_kinds(error) & FULL)


def is_out_of_range(error: BaseException) -> bool:
    """Whether a number, or a moment reckoned from one, is larger than anything that is kept."""
    return isinstance(error, OverflowError) or bool(_kinds(error) & {"NumericValueOutOfRange", "DatetimeFieldOverflow"})


def is_too_long(error: BaseException) -> bool:
    """Whether a text is longer than its column may hold (storage/text_bounds.py)."""
    if isinstance(error, sqlite3.IntegrityError):
        return error.sqlite_errorname == "SQLITE_CONSTRAINT_TRIGGER"
    return "StringDataRightTruncation" in _kinds(error)


def passes(error: BaseException) -> bool:
    """Whether an error is the database's to handle, not the handler's: whoever catches everything lets it through."""
    return isinstance(error, Unavailable) or is_again(error) or is_gone(error)


def _primary(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _kinds(error: BaseException) -> set[str]:
    """What psycopg calls an error, by name: a bot on SQLite never loads it, nor the 10 MB it takes."""
    return {kind.__name__ for kind in type(error).__mro__ if kind.__module__.startswith("psycopg")}


class Compiled:
    """A statement compiled for one dialect and one set of keywords.

    Raises TypeError for an unknown keyword, a Python-side default or an IN list; a missing keyword is a KeyError at the call.
    """

    __slots__ = ("constants", "first", "pick", "readers", "row", "sql", "writers")

    def __init__(self, statement: Any, dialect: Dialect, keywords: tuple[str, ...]) -> None:
        # Only an insert takes its columns from the keywords; an update names what it sets, and may look for a column's namesake.
        compiled = statement.compile(dialect=dialect, column_keys=list(keywords) if statement.is_insert else None)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        if compiled.prefetch or compiled.post_compile_params or not binds.keys() >= set(keywords):
            raise TypeError(f"a Python-side default, an IN list, or an unknown keyword among {keywords}: {compiled}")
        self.sql: str = compiled.string
        self.constants = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        names = tuple(compiled.positiontup or ())
        self.pick = _picker(names)
        columns = statement.exported_columns
        self.writers = _at_places(binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)
        self.readers = _at_places(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
        self.first = dict(self.readers).get(0)
        self.row = partial(tuple.__new__, namedtuple("Row", columns.keys(), rename=True))

    def values(self, given: Mapping[str, Any]) -> Sequence[Any]:
        """The values in the statement's order, as the driver takes them."""
        if self.constants:
            given = {**self.constants, **given}
        picked = self.pick(given)
        if not self.writers:
            return picked
        values = list(picked)
        for place, write in self.writers:
            values[place] = write(values[place])
        return values

    def named(self, raw: tuple[Any, ...]) -> AnyRow:
        """The driver's row, as our types read it."""
        if not self.readers:
            return self.row(raw)
        values = list(raw)
        for place, read in self.readers:
            values[place] = read(values[place])
        return self.row(values)


def _picker(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """Takes the named values out of the keywords, in that order."""
    return itemgetter(*names) if len(names) > 1 else lambda given: [given[name] for name in names]


def _at_places(processors: Iterable[Callable[[Any], Any] | None]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Where a value must be changed on its way, and how: most need not be."""
    return [(place, change) for place, change in enumerate(processors) if change is not None]


STATEMENTS = 4096
"""Most that are kept compiled: what is written in storage twice over, for a process that knows both engines."""


@lru_cache(maxsize=STATEMENTS)
def compile_once(statement: Any, dialect: Dialect, *keywords: str) -> Compiled:
    return Compiled(statement, dialect, keywords)


_dialects: dict[tuple[Any, ...], Dialect] = {}


def shared_dialect(dialect: Dialect) -> Dialect:
    """The first one met of its driver, style and server version: another engine of that kind compiles nothing anew."""
    return _dialects.setdefault((type(dialect), dialect.paramstyle, dialect.server_version_info), dialect)


@lru_cache(maxsize=STATEMENTS)
def _returning_key(statement: Any) -> Any:
    return statement.returning(*statement.table.primary_key)


class Savepoint:
    """A savepoint as a `with` block."""

    __slots__ = ("execute",)

    def __init__(self, execute: Callable[[str], Any]) -> None:
        self.execute = execute

    def __enter__(self) -> None:
        self.execute("SAVEPOINT handler")

    def __exit__(self, kind: type[BaseException] | None, cause: BaseException | None, trace: TracebackType | None) -> None:
        if cause is not None:
            self._undo(cause)
        else:
            self.execute("RELEASE SAVEPOINT handler")

    def _undo(self, cause: BaseException) -> None:
        """Back to the savepoint; where even that fails, the first cause is what is told."""
        try:
            self.execute("ROLLBACK TO SAVEPOINT handler")
            self.execute("RELEASE SAVEPOINT handler")
        except Exception as problem:
            raise cause from problem


class LateSavepoint:
    """The same on PostgreSQL, where a statement is a way there and back: what ends a savepoint is said together with what begins the
    next, or by the commit. Each depth has a name of its own: ending an outer one ends those inside it."""

    __slots__ = ("db", "depth", "owes_release")

    def __init__(self, db: Db) -> None:
        self.db, self.depth, self.owes_release = db, 0, False

    def __enter__(self) -> None:
        self.depth += 1
        begin = f"SAVEPOINT handler{self.depth}"
        if self.owes_release:
            begin = f"RELEASE SAVEPOINT handler{self.depth}; {begin}"
        self.db.execute(begin, prepare=False)
        self.owes_release = False

    def __exit__(self, kind: type[BaseException] | None, cause: BaseException | None, trace: TracebackType | None) -> None:
        name = f"handler{self.depth}"
        self.depth -= 1
        if cause is not None:
            try:
                self.db.execute(f"ROLLBACK TO SAVEPOINT {name}", prepare=False)
            except Exception as problem:
                raise cause from problem
        elif self.db.driver.info.transaction_status.name == "INERROR":
            self.db.execute(
                f"RELEASE SAVEPOINT {name}", prepare=False
            )  # whoever swallowed an error hears of it here, not at the commit
        self.owes_release = True


class Db:
    """What storage functions hold: `run`, `one`, `value`, `all`, `insert`, `insert_id`, `many` and `savepoint`. Rows are named tuples."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = shared_dialect(engine.dialect)
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.connect()

    def connect(self) -> None:
        """A fresh driver connection: at the start, and after one was lost."""
        pooled = self.engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()  # ours from now on: a pool ticket left behind would hand the same connection to the next caller
        self.driver, self.execute = driver, driver.execute
        self._savepoint = Savepoint(driver.execute) if self.is_sqlite else LateSavepoint(self)

    def one(self, statement: Any, /, **given: Any) -> AnyRow | None:
        """The first row, or None."""
        ready = compile_once(statement, self.dialect, *given)
        raw = self._found(statement, ready, given).fetchone()
        return None if raw is None else ready.named(raw)

    def value(self, statement: Any, /, **given: Any) -> Any:
        """The first column of the first row, or None where there is no row."""
        ready = compile_once(statement, self.dialect, *given)
        raw = self._found(statement, ready, given).fetchone()
        if raw is None:
            return None
        return raw[0] if ready.first is None else ready.first(raw[0])

    def all(self, statement: Any, /, **given: Any) -> list[AnyRow]:
        """Every row."""
        ready = compile_once(statement, self.dialect, *given)
        return [ready.named(raw) for raw in self._found(statement, ready, given).fetchall()]

    def _found(self, statement: Any, ready: Compiled, given: Mapping[str, Any]) -> Any:
        """What is looked for by a number no column can hold is not there: PostgreSQL says so, SQLite's driver raises."""
        try:
            return self.execute(ready.sql, ready.values(given))
        except OverflowError:
            if statement.is_select:
                return self.execute("SELECT 1 WHERE FALSE")
            raise

    def run(self, statement: Any, /, **given: Any) -> None:
        """For its effect alone."""
        ready = compile_once(statement, self.dialect, *given)
        self.execute(ready.sql, ready.values(given))

    def many(self, statement: Any, rows: Iterable[Mapping[str, Any]], /) -> None:
        """The same statement once a row; all rows name the same keywords."""
        listed = list(rows)
        if listed:
            ready = compile_once(statement, self.dialect, *listed[0])
            self.driver.cursor().executemany(ready.sql, [ready.values(row) for row in listed])

    def insert(self, statement: Any, /, **given: Any) -> bool:
        """Inserts a row; False where `on_conflict_do_nothing` found it there already."""
        if not self.is_sqlite:
            # psycopg's count of rows once let two through: the row itself must come back. On SQLite that would double the price.
            return self.one(_returning_key(statement), **given) is not None
        ready = compile_once(statement, self.dialect, *given)
        return bool(self.execute(ready.sql, ready.values(given)).rowcount)

    def insert_id(self, statement: Any, /, **given: Any) -> int:
        """Inserts a row and gives its number."""
        if not self.is_sqlite:
            return int(self.value(_returning_key(statement), **given))
        ready = compile_once(statement, self.dialect, *given)
        return int(self.execute(ready.sql, ready.values(given)).lastrowid)

    def savepoint(self) -> Savepoint | LateSavepoint:
        """Keep everything that happens inside, or nothing of it."""
        return self._savepoint

    @contextmanager
    def transaction(self, begin: str) -> Iterator[None]:
        """Commits what happens inside, or nothing of it; `begin` is the engine's way to start one. A handler is in one already."""
        try:
            if self.is_sqlite:
                self.execute(begin)
            else:
                self.execute(begin, prepare=False)  # it may be several statements in one
            yield
            self.execute("COMMIT")
        except BaseException:
            self._rollback()
            raise
        finally:
            if not self.is_sqlite:
                self._savepoint = LateSavepoint(self)

    def _rollback(self) -> None:
        """After a failure the first cause matters, not that a lost connection cannot roll back either."""
        try:
            self.driver.rollback()
        except Exception:
            self.close()

    @property
    def closed(self) -> bool:
        """Whether the connection is lost or was given back."""
        return bool(getattr(self.driver, "closed", False) or getattr(self.driver, "broken", False))

    def close(self) -> None:
        """Gives the connection back; one that is lost already is no trouble."""
        try:
            self.driver.close()
        except Exception:
            return
