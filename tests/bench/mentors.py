"""A thousand pairs asked in the same minute: how long until all 2,000 questions are in the outbox. `python -m tests.bench.mentors`."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select

from storage import memberships, people
from storage.connection import Db
from storage.mentors import pairs
from storage.outbox import outbox
from tests.empty import empty_sqlite
from tests.quiz import write
from tests.town import ZONE, Town

PAIRS = 1000
FIRST, LAST = date(2026, 5, 11), date(2026, 7, 3)
ASKED_AT = datetime(2026, 5, 15, 17, tzinfo=ZONE)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        town = Town(empty_sqlite(Path(folder) / "qunxue.db"), Path(folder))
        town.opened()
        write(town, lambda db: fill(db, town.clock.now()))
        town.clock.move(datetime(2026, 5, 15, 16, 59, tzinfo=ZONE).astimezone(UTC))
        town.settle()
        town.clock.move(ASKED_AT.astimezone(UTC))
        began, cpu = time.perf_counter(), time.process_time()
        town.run(town.app.runner.tick())
        took, used = time.perf_counter() - began, time.process_time() - cpu
        asked = town.look(select(func.count()).where(outbox.c.feature == "mentors"))[0][0]
        print(f"{PAIRS} pairs, {asked} questions in the outbox: {took:.2f} s, {used:.2f} s of CPU")
        town.close()


def fill(db: Db, at: datetime) -> None:
    """So many pairs."""
    (owner,) = memberships.members(db, 1)
    for n in range(2 * PAIRS):
        who, _ = people.meet(db, "telegram", f"p{n}", f"学员{n}", "zh", at=at)
        memberships.join(db, 1, who, "learner", day=at.date(), at=at)
    pair_up(db, [one for one in memberships.members(db, 1) if one.role == "learner"], by=owner.person, at=at)


def pair_up(db: Db, members: list[memberships.Member], *, by: int, at: datetime) -> None:
    """Every two of them are a pair since Monday."""
    for mentee, mentor in zip(members[::2], members[1::2], strict=True):
        number = pairs.offer(db, 1, mentee, mentor, 8, ["先问参照", "记录异议"], by=by, at=at)
        pair = pairs.find(db, 1, number or 0)
        assert pair is not None
        for side in (pair.mentee, pair.mentor):
            pairs.agree(db, pair, side, at=at)
        pairs.start(db, pair.id, FIRST, LAST)


if __name__ == "__main__":
    main()
