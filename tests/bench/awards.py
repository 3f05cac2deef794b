"""Five hundred redeem at once, and a badge's rule looks through a million check-ins of two thousand members.

python -m tests.bench.awards [CHECK_INS]
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy.dialects.postgresql import insert

from bot.app import App
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.discovery import find_features
from bot.messages import Account, Address, InboundEvent, Kind
from handlers.badges.qualifying import qualified
from scheduler.calendar import Calendar
from storage import camps, memberships, migrate, people, points, shop
from storage.checkins import check_in
from storage.connection import Db
from storage.database import Database, connect
from tests.bench.workload import ZONE
from tests.town import Square

START = datetime(2026, 1, 5, 9, tzinfo=ZONE)
PRESSING, SOLD = 500, 100
MEMBERS, HISTORY = 2000, 1_000_000
MOST_SECONDS, MOST_TASK_SECONDS = 2.0, 2.0
OLDEST = date(2020, 1, 1)
RUN = 7
STAMP = insert(check_in)


def populate(db: Db, members: int, at: datetime) -> None:
    """A camp of so many, each with their private chat and ten points."""
    camp = camps.open_camp(db, "营", language="zh", timezone=str(ZONE), at=at)
    assert camp == 1
    for number in range(members + 1):
        who, account = people.meet(db, "telegram", f"u{number}", f"学员{number}", "zh", at=at)
        people.set_private_room(db, account, f"@u{number}", at=at)
        memberships.join(db, camp, who, "owner" if number == 0 else "learner", day=at.date(), at=at)
        points.earn(db, camp, number + 1, 10, category="contribution", reason="award", source=f"b:{number}", at=at)


async def redeem() -> bool:
    """All press in the same moment; the time to the last answer, and what was sold."""
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'qunxue.db'}"
        database = Database(url)
        migrate.upgrade(database.engine, now=START)
        await database.transact(lambda db: populate(db, PRESSING, START))
        sale = {"purse": "points", "stock": SOLD, "per_person": 1, "award": None, "by": 1, "at": START}
        await database.transact(lambda db: shop.offer(db, 1, "书", "书", price=10, **sale))  # type: ignore[arg-type]
        clock, square = HandClock(START.astimezone(UTC) + timedelta(days=1)), Square("telegram")
        square.clock = clock
        settings = Settings(bot=Bot(owners=("telegram:u0",)), storage=Storage(url=url))
        app = App(settings, database, [square], clock=clock, folder=folder)
        await app.wake_up()
        delivering = asyncio.create_task(app.delivery.run())
        events = [said(number, clock.now()) for number in range(1, PRESSING + 1)]
        begun, worked = time.perf_counter(), time.process_time()
        await asyncio.gather(*(app.receive(event) for event in events))
        await app.delivery.idle()
        assert len({post.room for post in square.posts if post.room != "@u0"}) == PRESSING
        seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
        (item,) = await database.read(lambda db: shop.on_sale(db, 1))
        orders = await database.read(lambda db: len(shop.waiting(db, 1)))
        astray = await database.read(points.astray)
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        database.close()
        print(
            f"{PRESSING} redeem at once: the last is answered after {seconds:.2f} s (at most {MOST_SECONDS}), {cpu:.2f} s of CPU"
        )
        print(f"    {orders} sold of {SOLD}, {item.stock} left")
        return seconds < MOST_SECONDS and orders == item.sold == SOLD and item.stock == 0 and not astray


def said(number: int, at: datetime) -> InboundEvent:
    where = Address("telegram", f"@u{number}", direct=True)
    return InboundEvent(
        f"telegram:{number}", at, where, Account("telegram", f"u{number}", f"学员{number}"), Kind.SAID, "兑换 书"
    )


def rule(check_ins: int) -> bool:
    """What a rule over a run of check-ins takes of a process beside the writer."""
    with TemporaryDirectory(prefix="bench-") as name:
        engine = connect(f"sqlite:///{Path(name) / 'qunxue.db'}")
        migrate.upgrade(engine, now=START)
        db, calendar = Db(engine), Calendar()
        days = calendar.workdays(OLDEST, START.date())[: check_ins // MEMBERS]
        with db.transaction("BEGIN"):
            populate(db, MEMBERS, START)
            for member in range(2, MEMBERS + 2):
                missed = member % RUN + 1  # every so many a gap, so that some have a run of seven and some have not
                row = {"camp_id": 1, "membership_id": member, "kind": "stamp", "at": START}
                db.many(STAMP, ({**row, "day": day} for n, day in enumerate(days) if n % (missed + 3)))
        rows = len(days) * MEMBERS
        begun = time.process_time()
        found = qualified(db, 1, "streak", "", RUN)
        seconds = time.process_time() - begun
        db.close()
        engine.dispose()
    print(
        f"a rule over {rows:,} workdays of {MEMBERS:,} members: {seconds:.2f} s of CPU off the writer (at most {MOST_TASK_SECONDS}); {len(found)} earned it"
    )
    return seconds < MOST_TASK_SECONDS and 0 < len(found) < MEMBERS


def main() -> None:
    find_features()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    check_ins = int(sys.argv[1]) if len(sys.argv) > 1 else HISTORY
    kept = [asyncio.run(redeem()), rule(check_ins)]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
