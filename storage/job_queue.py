"""The queue of heavy tasks on PostgreSQL: procrastinate's tables in a schema of their own, and asking it for work as part of our commit.

Its functions are called by their full names and find their tables by themselves, so that nobody's search path changes. Nothing of the
library is imported here: whoever only asks for work needs its tables alone.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from storage.connection import Db

SCHEMA = "procrastinate"
QUEUE = "tasks"
TASK = "task"

_job = "ROW('tasks', 'task', 0, NULL, NULL, jsonb_build_object('task', {}::bigint), NULL)::procrastinate.procrastinate_job_to_defer_v1"
DEFER = f"SELECT procrastinate.procrastinate_defer_jobs_v1(ARRAY[{_job.format('%s')}])"
ADOPT = f"""
SELECT procrastinate.procrastinate_defer_jobs_v1(array_agg({_job.format("task.id")} ORDER BY task.id))
FROM task WHERE finished_at IS NULL AND NOT EXISTS (
    SELECT FROM procrastinate.procrastinate_jobs AS job
    WHERE job.status IN ('todo', 'doing') AND (job.args ->> 'task')::bigint = task.id
)
HAVING count(*) > 0
"""
ADOPTING = 7_186_206
"""The advisory lock of those who look for tasks without a job."""
STANDS_AT = "SELECT obj_description(to_regnamespace('procrastinate'), 'pg_namespace')"
FIND_THEIR_OWN = """
DO $$
DECLARE one regprocedure;
BEGIN
    FOR one IN SELECT oid FROM pg_proc WHERE pronamespace = 'procrastinate'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = procrastinate, pg_temp', one);
    END LOOP;
END $$
"""


def defer(db: Db, task_id: int) -> None:
    """Whoever is free takes the task once this transaction is committed."""
    db.execute(DEFER, [task_id])


def adopt(db: Db) -> None:
    """Every open task has a job: those an older program asked for had none."""
    db.execute("SELECT pg_advisory_xact_lock(%s)", [ADOPTING])
    db.execute(ADOPT)


def conninfo(engine: Engine) -> str:
    """How the library connects: as we do, but that its tables are what it sees."""
    from psycopg.conninfo import make_conninfo

    known = engine.dialect.create_connect_args(engine.url)[1]
    given: dict[str, Any] = {name: value for name, value in known.items() if isinstance(value, str | int)}
    given["options"] = f"{given.get('options', '')} -csearch_path={SCHEMA}".strip()
    return make_conninfo(**given)


# ── its tables ───────────────────────────────────────────────────────────────────────────────────────────────────────


def is_current(engine: Engine) -> bool:
    """Whether the tables are those this release's library wants; SQLite has none of them."""
    if engine.dialect.name == "sqlite":
        return True
    with engine.connect() as connection:
        return connection.exec_driver_sql(STANDS_AT).scalar() == _steps()[-1].name


def install(connection: Connection) -> None:
    """Makes the tables, or brings them on to this release's, in the transaction of our own migrations."""
    driver: Any = connection.connection.dbapi_connection
    (at,) = driver.execute(STANDS_AT).fetchone()
    steps = _steps()
    if at == steps[-1].name:
        return
    scripts = [step for step in steps if step.name > at] if at else [_library() / "schema.sql"]
    (path,) = driver.execute("SELECT current_setting('search_path')").fetchone()
    driver.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    driver.execute(f"SET LOCAL search_path TO {SCHEMA}")
    for script in scripts:
        driver.execute(script.read_text("utf-8"))
    driver.execute("SELECT set_config('search_path', %s, true)", [path])
    driver.execute(FIND_THEIR_OWN)
    driver.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{steps[-1].name}'")


@cache
def _steps() -> list[Path]:
    """The library's own migrations, in order; the schema it makes at once stands where the last of them leads."""
    return sorted((_library() / "migrations").glob("*.sql"), key=lambda step: step.name)


def _library() -> Path:
    """Its SQL, found without importing it."""
    spec = find_spec("procrastinate")
    assert spec is not None and spec.submodule_search_locations, "requirements.lock has procrastinate"
    return Path(spec.submodule_search_locations[0]) / "sql"
