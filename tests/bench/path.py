"""The path: what a map of twelve stages costs a check-in, 我的地图 with a year behind somebody, and a look at two thousand members.

    python -m tests.bench.path [--members 2000]
    python -m tests.bench.path --short     200 members, to see that it runs

The targets: a check-in in a camp with a map costs at most 1.15 × one in a camp without, also where every stage asks for check-ins;
我的地图 stays under 20 ms; the reconcile over 2,000 members under 2 s, off the writer. The two camps take turns, a hundred check-ins at
a time, and seconds are of CPU.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import structlog

from handlers.path.settling import differing
from storage import checkins, lessons, path
from storage.checkins import check_in
from storage.connection import Db
from storage.lessons.learning import lesson_done
from storage.path import Need, StageSpec
from tests.bench.polls import START, House

STAGES, LESSONS, DAYS = 12, 60, 240
BLOCK = 100
MOST_A_CHECK_IN, MOST_A_MAP, MOST_SECONDS = 1.15, 20.0, 2.0
A_DAY = timedelta(days=1)


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--members", type=int, default=2000)
    given = parser.parse_args()
    members = 200 if given.short else given.members
    with TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), members))


async def measure(folder: Path, members: int) -> None:
    kinds = {"without a map": (), "a map without check-ins": studies(), "a map of check-ins": asks_for_check_ins()}
    houses = []
    for place, (name, specs) in enumerate(kinds.items()):
        (folder / str(place)).mkdir()
        house = await House(folder / str(place), members + 1).populated()
        await house.database.transact(lambda db, specs=specs: path.put(db, 1, specs, at=START))  # type: ignore[misc]
        houses.append((name, house))
    spent = await check_ins([house for _, house in houses], members)
    for (name, _), seconds in zip(houses, spent, strict=True):
        ratio = seconds / spent[0]
        print(f"{_ok(ratio <= MOST_A_CHECK_IN)} a check-in, {name:24} {seconds * 1e3:6.3f} ms  {ratio:5.2f} ×")
    house = houses[1][1]
    await house.database.transact(lambda db: a_year(db, members))
    await maps(house)
    await reconciled(house)
    for _, one in houses:
        one.database.close()


def studies() -> list[StageSpec]:
    """Lessons by number, one after the other."""
    each = LESSONS // STAGES
    return [
        StageSpec(f"{n}岛", tuple(Need("lessons", f"L{n * each + m + 1}", 1) for m in range(each)), points=5)
        for n in range(STAGES)
    ]


def asks_for_check_ins() -> list[StageSpec]:
    return [StageSpec(f"{n}岛", (Need("checkin", "", n * 20 + 20), Need("lessons", "", n + 1))) for n in range(STAGES)]


async def check_ins(houses: Sequence[House], members: int) -> list[float]:
    """Seconds of CPU of a check-in in each house, the median of its blocks."""
    spent: list[list[float]] = [[] for _ in houses]
    for first in range(1, members + 1, BLOCK):
        for place, house in enumerate(houses):
            block = range(first, min(first + BLOCK, members + 1))
            begun = time.process_time()
            await asyncio.gather(*(house.says(member, "打卡") for member in block))
            spent[place].append((time.process_time() - begun) / len(block))
    return [median(blocks[1:] or blocks) for blocks in spent]


def a_year(db: Db, members: int) -> None:
    """Everybody has finished most of the lessons and checked in for a year."""
    course = lessons.open_course(db, 1, "课", starts_on=None)
    content = {"skill": "先问", "case": "", "body": "", "shown": "[]", "minutes": 6, "required": "no", "tags": [], "author": ""}
    rows: list[tuple[int, str, dict[str, object], list[str]]] = [
        (course.id, f"f{n}", {**content, "title": f"第{n}节", "apply": False, "question": None}, []) for n in range(LESSONS)
    ]
    saved = [one.id for one in lessons.save(db, 1, rows, at=START) if one is not None]
    learned = [
        {"membership_id": member, "lesson_id": one, "camp_id": 1, "at": START}
        for member in range(2, members + 2)
        for one in saved[: LESSONS - member % 30]
    ]
    db.many(lesson_done.insert(), learned)
    days: list[date] = [START.date() - (n + 1) * A_DAY for n in range(DAYS)]
    stamped = [
        {"camp_id": 1, "membership_id": member, "day": day, "kind": "stamp", "at": START, "note": ""}
        for member in range(2, members + 2)
        for day in days
    ]
    db.many(check_in.insert(), stamped)
    assert checkins.days_of(db, 1, 2)[2] >= DAYS


async def maps(house: House) -> None:
    await house.says(2, "我的地图")  # what they have passed by now is written once
    begun, times = time.process_time(), 50
    for _ in range(times):
        await house.says(2, "我的地图")
    milliseconds = (time.process_time() - begun) / times * 1e3
    print(f"{_ok(milliseconds < MOST_A_MAP)} 我的地图, a year behind them          {milliseconds:6.2f} ms")


async def reconciled(house: House) -> None:
    def look(db: Db) -> tuple[float, int]:
        begun = time.thread_time()
        found = differing(db, 1, START.isoformat())
        return time.thread_time() - begun, len(found)

    seconds, found = await house.database.read(look)
    print(f"{_ok(seconds < MOST_SECONDS)} the reconcile, {found} of them differ      {seconds:6.2f} s")


def _ok(good: bool) -> str:
    return "✓" if good else "✗"


if __name__ == "__main__":
    main()
