"""Copies everything from one database into another, whichever engines they are, and says by figures whether both hold the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, Text
from sqlalchemy.types import TypeDecorator

from storage.connection import Db
from storage.database import READ, WRITE
from storage.tables import metadata

AT_ONCE = 2_000
"""Rows held in memory."""
BELOW = 999_983
"""A prime: sums of microseconds over a million rows are beyond SQLite's integers, sums of remainders are not."""


class Differs(Exception):
    """The copy is not what was copied; the argument names the table."""


class TableFigures(NamedTuple):
    """What a table holds, alike on both engines: its rows, and a sum for each column (of numbers, of lengths)."""

    rows: int
    sums: tuple[int, ...]


def is_empty(db: Db) -> bool:
    """Whether nobody has used a database yet. Its tables are there."""
    return all(db.execute(f"SELECT 1 FROM {_quoted(table.name)} LIMIT 1").fetchone() is None for table in _tables())


def copy(source: Db, target: Db) -> dict[str, TableFigures]:
    """Everything of `source`, as one look sees it, into `target`, whose tables are emptied first; all of it or nothing.

    Both have the newest shape. Gives the figures of each table; raises Differs where the copy's are others.
    """
    with source.transaction(READ[source.engine.dialect.name]), target.transaction(WRITE[target.engine.dialect.name]):
        tables = _tables()
        _empty(target, tables)
        for table in tables:
            _fill(source, target, table)
        held = figures(source)
        for name, found in figures(target).items():
            if found != held[name]:
                raise Differs(name)
    return held


def figures(db: Db) -> dict[str, TableFigures]:
    """The figures of every table."""
    return {table.name: _figures(db, table) for table in _tables()}


def _tables() -> Sequence[Table]:
    """Each after those it names."""
    return metadata.sorted_tables


def _figures(db: Db, table: Table) -> TableFigures:
    sums = (f"coalesce(sum({_measure(column, db.is_sqlite)}), 0)" for column in table.columns)
    rows, *found = db.execute(f"SELECT count(*), {', '.join(sums)} FROM {_quoted(table.name)}").fetchone()
    return TableFigures(rows, tuple(map(int, found)))


def _measure(column: Column[Any], on_sqlite: bool) -> str:
    """An integer of a column's value that both engines reckon alike."""
    name, kind = _quoted(column.name), _kind(column)
    if isinstance(kind, Boolean):
        return name if on_sqlite else f"{name}::int"
    if isinstance(kind, Integer | BigInteger):
        return f"{name} % {BELOW}"
    if isinstance(kind, Text | LargeBinary):
        return f"length({name})"
    return f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END"


def _kind(column: Column[Any]) -> Any:
    return column.type.impl if isinstance(column.type, TypeDecorator) else column.type


def _empty(db: Db, tables: Sequence[Table]) -> None:
    if not db.is_sqlite:
        db.execute(f"TRUNCATE {', '.join(_quoted(table.name) for table in tables)}")
        return
    for table in reversed(tables):
        for column in _to_itself(table):
            db.execute(f"UPDATE {_quoted(table.name)} SET {_quoted(column.name)} = NULL")
        db.execute(f"DELETE FROM {_quoted(table.name)}")


def _fill(source: Db, target: Db, table: Table) -> None:
    """Row by row in the order of the key; what names a row of the same table is filled in when all are there."""
    later = _to_itself(table)
    first = [column for column in table.columns if column not in later]
    for rows in _batches(_rows(source, table, first)):
        _insert(target, table, first, rows)
    for column in later:
        names = [*table.primary_key.columns, column]
        named = (row for row in _rows(source, table, names) if row[-1] is not None)
        key = " AND ".join(f"{_quoted(part.name)} = {_mark(target)}" for part in table.primary_key.columns)
        statement = f"UPDATE {_quoted(table.name)} SET {_quoted(column.name)} = {_mark(target)} WHERE {key}"
        for rows in _batches(named):
            target.driver.cursor().executemany(statement, [(row[-1], *row[:-1]) for row in rows])
    if not target.is_sqlite and "id" in table.primary_key.columns and isinstance(table.c.id.type, Integer):
        _count_on(target, table)


def _to_itself(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]


def _rows(db: Db, table: Table, columns: Sequence[Column[Any]]) -> Iterator[Sequence[Any]]:
    order = ", ".join(_quoted(column.name) for column in table.primary_key.columns)
    listed = ", ".join(_quoted(column.name) for column in columns)
    cursor = db.driver.cursor() if db.is_sqlite else db.driver.cursor(name="copying")
    yes_or_no = [place for place, column in enumerate(columns) if isinstance(_kind(column), Boolean)]
    try:
        cursor.execute(f"SELECT {listed} FROM {_quoted(table.name)} ORDER BY {order}")
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield _with_booleans(row, yes_or_no) if yes_or_no else row
    finally:
        cursor.close()


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    coming = iter(rows)
    while batch := list(islice(coming, AT_ONCE)):
        yield batch


def _with_booleans(row: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    """SQLite keeps 0 and 1, which PostgreSQL does not take for them."""
    values = list(row)
    for place in places:
        values[place] = None if values[place] is None else bool(values[place])
    return values


def _insert(db: Db, table: Table, columns: Sequence[Column[Any]], rows: Sequence[Sequence[Any]]) -> None:
    listed = ", ".join(_quoted(column.name) for column in columns)
    if db.is_sqlite:
        marks = ", ".join("?" * len(columns))
        db.driver.cursor().executemany(f"INSERT INTO {_quoted(table.name)} ({listed}) VALUES ({marks})", rows)
        return
    with db.driver.cursor().copy(f"COPY {_quoted(table.name)} ({listed}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def _count_on(db: Db, table: Table) -> None:
    """The next number PostgreSQL gives is one more than the largest there."""
    name = _quoted(table.name)
    db.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce(max(id), 1), max(id) IS NOT NULL) FROM {name}")


def _mark(db: Db) -> str:
    return "?" if db.is_sqlite else "%s"


def _quoted(name: str) -> str:
    return f'"{name}"'
