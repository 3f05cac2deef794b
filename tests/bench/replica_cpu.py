"""What a message costs in processor time over PostgreSQL: with one program, with three, and in PostgreSQL itself.

    python -m tests.bench.replica_cpu [--messages 1500]

The target: three programs together at most 1.1 times what one needs. The programs and the platform are those of a long run, without its
faults. What starting costs is not counted, nor what programs spend while nobody speaks, which is a second's and no message's. PostgreSQL's
share is named as the limit: there is one of it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.databases import PostgresServer
from tests.faults.long_run import LongRun, Report
from tests.faults.platform import Platform

MOST = 1.1
IDLE = 5.0
"""Seconds in which nobody speaks, to know what that costs."""
WARM_UP = 200
"""Messages before it counts: statements are compiled, connections opened."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor time a message: in the programs, in PostgreSQL."""

    programs: float
    postgresql: float


def measure(programs: int, messages: int) -> Cost:
    """So many messages, check-ins and awards, and their answers, over so many programs."""
    return asyncio.run(_measured(programs, messages))


async def _measured(programs: int, messages: int) -> Cost:
    server = PostgresServer()
    try:
        with TemporaryDirectory() as folder:
            async with Platform(random.Random(7)) as platform:
                run = LongRun(Path(folder), server, platform, Report("postgresql", 7))
                try:
                    await run.open([f"program{number + 1}" for number in range(programs)])
                    await _say(run, WARM_UP)
                    resting = _spent(run, server)
                    await asyncio.sleep(IDLE)
                    began, before = time.monotonic(), _spent(run, server)
                    await _say(run, messages)
                    seconds, after = time.monotonic() - began, _spent(run, server)
                finally:
                    run.end()
    finally:
        server.close()
    idle = [(busy - rest) / IDLE for rest, busy in zip(resting, before, strict=True)]
    return Cost(*(1000 * (after[n] - before[n] - idle[n] * seconds) / messages for n in range(2)))


def _spent(run: LongRun, server: PostgresServer) -> tuple[float, float]:
    """In the programs, and in PostgreSQL."""
    return spent(run.pids), spent(server.pids)


async def _say(run: LongRun, messages: int) -> None:
    """And waits until all of it is answered."""
    run.allowed = messages
    await run.talk(messages)
    await run.nothing_owed()


def spent(pids: Iterable[int]) -> float:
    """Seconds of processor time that processes, and those of their children that have ended, have used."""
    total = 0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended, and counts with its parent
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
    return total / TICKS


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=1_500)
    asked = parser.parse_args()
    one, three = (measure(programs, asked.messages) for programs in (1, 3))
    ratio = three.programs / one.programs
    for name, cost in (("one program", one), ("three programs", three)):
        print(f"{name:<16}{cost.programs:>8.2f} ms a message, PostgreSQL {cost.postgresql:.2f} ms")
    load = os.getloadavg()[0]
    print(f"{'✓' if ratio <= MOST else '✗'} three programs / one  {ratio:.2f}  (at most {MOST}; load {load:.0f})")
    raise SystemExit(ratio > MOST)


if __name__ == "__main__":
    main()
