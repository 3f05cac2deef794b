"""The attack: somebody holds the whole database, knows who answered when, and tries to say who answered what.

Every ballot carries a word of its own, so that a right guess is beyond doubt. Guesses go by everything a database keeps
beside the words: keys, the order of rows, the place of a row in its page, transactions (`xmin`), tuple places (`ctid`).
By pure chance one guess in all is right, however many people voted; before the ballots were shuffled nearly all of them are.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from sqlalchemy import text

from tests.postgres import database_url
from tests.town import Somebody, Town, make_template

VOTERS = 40
MOST_RIGHT = 6
"""Right guesses of a random order: one on average, seven or more once in ten thousand times."""
MOST_ALIKE = 0.65
"""Rank correlation of two independent orders of forty: beyond this about once in a hundred thousand times."""


@pytest.fixture
def crowd(town: Town) -> tuple[Town, list[Somebody]]:
    return town, gathered(town)


def gathered(town: Town) -> list[Somebody]:
    """Learners who were asked, in private and anonymously, for a word of their own."""
    people = town.learners(VOTERS)
    for one in people:
        one.tells("积分")
    town.somebody("王岚").confirms("问卷 悄悄话 匿名\n一句话 [文字]")
    return people


def word_of(one: Somebody) -> str:
    return f"只有{one.name}才会说的话"


def send(town: Town, one: Somebody) -> None:
    """Somebody types their word and sends it in, a little later than the one before."""
    town.pass_(seconds=7)
    one.tells("填 S1")
    one.tells(word_of(one))
    assert "已匿名提交" in one.tells("填 S1 交")


def all_send(town: Town, people: Sequence[Somebody]) -> None:
    """All of them, with a pause in the middle in which the ballots are shuffled a first time."""
    for place, one in enumerate(people, 1):
        send(town, one)
        if place in (len(people) // 2, len(people)):
            town.pass_(minutes=10)


# ── SQLite: the file, byte by byte ───────────────────────────────────────────────────────────────────────────────────


def test_the_sqlite_file_tells_nothing_once_the_urn_was_shaken(crowd: tuple[Town, list[Somebody]]) -> None:
    town, people = crowd
    all_send(town, people)
    file = Path(town.url.removeprefix("sqlite:///"))
    assert guesses_fail([word_of(one) for one in people], orders_in_file(file))
    assert Path(f"{file}-wal").stat().st_size < 200_000
    raw = file.read_bytes() + Path(f"{file}-wal").read_bytes()
    assert [raw.count(word_of(one).encode()) for one in people] == [1] * VOTERS, "no draft and no older copy is left"


def test_the_same_attack_finds_who_said_what_before_that(crowd: tuple[Town, list[Somebody]]) -> None:
    """Nine ballots in one page lie there in the order they came: this is what the shaking is for."""
    town, people = crowd
    for one in people[:9]:
        send(town, one)
    file = Path(town.url.removeprefix("sqlite:///"))
    run_sql(town, "PRAGMA wal_checkpoint(TRUNCATE)")
    assert max(right(order, [word_of(one) for one in people[:9]]) for order in orders_in_file(file)) == 9


def orders_in_file(file: Path) -> Iterator[list[str]]:
    """The ballots' words by key, by their place in a page, and by their place in the file, forwards and backwards."""
    pages = Pages(file.read_bytes())
    cells = list(pages.cells("ballot"))
    words = [json.loads(record[pages.column("ballot", "answers")])["0"] for _, record in cells]
    places = [place for place, _ in cells]
    in_file = [word for _, word in sorted(zip(places, words, strict=True))]
    for order in (words, in_file):
        yield order
        yield order[::-1]


class Pages:
    """A SQLite file as its pages (sqlite.org/fileformat2.html): enough of it to find where each row of a table lies."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        (size,) = struct.unpack(">H", raw[16:18])
        self.size = 65536 if size == 1 else size
        self.usable = self.size - raw[20]
        self.schema = {str(row[1]): (int(row[3]), str(row[4])) for _, row in self._leaves(1)}

    def column(self, table: str, name: str) -> int:
        """The place of a column in the records of a table without rowid: the key's columns come first."""
        key = ["subject", "key"]
        others = [column for column in ("subject", "key", "answers", "fresh", "label") if column not in key]
        assert table == "ballot" and "WITHOUT ROWID" in self.schema[table][1]
        return [*key, *others].index(name)

    def cells(self, table: str) -> Iterator[tuple[int, list[Any]]]:
        """Each row with its place in the file, in the order of the table's key."""
        return self._leaves(self.schema[table][0])

    def _leaves(self, number: int) -> Iterator[tuple[int, list[Any]]]:
        start = (number - 1) * self.size
        head = start + (100 if number == 1 else 0)
        kind, count = self.raw[head], struct.unpack(">H", self.raw[head + 3 : head + 5])[0]
        interior = kind in (2, 5)
        first = head + (12 if interior else 8)
        for at in range(count):
            (offset,) = struct.unpack(">H", self.raw[first + 2 * at : first + 2 * at + 2])
            cell = start + offset
            if interior:
                yield from self._leaves(struct.unpack(">I", self.raw[cell : cell + 4])[0])
                if kind == 2:
                    yield cell, self._record(cell + 4, is_index=True)
            else:
                yield cell, self._record(cell, is_index=kind == 10)
        if interior:
            yield from self._leaves(struct.unpack(">I", self.raw[head + 8 : head + 12])[0])

    def _record(self, at: int, *, is_index: bool) -> list[Any]:
        size, at = self._varint(at)
        if not is_index:
            _, at = self._varint(at)
        body = self._payload(at, size, is_index=is_index)
        return list(_decoded(body))

    def _payload(self, at: int, size: int, *, is_index: bool) -> bytes:
        """The record, with what did not fit into its page."""
        most = (self.usable - 12) * 64 // 255 - 23 if is_index else self.usable - 35
        if size <= most:
            return self.raw[at : at + size]
        least = (self.usable - 12) * 32 // 255 - 23
        here = least + (size - least) % (self.usable - 4)
        here = here if here <= most else least
        body = self.raw[at : at + here]
        (following,) = struct.unpack(">I", self.raw[at + here : at + here + 4])
        while following and len(body) < size:
            page = (following - 1) * self.size
            (following,) = struct.unpack(">I", self.raw[page : page + 4])
            body += self.raw[page + 4 : page + self.usable]
        return body[:size]

    def _varint(self, at: int) -> tuple[int, int]:
        return _varint(self.raw, at)


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = raw[at + step]
        if step == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + step + 1
    raise AssertionError("nine bytes are the longest")


def _decoded(body: bytes) -> Iterator[Any]:
    end, at = _varint(body, 0)
    kinds = []
    while at < end:
        kind, at = _varint(body, at)
        kinds.append(kind)
    for kind in kinds:
        size = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind] if kind < 10 else (kind - 12) // 2
        piece, end = body[end : end + size], end + size
        yield piece.decode() if kind >= 13 and kind % 2 else (None if kind == 0 else int.from_bytes(piece) + (kind == 9))


# ── PostgreSQL: a dump, and the hidden columns ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def pg_crowd(tmp_path: Path) -> Iterator[tuple[Town, list[Somebody]]]:
    with database_url(prepare=make_template) as url:
        made = Town(url, tmp_path)
        made.opened()
        yield made, gathered(made)
        made.close()


@pytest.mark.postgres
def test_a_dump_and_the_hidden_columns_tell_nothing_once_the_urn_was_shaken(pg_crowd: tuple[Town, list[Somebody]]) -> None:
    town, people = pg_crowd
    for one in people[:6]:
        send(town, one)
    assert any(shared_transactions(town.url).values()), "before that a vote and its voter share a transaction"
    all_send(town, people[6:])
    assert not any(shared_transactions(town.url).values())
    assert guesses_fail([word_of(one) for one in people], orders_in_postgres(town.url))
    assert not dead_rows(town.url, "ballot"), "the older copies, which the voters' own transactions wrote, are out of the file"
    assert not dead_rows(town.url, "draft")


def orders_in_postgres(url: str) -> Iterator[list[str]]:
    """The ballots' words as a dump has them, by tuple place, by transaction and by key, forwards and backwards."""
    with psycopg.connect(url) as connection:
        for order in ("", "ORDER BY ctid", "ORDER BY xmin::text::bigint, ctid", "ORDER BY key"):
            rows = connection.execute(f"SELECT answers FROM ballot {order}".encode()).fetchall()
            words = [json.loads(row[0])["0"] for row in rows]
            yield words
            yield words[::-1]


def dead_rows(url: str, table: str) -> int:
    """Places in the pages of a table that no living row has: dead rows stood there, or stand there still."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            f"SELECT (ctid::text::point)[0]::int, (ctid::text::point)[1]::int FROM {table}".encode()
        ).fetchall()
        (pages,) = connection.execute(f"SELECT pg_relation_size('{table}') / 8192".encode()).fetchone() or (0,)
    used = {page: sorted(line for at, line in rows if at == page) for page in range(pages)}
    return sum((lines[-1] if lines else 1) - len(lines) for lines in used.values())


def shared_transactions(url: str) -> dict[str, int]:
    """For every table that names people: how many of its rows were written in one transaction with a ballot."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'person_id' AND table_schema = 'public'"
        ).fetchall()
        return {
            name: connection.execute(
                f"SELECT count(*) FROM {name} WHERE xmin::text IN (SELECT xmin::text FROM ballot)".encode()
            ).fetchone()[0]
            for (name,) in tables
        }


# ── what else might remember ─────────────────────────────────────────────────────────────────────────────────────────


def test_no_log_line_and_no_other_table_has_the_words(crowd: tuple[Town, list[Somebody]]) -> None:
    town, people = crowd
    structlog.reset_defaults()
    with structlog.testing.capture_logs() as lines:
        for one in people[:6]:
            send(town, one)
        town.pass_(minutes=10)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    assert lines and not any("只有" in str(line) for line in lines)
    found = {name for name in run_sql(town, "SELECT name FROM sqlite_master WHERE type = 'table'") if holds(town, name)}
    assert found == {"ballot"}


def holds(town: Town, table: str) -> bool:
    """Whether a table has somebody's word in any of its columns."""
    columns = run_sql(town, f"SELECT name FROM pragma_table_info('{table}')")
    said = " || ' ' || ".join(f"coalesce(cast(\"{column}\" AS text), '')" for column in columns)
    return bool(run_sql(town, f"SELECT count(*) FROM \"{table}\" WHERE {said} LIKE '%只有学员%才会说的话%'")[0])


def run_sql(town: Town, statement: str) -> list[Any]:
    with town.database.engine.connect() as connection:
        return [row[0] for row in connection.execute(text(statement))]


def test_the_log_is_emptied_as_soon_as_nobody_reads_from_it(crowd: tuple[Town, list[Somebody]]) -> None:
    town, people = crowd
    file = Path(town.url.removeprefix("sqlite:///"))
    for one in people[:6]:
        send(town, one)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM person").fetchone()
        town.pass_(minutes=10)
        assert word_of(people[0]).encode() in Path(f"{file}-wal").read_bytes()
    town.pass_(minutes=1)
    assert word_of(people[0]).encode() not in Path(f"{file}-wal").read_bytes()


# ── judging guesses ──────────────────────────────────────────────────────────────────────────────────────────────────


def guesses_fail(truth: Sequence[str], orders: Iterator[list[str]]) -> bool:
    """Whether every order of the ballots is as good as any other: the attacker says the k-th to answer cast the k-th ballot."""
    judged = list(orders)
    assert all(sorted(order) == sorted(truth) for order in judged)
    return all(right(order, truth) <= MOST_RIGHT and abs(alike(order, truth)) <= MOST_ALIKE for order in judged)


def right(order: Sequence[str], truth: Sequence[str]) -> int:
    return sum(guess == word for guess, word in zip(order, truth, strict=True))


def alike(order: Sequence[str], truth: Sequence[str]) -> float:
    """Spearman's rank correlation of two orders of the same words: 1 is the same, 0 none, -1 the reverse."""
    place = {word: at for at, word in enumerate(truth)}
    n = len(truth)
    return 1 - 6 * sum((at - place[word]) ** 2 for at, word in enumerate(order)) / (n * (n * n - 1))
