"""kill -9 at random moments, every message delivered one to five times: each has its effect exactly once, every reply arrives.

QUNXUE_KILL_MESSAGES=10000 is the long form.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from sqlalchemy import func, select

from storage import outbox, points
from storage.checkins import check_in
from storage.connection import Db
from storage.database import connect
from storage.points import ledger
from tests.faults.victim import ROOMS

COUNT = int(os.environ.get("QUNXUE_KILL_MESSAGES", "2000"))
KILLS = max(6, COUNT // 400)


def acknowledged(folder: Path) -> int:
    """Messages some life got through, each counted once."""
    return len(set((folder / "acknowledged").read_text().splitlines()))


def live(folder: Path, seed: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.faults.victim", str(folder), str(COUNT), str(seed)])


def killed_at(folder: Path, seed: int, messages: int, moment: float) -> bool:
    """One life, ended a moment (seconds) after so many messages are through; False where it was over before."""
    victim = live(folder, seed)
    while acknowledged(folder) < messages and victim.poll() is None:
        time.sleep(0.005)
    time.sleep(moment)
    victim.kill()
    return victim.wait() != 0


def test_nothing_is_lost_or_doubled(template: Path, tmp_path: Path) -> None:
    shutil.copyfile(template, tmp_path / "qunxue.db")
    (tmp_path / "acknowledged").touch()
    chance = random.Random(7)
    killed = int(killed_at(tmp_path, 0, 0, chance.random()))  # on its way up
    for life in range(1, KILLS):
        killed += killed_at(tmp_path, life, COUNT * life // KILLS, chance.random() * 0.05)
    assert live(tmp_path, KILLS).wait() == 0
    print(f"killed {killed} times under {COUNT} messages")
    assert killed >= KILLS - 1  # the last one may have been done by then

    db = Db(connect(f"sqlite:///{tmp_path}/qunxue.db"))
    learners = COUNT - ROOMS
    assert acknowledged(tmp_path) == COUNT
    assert db.value(select(func.count()).select_from(check_in)) == learners
    assert db.value(select(func.count()).select_from(ledger)) == learners
    assert db.value(select(func.sum(ledger.c.amount))) == 5 * learners
    assert points.astray(db) == []
    replies = db.all(select(outbox.outbox.c.id, outbox.outbox.c.outcome).where(outbox.outbox.c.channel.is_not(None)))
    db.close()
    assert len(replies) >= COUNT and {row.outcome for row in replies} == {"sent"}

    first: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)
    for line in (tmp_path / "sent").read_text().splitlines():
        room, lane, number, _ = line.split("\t")
        first[room, lane].setdefault(int(number))
    assert {number for numbers in first.values() for number in numbers} == {row.id for row in replies}
    assert all(list(numbers) == sorted(numbers) for numbers in first.values())
