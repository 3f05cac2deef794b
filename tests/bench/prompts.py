"""A thousand people prompted in the same minute: about behaviours that are due, and about the stage of their onboarding that opens.

    python -m tests.bench.prompts [--people 1000]

The target of each: all prompts in the outbox within 2 s of CPU, with a year of reports of everybody behind them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import func, select

from storage import behaviours, memberships, onboarding, people
from storage.connection import Db
from storage.outbox import outbox
from tests.empty import empty_sqlite
from tests.quiz import write
from tests.town import ZONE, Town

MOST = 2.0
DUE = datetime(2026, 5, 15, 16, tzinfo=ZONE)
MORNING = datetime(2026, 5, 15, 9, tzinfo=ZONE)
WEEKS = 52


def prompted(feature: str, at: datetime, people_: int, fill: Callable[[Db, list[memberships.Member]], None]) -> bool:
    """Whether everybody's prompt is in the outbox in time; says how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        town = Town(empty_sqlite(Path(folder) / "qunxue.db"), Path(folder))
        town.opened()
        write(town, lambda db: fill(db, joined(db, people_, town.clock.now())))
        town.clock.move((at - timedelta(hours=16)).astimezone(UTC))
        town.settle()
        count = select(func.count()).where(outbox.c.feature == feature)
        before = town.look(count)[0][0]
        town.clock.move(at.astimezone(UTC))
        began, cpu = time.perf_counter(), time.process_time()
        for _ in range(people_ // 50):
            town.run(town.app.runner.tick())
        took, used = time.perf_counter() - began, time.process_time() - cpu
        said = town.look(count)[0][0] - before
        town.close()
    good = used < MOST and said == people_
    print(f"{'✓' if good else '✗'} {feature}: {said} prompts in the outbox: {used:.2f} s of CPU ({took:.2f} s)")
    return good


def joined(db: Db, people_: int, at: datetime) -> list[memberships.Member]:
    """So many learners."""
    for n in range(people_):
        who, _ = people.meet(db, "telegram", f"p{n}", f"学员{n}", "zh", at=at)
        memberships.join(db, 1, who, "learner", day=at.date(), at=at)
    return [one for one in memberships.members(db, 1) if one.role == "learner"]


def with_behaviours(db: Db, learners: list[memberships.Member]) -> None:
    """Three behaviours a week, reported every week but this one for a year."""
    begun = datetime(2025, 5, 12, 10, tzinfo=UTC)
    for place in range(3):
        often = {"on_rest_day": "same", "tag": None, "names": (), "by": 1, "at": begun}
        number = behaviours.add(db, 1, f"行为{place}", f"行为{place}", "weekly", 1, **often)  # type: ignore[arg-type]
        assert number is not None
        for week in range(WEEKS):
            day = date(2025, 5, 16) + timedelta(7 * week)
            for one in learners:
                behaviours.report(db, number, one.id, day, None, "", at=begun + timedelta(7 * week))


def with_stages(db: Db, learners: list[memberships.Member]) -> None:
    """The second stage of everybody opens this morning."""
    since = (MORNING.date() - date(2026, 5, 6)).days
    onboarding.plan(db, 1, [(since, "none", None), (30, "signoff", None)], at=datetime(2026, 5, 6, 10, tzinfo=UTC))


def main(people_: int) -> bool:
    good = prompted("behaviours", DUE, people_, with_behaviours)
    return prompted("onboarding", MORNING, people_, with_stages) and good


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=1000)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    raise SystemExit(not main(asked.parse_args().people))
