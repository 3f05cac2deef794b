"""Statements as `Db` runs them: keywords, constants, types, savepoints, and the mistakes that are named."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db, compile_once
from storage.database import connect
from storage.schema import Instant, Json, primary_key

metadata = MetaData()
thing = Table(
    "thing",
    metadata,
    primary_key(),
    Column("name", Text, unique=True),
    Column("at", Instant),
    Column("kept", Json),
    Column("n", Integer),
)
NOW = datetime(2026, 5, 6, 8, 10, 0, 123456, tzinfo=UTC)
PUT = insert(thing).on_conflict_do_nothing().returning(thing.c.id)
NAMED = select(thing.c.at, thing.c.kept, thing.c.n).where(thing.c.name == bindparam("name"))
MORE = update(thing).where(thing.c.name == bindparam("name")).values(n=thing.c.n + bindparam("more")).returning(thing.c.n)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Db]:
    if request.param == "sqlite":
        yield from opened("sqlite:///:memory:")
        return
    yield from opened(request.getfixturevalue("pg_url"))


def opened(url: str) -> Iterator[Db]:
    engine = connect(url)
    db = Db(engine)
    for statement in schema(engine):
        db.execute(statement)
    yield db
    db.close()
    engine.dispose()


def schema(engine: object) -> list[str]:
    from sqlalchemy.schema import CreateTable

    return [str(CreateTable(thing).compile(dialect=engine.dialect))]  # type: ignore[attr-defined]


def test_what_is_written_is_read_in_its_types(db: Db) -> None:
    assert db.value(PUT, name="a", at=NOW, kept={"x": ["字"]}, n=1) is not None
    row = db.one(NAMED, name="a")
    assert row is not None and (row.at, row.kept, row.n) == (NOW, {"x": ["字"]}, 1)
    assert db.one(NAMED, name="b") is None and db.value(NAMED, name="b") is None


def test_a_second_insert_returns_nothing(db: Db) -> None:
    assert db.value(PUT, name="a", n=1) is not None and db.value(PUT, name="a", n=2) is None


def test_an_insert_says_whether_it_is_new_and_its_number(db: Db) -> None:
    new = insert(thing).on_conflict_do_nothing()
    assert db.insert(new, name="a", n=1) and not db.insert(new, name="a", n=2)
    assert db.insert_id(new, name="b", n=3) == db.value(select(thing.c.id).where(thing.c.name == bindparam("name")), name="b")


def test_an_update_may_look_for_a_columns_namesake(db: Db) -> None:
    db.run(PUT, name="a", n=1)
    assert db.value(MORE, name="a", more=4) == 5


def test_a_naive_moment_and_a_wrong_keyword_are_named(db: Db) -> None:
    with pytest.raises(ValueError, match="naive"):
        db.run(PUT, name="a", at=datetime(2026, 5, 6))  # noqa: DTZ001 - that is the mistake
    with pytest.raises(TypeError, match="nonsense"):
        db.run(NAMED, nonsense=1)
    with pytest.raises(KeyError, match="name"):
        db.run(NAMED)


def test_another_engine_of_its_kind_compiles_nothing_anew() -> None:
    one, other = Db(connect("sqlite:///:memory:")), Db(connect("sqlite:///:memory:"))
    assert one.engine is not other.engine
    assert compile_once(NAMED, one.dialect, "name") is compile_once(NAMED, other.dialect, "name")
    one.close()
    other.close()


def test_many_rows_of_one_statement(db: Db) -> None:
    db.many(insert(thing), ({"name": str(n), "n": n} for n in range(100)))
    assert db.value(select(thing.c.n).where(thing.c.name == "99")) == 99


def test_what_is_undone_leaves_nothing_and_what_is_kept_stays(db: Db) -> None:
    db.execute("BEGIN")
    db.run(PUT, name="a", n=1)
    with pytest.raises(RuntimeError, match="no"), db.savepoint():
        db.run(PUT, name="b", n=1)
        raise RuntimeError("no")
    with db.savepoint():
        db.run(PUT, name="c", n=1)
    db.execute("COMMIT")
    assert [row.name for row in db.all(select(thing.c.name).order_by(thing.c.name))] == ["a", "c"]


def test_what_was_kept_inside_goes_with_what_is_undone_around_it(db: Db) -> None:
    with db.transaction("BEGIN"):
        with pytest.raises(RuntimeError), db.savepoint():
            db.run(PUT, name="a", n=1)
            for name in ("b", "c"):
                with db.savepoint():
                    db.run(PUT, name=name, n=1)
            raise RuntimeError
        with db.savepoint():
            with pytest.raises(RuntimeError), db.savepoint():
                db.run(PUT, name="d", n=1)
                raise RuntimeError
            with db.savepoint():
                db.run(PUT, name="e", n=1)
        with db.savepoint():
            db.run(PUT, name="f", n=1)
    with db.transaction("BEGIN"), db.savepoint():
        db.run(PUT, name="g", n=1)
    assert [row.name for row in db.all(select(thing.c.name).order_by(thing.c.name))] == ["e", "f", "g"]


def test_an_error_is_undone_up_to_where_it_was_caught(db: Db) -> None:
    with db.transaction("BEGIN"):
        db.run(insert(thing), name="a", n=1)
        for _ in range(2):
            with pytest.raises(Exception, match=r"(?i)unique"), db.savepoint():
                db.run(insert(thing), name="b", n=1)
                db.run(insert(thing), name="a", n=1)
    assert [row.name for row in db.all(select(thing.c.name))] == ["a"]


@pytest.mark.parametrize("db", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_whoever_swallows_an_error_hears_of_it_before_the_commit(db: Db) -> None:
    with pytest.raises(Exception, match="aborted"), db.transaction("BEGIN"), db.savepoint():
        db.run(insert(thing), name="a", n=1)
        with contextlib.suppress(Exception):
            db.run(insert(thing), name="a", n=1)
    assert db.all(select(thing.c.name)) == []
