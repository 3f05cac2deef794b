"""A contest over two replicas and a worker, of which the one that sends is killed and then the other frozen: nobody notices more than a
pause, every answer is scored once, and the board is the answers' own."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from handlers.quiz.bank.questions import fingerprint, to_plain
from handlers.quiz.contest.scoring import ContestAnswer, Mode, board
from storage import answers, asks, bank, contests, points
from storage.connection import Db
from storage.database import connect
from storage.memberships import membership
from storage.people import account
from storage.points import ledger
from tests.faults import outside
from tests.faults.long_run import WORKDAY
from tests.faults.platform import Arrival, Platform, Update
from tests.faults.program import BOSS
from tests.postgres import database_url
from tests.quiz import single
from tests.town import make_template

T = TypeVar("T")
pytestmark = pytest.mark.postgres

ROOMS = ("群一", "群二")
PLAYERS = [f"学员{number}" for number in range(16)]
QUESTIONS, LIMIT, GAP = 5, 10, 1
KILLED_IN, FROZEN_IN = 2, 3
"""The questions in whose middle it happens."""
FROZEN_FOR = 6.0
LOBBY = 30.0
PATIENCE = 60.0
A_PAUSE = 10.0
"""Seconds a question may come later than without the fault: a sender is followed within five, the rest is the machine's."""
RIGHT, WRONG = "B", "C"
ASKED = re.compile(r"第(\d)题 .*（10秒）")


def says(number: int, name: str) -> str:
    """What somebody answers: two of three are right, others each time."""
    return RIGHT if (number + int(name.removeprefix("学员"))) % 3 else WRONG


class Hall:
    """The programs, the platform they meet people on, and what people do there."""

    def __init__(self, url: str, folder: Path, platform: Platform) -> None:
        self.url, self.folder, self.platform = url, folder, platform
        self.behind = (datetime.now(UTC) - WORKDAY).total_seconds()
        self.db = Db(connect(url))
        self.dice = random.Random(7)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._said = 0

    # ── programs ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def start(self, name: str) -> None:
        words = [str(self.folder), self.url, name, str(self.platform.port), str(self.behind), "0"]
        self.running[name] = subprocess.Popen([sys.executable, "-m", "tests.faults.program", *words])

    def start_worker(self) -> None:
        """As an operator does."""
        written = f'[storage]\nurl = "{self.url}"\nfiles = "database"\n[tasks]\nworkers = 1\n'
        (self.folder / "config.toml").write_text(written, "utf-8")
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        words = [sys.executable, "-m", "bot", "worker", "--log"]
        self.running["worker"] = subprocess.Popen(words, cwd=self.folder, env=environment)

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
        self.db.close()

    @property
    def sender(self) -> str:
        """Who sends now."""
        return self.platform.arrived[-1].who

    def move_clocks(self, seconds: float) -> None:
        """It is so much later for everybody."""
        self.behind -= seconds
        for name in self.platform.programs:
            self.platform.set_clock(name, seconds)

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def say(self, name: str, words: str, room: str) -> None:
        """And again, until a program has taken it."""
        self._said += 1
        await self.platform.give(Update(self._said, name, name, room, words))

    async def hear(self, words: str, room: str) -> Arrival:
        found = await self.until(lambda: next((one for one in self.in_room(room) if words in one.words), None))
        assert found is not None
        return found

    def in_room(self, room: str) -> list[Arrival]:
        """What came there, each message once."""
        firsts: dict[int, Arrival] = {}
        for arrival in self.platform.arrived:
            if arrival.room == room:
                firsts.setdefault(arrival.message, arrival)
        return list(firsts.values())

    async def until(self, seen: Callable[[], T]) -> T:
        async with asyncio.timeout(PATIENCE):
            while not (found := seen()):  # noqa: ASYNC110 - other processes raise no event
                await asyncio.sleep(0.02)
        return found

    async def answer(self, number: int, name: str) -> None:
        """Some seconds after the question stands in their room."""
        room = ROOMS[PLAYERS.index(name) % len(ROOMS)]
        await self.hear(f"第{number}题 ", room)
        await asyncio.sleep(self.dice.uniform(0.2, 3.5))
        ask = self.db.value(select(asks.ask.c.id).where(asks.ask.c.place == number - 1))
        await self.say(name, f"选 D{ask} {says(number, name)}", room)


@asynccontextmanager
async def hall(folder: Path) -> AsyncIterator[Hall]:
    with database_url(prepare=make_template) as url:
        async with Platform(random.Random(7)) as platform:
            made = Hall(url, folder, platform)
            try:
                made.start_worker()
                for name in ("one", "two"):
                    made.start(name)
                await made.until(lambda: len(platform.programs) == 2)
                yield made
            finally:
                made.stop()


async def play(here: Hall) -> None:
    """From the camp's opening to the podium, with what befalls the programs in between."""
    await here.say(BOSS, "开营 试营", ROOMS[0])
    await here.say(BOSS, "绑定群 试营", ROOMS[1])
    bank_of_camp = [single(f"客户说了第{number}句，先做什么？") for number in range(QUESTIONS)]
    with here.db.transaction("BEGIN"):
        bank.save(here.db, 1, [(fingerprint(one), to_plain(one)) for one in bank_of_camp], at=WORKDAY)
    await here.say(BOSS, f"开赛 异议抢答 题数={QUESTIONS} 限时={LIMIT}秒 间隔={GAP}秒 计分=速度 范围=全部", ROOMS[0])
    for room in ROOMS:
        await here.hear("点“参加”", room)
    here.move_clocks(LOBBY)
    for number in range(1, QUESTIONS + 1):
        answering = [asyncio.create_task(here.answer(number, name)) for name in PLAYERS]
        for room in ROOMS:
            await here.hear(f"第{number}题 ", room)
        await asyncio.sleep(1.5)
        who = here.sender
        if number == KILLED_IN:
            here.running[who].kill()
            here.running[who].wait()
        elif number == FROZEN_IN:
            here.running[who].send_signal(signal.SIGSTOP)
            await asyncio.sleep(FROZEN_FOR)
            here.running[who].send_signal(signal.SIGCONT)
        await asyncio.gather(*answering)
        if number == KILLED_IN:
            here.start(who)
            await here.until(lambda who=who: who in here.platform.programs)  # type: ignore[misc]
    for room in ROOMS:
        await here.hear("🏆 异议抢答", room)
        await here.hear("领奖台", room)


async def test_who_plays_notices_no_more_than_a_pause(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        await play(here)
        await here.until(lambda: len(here.db.all(select(ledger.c.id))) >= len(PLAYERS) + 3)
        db, arrived = here.db, here.platform.arrived

        names = dict(
            map(
                tuple,
                db.all(select(membership.c.id, account.c.name).join(account, account.c.person_id == membership.c.person_id)),
            )
        )
        log = [(put.place, row) for put in db.all(answers.OF_CONTEST, contest=1) for row in db.all(answers.GIVEN, ask=put.id)]
        given = Counter((place + 1, names[row.membership_id], row.earned == row.out_of) for place, row in log)
        wanted = [(number, name, says(number, name) == RIGHT) for number in range(1, QUESTIONS + 1) for name in PLAYERS]
        assert given == Counter(wanted)
        assert not [row for _, row in log if row.thinking_ms > LIMIT * 1000], "an answer given in time counts as one"

        replayed = board(
            [row.membership_id for row in db.all(contests.PLAYERS, contest=1)],
            [ContestAnswer(row.membership_id, place, row.earned == row.out_of, row.thinking_ms) for place, row in log],
            LIMIT * 1000,
            Mode.SPEED,
        )
        tally = {one.membership: one for one in contests.players(db, 1)}
        assert {one.who: one.points for one in replayed} == {who: one.points for who, one in tally.items()}
        assert {one.answers for one in tally.values()} == {QUESTIONS}
        assert db.value(select(ledger.c.amount).where(ledger.c.note == "异议抢答").limit(1)) and points.astray(db) == []

        first = [f"{one.place} {names[one.who]}：{int(one.points)}" for one in replayed[:5]]
        for room in ROOMS:
            heard = here.in_room(room)
            asked = [int(found[1]) for one in heard if (found := ASKED.search(one.words))]
            assert asked == list(range(1, QUESTIONS + 1))
            final = [one.words for one in heard if "🏆" in one.words and "领奖台" not in one.words]
            assert len(final) == 1 and final[0].splitlines()[1:6] == first
            assert sum("领奖台" in one.words for one in heard) == 1
        assert list(outside.order(arrived, set())) == []

        moments = [one.at for one in here.in_room(ROOMS[0]) if ASKED.search(one.words)]
        pauses = [later - earlier - LIMIT - GAP for earlier, later in pairwise(moments)]
        doubled = len(arrived) - len({one.message for one in arrived})
        print(
            f"a question came at most {max(pauses):.1f} s late, killed in question {KILLED_IN}, frozen in {FROZEN_IN}; "
            f"{doubled} of {len(arrived)} messages arrived twice"
        )
        assert max(pauses) < A_PAUSE
        assert len({one.who for one in arrived}) == 2, "another has followed"
