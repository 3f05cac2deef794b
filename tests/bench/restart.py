"""A restart under load: how long until somebody is answered again, and whether anything is lost, on either engine.

    python -m tests.bench.restart [--messages 400]

The target: less than 3 s from the word to stop until the next answer. One program on a platform in a process of its own, as in a long run;
what was given is checked afterwards as it is there.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.databases import PostgresServer, SqliteFile, Tried
from tests.faults.long_run import LongRun, Report
from tests.faults.platform import Platform

ANSWERS_WITHIN = 3.0
NAME = "program1"


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds from the word to stop: until it was gone, until the next answer; and what was lost, doubled or out of order."""

    engine: str
    messages: int
    gone: float
    answered: float
    faults: list[str]

    @property
    def passes(self) -> bool:
        return self.answered < ANSWERS_WITHIN and not self.faults

    def __str__(self) -> str:
        wrong = "; ".join(self.faults) or "nothing lost"
        return (
            f"{'✓' if self.passes else '✗'} {self.engine}: told to stop among {self.messages} messages, gone after {self.gone:.1f} s, "
            f"answers again after {self.answered:.1f} s (limit {ANSWERS_WITHIN:.0f}); {wrong}"
        )


async def measure(engine: str, messages: int = 400) -> Result:
    """One restart in the middle of so many messages."""
    with TemporaryDirectory() as folder:
        database: Tried = SqliteFile(Path(folder)) if engine == "sqlite" else PostgresServer()
        try:
            async with Platform(random.Random(7)) as platform:
                return await _restarted(LongRun(Path(folder), database, platform, Report(engine, 7)), messages)
        finally:
            database.close()


async def _restarted(run: LongRun, messages: int) -> Result:
    try:
        await run.open([NAME])
        run.allowed = messages
        talking = asyncio.create_task(run.talk(messages))
        while len(run.platform.arrived) < messages // 4:  # noqa: ASYNC110 - until it is in the middle of it
            await asyncio.sleep(0.01)
        told = time.monotonic()
        await run.stop(NAME, signal.SIGTERM)
        gone = time.monotonic()
        run.start(NAME)
        while (answered := run.platform.arrived[-1].at) <= gone:  # noqa: ASYNC110 - another process answers
            await asyncio.sleep(0.005)
        await talking
        await run.come_to_rest()
    finally:
        run.end()
    return Result(run.report.engine, messages, gone - told, answered - told, run.report.faults)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=400)
    asked = parser.parse_args()
    results = [asyncio.run(measure(engine, asked.messages)) for engine in ("sqlite", "postgresql")]
    for result in results:
        print(result)
    raise SystemExit(0 if all(result.passes for result in results) else 1)


if __name__ == "__main__":
    main()
