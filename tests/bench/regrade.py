"""A corrected key judged anew after an exam and a contest of many: how long the writer is held by one transaction.

python -m tests.bench.regrade [ATTEMPTS …]
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from sqlalchemy import select

from bot.app import App
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.messages import Account, Address, InboundEvent, Kind
from handlers.quiz.bank.questions import Question, Single, even, fingerprint, to_plain
from storage import answers, asks, bank, camps, contests, exams, memberships, migrate, people, rooms
from storage.connection import Db
from storage.database import Database
from tests.bench.workload import ZONE
from tests.town import Square

START = datetime(2026, 1, 5, 9, tzinfo=ZONE)
ASKED = 10
"""Questions of the exam; the first is the one whose key is corrected."""
MOST_MS = 100.0


def populate(db: Db, attempts: int, at: datetime) -> None:
    """An exam everybody has taken once and a contest everybody has played; then the key of the first question turned out wrong."""
    camp = camps.open_camp(db, "营", language="zh", timezone=str(ZONE), at=at)
    assert camp is not None
    rooms.bind(db, camp, "telegram", "群", None)
    members = []
    for number in range(attempts + 1):
        who, account = people.meet(db, "telegram", f"u{number}", f"学员{number}", "zh", at=at)
        people.set_private_room(db, account, f"@u{number}", at=at)
        memberships.join(db, camp, who, "owner" if number == 0 else "learner", day=at.date(), at=at)
        members.append(who)
    (room,) = (row.id for row in db.all(select(rooms.room.c.id)))
    members = [row.id for row in db.all(select(memberships.membership.c.id).order_by(memberships.membership.c.id))][1:]
    bank.save(db, camp, [filed(n, 1) for n in range(ASKED)], at=at)
    stored = [one for n in range(1, ASKED + 1) if (one := bank.by_number(db, camp, n)) is not None]
    numbers = [one.id for one in stored]
    exam = exams.open_exam(
        db, camp, "考", "exam", tag=None, questions=ASKED, pass_mark=60, attempts=1, minutes=None, form=None, until=None, at=at
    )
    contest = contests.open_contest(
        db,
        camp,
        members[0],
        "赛",
        tag=None,
        mode="speed",
        limit=15000,
        gap=3000,
        questions=numbers[:1],
        teams=(),
        season=None,
        at=at,
    )
    contests.play_in(db, contest, room, 1)
    contests.turn(db, contest, "lobby", "running")
    contests.ask_next(db, contest, 0)
    played = asks.put(db, camp, stored[0], "contest", at=at, contest=contest, limit_ms=15000)
    asks.show(db, played, room, 1, 0)
    asks.open_room(db, played, room, at=at)
    asked = asks.look(db, played, room)
    assert asked is not None
    for place, member in enumerate(members):
        contests.join(db, contest, member)
        chosen = 1 + place % 2
        sooner = at + timedelta(milliseconds=1000 + place)
        answers.give(db, asked, member, "BC"[place % 2], [chosen], (2 - chosen, 1), at=sooner, room=room)
        go = exams.sit(db, camp, member, numbers, at=at, exam_id=exam, pass_mark=60)
        for turn, one in enumerate(stored):
            put = asks.put(db, camp, one, "exam", at=at, place=turn, sitting=go, membership=member)
            asked_alone = asks.look(db, put, None)
            assert asked_alone is not None
            is_right = turn < 5 or (turn == 5 and place % 2)
            place_chosen = chosen if turn == 0 else 1 if is_right else 0
            answers.give(db, asked_alone, member, "x", [place_chosen], (int(place_chosen == 1), 1), at=at)
            asks.close(db, put, at=at)
        exams.score(db, go, Fraction(5 + place % 2 - place % 2, ASKED))
        exams.end(db, go, at=at)
    asks.close(db, played, at=at + timedelta(seconds=20))
    contests.turn(db, contest, "running", "over", at=at + timedelta(seconds=30))
    bank.save(db, camp, [filed(0, 2)], at=at)


def filed(n: int, right: int) -> tuple[str, dict[str, object]]:
    question = Question(f"问题{n}？", Single(even("甲乙丙丁", [right])))
    return fingerprint(question), to_plain(question)


async def measure(attempts: int) -> None:
    """Says 重新判分 twice, to look and to do it, while somebody checks in again and again."""
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'qunxue.db'}"
        database = Database(url)
        migrate.upgrade(database.engine, now=START)
        await database.transact(lambda db: populate(db, attempts, START))
        clock = HandClock(START.astimezone(UTC) + timedelta(days=1))
        square = Square("telegram")
        square.clock = clock
        app = App(
            Settings(bot=Bot(owners=("telegram:u0",)), storage=Storage(url=url)), database, [square], clock=clock, folder=folder
        )
        await app.wake_up()
        loops = [asyncio.create_task(app.delivery.run()), asyncio.create_task(app.task_pool.run())]
        spoken = 0

        async def says(member: int, words: str) -> float:
            nonlocal spoken
            spoken += 1
            by = Account("telegram", f"u{member}", f"学员{member}", "zh")
            room = Address("telegram", f"@u{member}", direct=True)
            begun = time.perf_counter()
            await app.receive(InboundEvent(f"telegram:{spoken}", clock.now(), room, by, Kind.SAID, words, data={"to_us": True}))
            return time.perf_counter() - begun

        await done(app, says(0, "重新判分 Q002"))  # the processes are up
        held = timed(database)
        for words in ("积分", "重新判分 Q001", "重新判分 Q001 v2", "撤销"):
            held.clear()
            waits: list[float] = []
            begun = time.perf_counter()
            doing = asyncio.ensure_future(done(app, says(0, words)))
            while not doing.done():
                waits.append(await says(1, "打卡"))
            took = time.perf_counter() - begun
            wall, cpu = (max(one[place] for one in held) * 1e3 for place in (0, 1))
            print(f"{attempts} {words}: {took * 1e3:.0f} ms in all, the longest check-in waited {max(waits) * 1e3:.0f} ms;")
            print(f"    of {len(held)} transactions the longest {wall:.0f} ms, {cpu:.0f} ms of CPU")
            await app.delivery.idle()
            last = [post for post in square.posts if post.room == "@u0"][-1:]
            print("   ", *(str(post)[:160].replace("\n", " / ") for post in last))
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)
        database.close()


def timed(database: Database) -> list[tuple[float, float]]:
    """Seconds, and seconds of CPU, the writer is held by each transaction from now on."""
    held: list[tuple[float, float]] = []
    transact = database.transact

    def keep(run: Callable[[Db], Any], room: str = "") -> Any:
        def watched(db: Db) -> Any:
            begun, worked = time.perf_counter(), time.thread_time()
            try:
                return run(db)
            finally:
                held.append((time.perf_counter() - begun, time.thread_time() - worked))

        return transact(watched, room)

    database.transact = keep  # type: ignore[method-assign]
    return held


async def done(app: App, said: Coroutine[Any, Any, float]) -> None:
    """Until nothing is owed or under way any more."""
    await said
    await app.task_pool.idle()
    while await app.runner.tick():
        await app.task_pool.idle()


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    for attempts in [int(word) for word in sys.argv[1:]] or [300, 3000]:
        asyncio.run(measure(attempts))


if __name__ == "__main__":
    main()
