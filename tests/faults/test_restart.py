"""A stop and a start: nothing is lost under load, and a PostgreSQL that was away holds no stop up.

`python -m tests.bench.restart` measures; here nothing may hang.
"""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
from pathlib import Path

import pytest

from tests.bench.restart import measure
from tests.faults.databases import PostgresServer
from tests.faults.long_run import LongRun, Report
from tests.faults.platform import Platform

A_LOADED_MACHINE = 120.0
"""Seconds that tell slow from stuck."""
AWAY = 8.0
"""Seconds: the worker's pool tries ever more rarely by then."""


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_a_restart_under_load_loses_nothing_and_answers_again(engine: str) -> None:
    result = await measure(engine, 200)
    print(result)
    assert not result.faults
    assert result.answered < A_LOADED_MACHINE


@pytest.mark.postgres
async def test_a_stop_just_after_postgresql_came_back_is_a_stop(tmp_path: Path) -> None:
    database = PostgresServer()
    try:
        async with Platform(random.Random(7)) as platform:
            run = LongRun(tmp_path, database, platform, Report("postgresql", 7), spell=AWAY)
            try:
                await run.open(["program1"])
                await database.faults["PostgreSQL away"]([], AWAY)
                process = run.running["program1"]
                process.send_signal(signal.SIGTERM)
                assert await asyncio.to_thread(process.wait, A_LOADED_MACHINE) == 0
            except subprocess.TimeoutExpired:
                pytest.fail("it did not stop")
            finally:
                run.end()
    finally:
        database.close()
