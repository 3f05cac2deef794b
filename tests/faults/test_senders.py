"""Three programs over one PostgreSQL, and the one that sends is killed or frozen: another follows within seconds, nothing is lost, and
a room's order stands.

What the platform had been given when its sender was gone is given once more, and counted; nothing else is.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from bot.messages import Address, Lane
from bot.parts import ADDED, Fact, Facts, Part, Text
from storage import outbox
from storage.connection import Db
from storage.database import connect
from tests.postgres import database_url
from tests.town import make_template

pytestmark = pytest.mark.postgres

ROOMS = 6
TAKEN_OVER_WITHIN = 5.0
OPEN = select(outbox.outbox.c.id).where(outbox.outbox.c.settled_at.is_(None)).limit(1)
OUTCOMES = select(outbox.outbox.c.id, outbox.outbox.c.outcome).order_by(outbox.outbox.c.id)


class Send(NamedTuple):
    at: float
    who: str
    room: str
    message: int
    words: str


class Replicas:
    """The programs over one database, and what their platform got."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.db = Db(connect(url))
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._names, self._said = (f"replica{number}" for number in count(1)), count()

    def start(self, *unknown: str) -> str:
        name = next(self._names)
        words = [sys.executable, "-m", "tests.faults.replica", str(self.folder), self.url, name, *unknown]
        self.running[name] = subprocess.Popen(words)
        return name

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
        self.db.close()

    def kill(self, name: str) -> float:
        """Gives the moment."""
        moment = time.time()
        process = self.running.pop(name)
        process.kill()
        process.wait()
        return moment

    @property
    def ready(self) -> set[str]:
        """Who has started, of those that run."""
        return {name for name in self.running if (self.folder / f"{name}.ready").exists()}

    def owe(self, *parts: Part, room: int | None = None) -> int:
        number = next(self._said)
        to = Address("telegram", f"room{number % ROOMS if room is None else room}")
        with self.db.transaction("BEGIN"):
            said = parts or (Text.of(f"第 {number} 条"),)
            return outbox.put(self.db, to, said, Lane.PUSH, at=SystemClock().now())

    @property
    def sends(self) -> list[Send]:
        file = self.folder / "sent"
        lines = [line.split("\t") for line in file.read_text().splitlines()] if file.exists() else []
        return [Send(float(at), who, room, int(message), words) for at, who, room, message, words in lines]

    def logged(self, *words: str) -> list[str]:
        """Lines of anybody's log that hold all these words."""
        lines = [line for file in self.folder.glob("*.log") for line in file.read_text().splitlines()]
        return [line for line in lines if all(word in line for word in words)]

    def until(self, happened: Callable[[], bool], *, seconds: float = 30.0) -> None:
        """While more and more is owed."""
        ends = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < ends, [file.read_text()[-2000:] for file in self.folder.glob("*.log")]
            self.owe()
            time.sleep(0.05)

    def settled(self) -> None:
        ends = time.monotonic() + 30
        while self.db.value(OPEN) is not None:
            assert time.monotonic() < ends
            time.sleep(0.02)

    def first_of_another(self, who: str, since: float) -> float | None:
        return next((send.at for send in self.sends if send.who != who and send.at > since), None)

    @property
    def repeated(self) -> int:
        """Messages that were under way when somebody was gone, as those who followed counted them."""
        return sum(int(line.rpartition("repeated=")[2].split()[0]) for line in self.logged("'sends'"))

    def nothing_is_lost_nor_out_of_order(self) -> None:
        rows = self.db.all(OUTCOMES)
        assert {row.outcome for row in rows} == {"sent"}
        firsts: dict[str, dict[int, None]] = {}
        for send in self.sends:
            firsts.setdefault(send.room, {}).setdefault(send.message)
        assert all(list(of_room) == sorted(of_room) for of_room in firsts.values())
        assert sum(len(of_room) for of_room in firsts.values()) == len(rows)
        doubled = len(self.sends) - len(rows)
        print(f"{len(rows)} messages, {doubled} arrived twice, {self.repeated} were under way when their sender was gone")
        assert doubled <= self.repeated


@contextmanager
def replicas(folder: Path, number: int) -> Iterator[Replicas]:
    with database_url(prepare=make_template) as url:
        made = Replicas(url, folder)
        for _ in range(number):
            made.start()
        try:
            yield made
        finally:
            made.stop()


def test_a_sender_killed_four_times_is_followed_within_seconds(tmp_path: Path) -> None:
    with replicas(tmp_path, 3) as these:
        these.until(lambda: len(these.sends) > ROOMS and len(these.ready) == 3)
        took = []
        for _ in range(4):
            these.until(lambda: len(these.ready) > 1)  # somebody must be there to take over
            who = these.sends[-1].who
            killed = these.kill(who)
            these.start()
            these.until(lambda who=who, killed=killed: these.first_of_another(who, killed) is not None)  # type: ignore[misc]
            took.append((these.first_of_another(who, killed) or 0.0) - killed)
        these.settled()
        print("taken over after", ", ".join(f"{seconds:.2f} s" for seconds in took))
        assert max(took) <= TAKEN_OVER_WITHIN
        these.nothing_is_lost_nor_out_of_order()


def test_what_a_frozen_sender_says_late_is_refused(tmp_path: Path) -> None:
    with replicas(tmp_path, 2) as these:
        these.until(lambda: len(these.sends) > ROOMS and len(these.ready) == 2)
        who, frozen = these.sends[-1].who, time.time()
        these.running[who].send_signal(signal.SIGSTOP)
        these.until(lambda: these.first_of_another(who, frozen) is not None)
        took = (these.first_of_another(who, frozen) or 0.0) - frozen
        these.running[who].send_signal(signal.SIGCONT)
        these.until(lambda: bool(these.logged("'late'")))
        these.settled()
        late = len(these.logged("'late'"))
        print(f"a frozen one is taken over after {took:.2f} s, {late} late settles refused")
        assert took <= TAKEN_OVER_WITHIN
        assert not [send for send in these.sends if send.who == who and send.at > frozen + TAKEN_OVER_WITHIN]
        these.nothing_is_lost_nor_out_of_order()


def test_a_newer_version_sends_what_an_older_one_does_not_know(tmp_path: Path) -> None:
    table = Facts((Fact("打卡", "12"),), "本周", "zh")
    with replicas(tmp_path, 0) as these:
        older = these.start(*ADDED)  # as it was before any of them was added
        before, left, behind = these.owe(room=0), these.owe(table, room=0), these.owe(room=0)
        these.until(lambda: {before, behind} <= {send.message for send in these.sends})
        assert left not in {send.message for send in these.sends}
        newer = these.start()
        these.until(lambda: left in {send.message for send in these.sends})
        after = [these.owe(room=0), these.owe(table, room=0), these.owe(room=0)]
        these.settled()
        by = {send.message: send.who for send in these.sends}
        assert by[before] == by[behind] == older
        assert {by[message] for message in (left, *after)} == {newer}
        assert [send.message for send in these.sends if send.message in after] == after
        assert len(by) == len(these.sends) and these.running[older].poll() is None
