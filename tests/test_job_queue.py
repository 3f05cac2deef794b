"""The queue's tables: a schema of their own beside ours, brought on with our migrations, asked for work in our own commits."""

from __future__ import annotations

import psycopg
import pytest

from storage import job_queue, migrate, tasks
from storage.connection import Db
from storage.database import WRITE, connect
from tests.town import START

JOBS = "SELECT (args ->> 'task')::int FROM procrastinate.procrastinate_jobs WHERE status = 'todo' ORDER BY id"


def ask(db: Db) -> int:
    return tasks.ask(db, "digest.weekly", {}, at=START, person=None, camp=None, place=None)


def jobs(db: Db) -> list[int]:
    return [row[0] for row in db.execute(JOBS).fetchall()]


@pytest.fixture
def db(migrated_pg_url: str):
    engine = connect(migrated_pg_url)
    db = Db(engine)
    yield db
    db.close()
    engine.dispose()


def test_a_job_is_there_if_its_task_is(db: Db) -> None:
    with db.transaction(WRITE["postgresql"]):
        kept = ask(db)
    with pytest.raises(RuntimeError), db.transaction(WRITE["postgresql"]):
        ask(db)
        raise RuntimeError
    assert jobs(db) == [kept] and [task.id for task in tasks.unfinished(db)] == [kept]


def test_a_task_an_older_program_asked_for_gets_one_job_and_a_finished_one_none(db: Db) -> None:
    asked = [ask(db) for _ in range(3)]
    db.execute("DELETE FROM procrastinate.procrastinate_jobs WHERE (args ->> 'task')::int <> %s", [asked[0]])
    tasks.finish(db, asked[1], at=START)
    for _ in range(2):
        with db.transaction(WRITE["postgresql"]):
            job_queue.adopt(db)
        assert jobs(db) == [asked[0], asked[2]]


def test_an_older_librarys_tables_are_brought_on_and_what_waits_there_stays(pg_url: str) -> None:
    steps = job_queue._steps()
    with psycopg.connect(pg_url, autocommit=True) as older:
        older.execute("CREATE SCHEMA procrastinate")
        older.execute("SET search_path TO procrastinate")
        for step in steps[:-2]:
            older.execute(step.read_bytes())
        older.execute(f"COMMENT ON SCHEMA procrastinate IS '{steps[-3].name}'".encode())
        older.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('tasks', 'task', 0, NULL, NULL, '{\"task\": 7}', NULL)::procrastinate_job_to_defer_v1])"
        )
    engine = connect(pg_url)
    assert not job_queue.is_current(engine)
    assert migrate.upgrade(engine, now=START) == "empty" and job_queue.is_current(engine)
    assert migrate.upgrade(engine, now=START) is None
    db = Db(engine)
    assert jobs(db) == [7] and ask(db) and len(jobs(db)) == 2
    assert db.execute("SHOW search_path").fetchone()[0] == '"$user", public'
    db.close()
    engine.dispose()
