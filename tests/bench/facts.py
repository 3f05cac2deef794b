"""What saying a fact costs: nobody listens, and one that only listens.

python -m tests.bench.facts            200,000 facts
python -m tests.bench.facts --short    2,000, to see that it runs
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.discovery import find_features
from bot.feature import Feature, Theme
from bot.messages import Address, InboundEvent, Kind
from bot.router import Router
from storage.connection import Db
from storage.database import connect

MOST = 2.0
"""Microseconds of CPU a fact nobody listens to may cost."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--short", action="store_true")
    times = 2_000 if parser.parse_args().short else 200_000
    ear = Feature("ear", Theme.CAMP)
    ear.fact("rang", "day", "kind")
    ear.on("fact:ear.rang")(_nothing)
    deaf = Feature("ear", Theme.CAMP)
    deaf.fact("rang", "day", "kind")
    with TemporaryDirectory() as folder:
        db = Db(connect(f"sqlite:///{Path(folder) / 'facts.db'}"))
        with db.transaction("BEGIN"):
            alone = cost(db, Router([*find_features(), deaf], "小助"), times)
            heard = cost(db, Router([*find_features(), ear], "小助"), times // 10)
    print(f"{'✓' if alone <= MOST else '✗'} a fact nobody listens to  {alone:6.2f} µs  (at most {MOST})")
    print(f"  one listener, a savepoint  {heard:6.2f} µs")


def cost(db: Db, router: Router, times: int) -> float:
    """Microseconds of CPU a fact."""
    now = datetime(2026, 5, 6, 1, tzinfo=UTC)
    event = InboundEvent("x", now, Address("x", "x"), None, Kind.SAID)
    ctx = Context(db, event, now, None, None, None, "zh", ZoneInfo("Asia/Shanghai"), "CN", router)
    today = now.date()
    begun = time.thread_time()
    for _ in range(times):
        ctx.happened("ear.rang", 1, day=today, kind="stamp")
    return (time.thread_time() - begun) / times * 1e6


def _nothing(ctx: Context, fact: Any) -> None:
    """Listens only."""


if __name__ == "__main__":
    main()
