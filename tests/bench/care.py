"""Care at size: who needs care among 2,000 members with a year of history.

    python -m tests.bench.care [--members 2000]

The targets: under 2 s of CPU, off the writer, with three rules of managers' own besides the house's, the longest of eight weeks; a year
of history costs at most 1.2 × the time of two months (which hold all that is looked at).
"""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import structlog

from handlers.digest.care.flagging import flagged
from handlers.digest.report_period import span_of
from storage import care_rules
from storage.connection import Db
from storage.database import reader
from tests.bench.digest import A_MONTH, A_YEAR, MONDAY, NOW, House

ROUNDS = 3
MOST_CPU, MOST_GROWTH = 2.0, 1.2
OWN = (
    {"metric": "rate", "compares": "<", "bound": "60", "weeks": 4},
    {"metric": "silent", "compares": "≥", "bound": "10", "weeks": 2},
    {"metric": "missed", "compares": "≥", "bound": "12", "weeks": 8},
)


def with_rules(db: Db) -> None:
    """A rule of each sum that reads most."""
    for number, bounds in enumerate(OWN):
        care_rules.make(db, 1, f"规则{number}", f"规则{number}", bounds, by=1, at=NOW)


def cpu(*houses: House) -> list[float]:
    """Seconds of CPU of one look at everybody in each house; warm, in turn, the median of a few."""
    readers = [reader(house.database.engine) for house in houses]
    took: list[list[float]] = [[] for _ in houses]
    for _ in range(ROUNDS + 1):
        for db, costs in zip(readers, took, strict=True):
            begun = time.process_time()
            last = MONDAY - timedelta(days=1)
            span = span_of(db, 1, MONDAY - timedelta(days=7), last, now=NOW, threshold=85)
            assert flagged(db, span, MONDAY).new
            costs.append(time.process_time() - begun)
    for db in readers:
        db.close()
    return [median(costs[1:]) for costs in took]


async def main(members: int) -> bool:
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        month = await House(folder / "month", members, A_MONTH * 2).populated()
        year = await House(folder / "year", members, A_YEAR).populated()
        for house in (month, year):
            await house.database.transact(with_rules)
        of_month, of_year = cpu(month, year)
        good = [of_year < MOST_CPU, of_year <= MOST_GROWTH * of_month]
        print(f"{'✓' if good[0] else '✗'} care for {members} members with a year of history: {of_year:.2f} s of CPU")
        print(f"{'✓' if good[1] else '✗'} a year for two months: {of_year / of_month:.2f} × ({of_month:.2f} s)")
        for house in (month, year):
            house.database.close()
    return all(good)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--members", type=int, default=2000)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    raise SystemExit(not asyncio.run(main(**vars(asked.parse_args()))))
