"""The floor: the spine's own path written out by hand in sqlite3 — the same tables, rows, replies and grouped commits, and nothing else.

No router, no features, no phrases, no compiled statements: what a careful person would write if this check-in were all there was.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from scheduler.calendar import Calendar
from storage.database import PRAGMAS
from tests.bench.workload import EPOCH, ZONE, Read, read

MOST = 64
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
MICROSECOND = timedelta(microseconds=1)
POINTS = 5

HEARD = "INSERT INTO inbox (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING"
STANDING = """
SELECT person.name, camp.id, camp.learners, membership.id, membership.streak, membership.streak_to,
  membership.joined_on, account.id, person.id
FROM account JOIN person ON person.id = account.person_id
LEFT JOIN room ON room.channel = account.channel AND room.ident = ?
LEFT JOIN camp ON camp.id = room.camp_id
LEFT JOIN membership ON membership.camp_id = camp.id AND membership.person_id = person.id
WHERE account.channel = 'telegram' AND account.ident = ?
"""
NEW_PERSON = "INSERT INTO person (name, created_at) VALUES (?, ?) RETURNING id"
NEW_ACCOUNT = "INSERT INTO account (channel, ident, person_id, name, language) VALUES ('telegram', ?, ?, ?, 'zh')"
JOIN = """
INSERT INTO membership (camp_id, person_id, role, joined_on, joined_at)
SELECT camp_id, ?, 'learner', ?, ? FROM room WHERE channel = 'telegram' AND ident = ?
"""
ONE_MORE = (
    "UPDATE camp SET learners = learners + 1 WHERE id = (SELECT camp_id FROM room WHERE channel = 'telegram' AND ident = ?)"
)
STAMP = """
INSERT INTO check_in (camp_id, membership_id, day, kind, at, note) VALUES (?, ?, ?, 'stamp', ?, '')
ON CONFLICT DO NOTHING
"""
APPEND = "UPDATE check_in SET note = trim(note || char(10) || '') WHERE membership_id = ? AND day = ? RETURNING at"
ENTER = """
INSERT INTO ledger (camp_id, membership_id, amount, category, reason, source, at)
VALUES (?, ?, ?, 'learning', 'checkin', ?, ?) ON CONFLICT DO NOTHING
"""
CREDIT = """
UPDATE membership SET points = points + ?, lifetime = lifetime + ?, activated_at = coalesce(activated_at, ?),
  streak = ?, streak_to = ?, runs_paid = 0 WHERE id = ? RETURNING points
"""
COUNT = """
INSERT INTO day_count (camp_id, day, done, excused) VALUES (?, ?, 1, 0)
ON CONFLICT (camp_id, day) DO UPDATE SET done = done + 1 RETURNING done, excused
"""
MAKEUPS = "SELECT count(*) FROM check_in WHERE membership_id = ? AND kind = 'makeup' AND at >= ?"
PUT = "INSERT INTO outbox (channel, room, direct, lane, parts, created_at) VALUES ('telegram', ?, 0, 1, ?, ?)"


class Hand:
    """`take(update)` is asked on the event loop and done on the writer's thread, up to 64 to a commit."""

    def __init__(self, file: Path, synchronous: str, log: IO[str]) -> None:
        self.file, self.synchronous, self.log = file, synchronous, log
        self.calendar = Calendar()
        self._waiting: SimpleQueue[tuple[Read, asyncio.Future[bool]] | None] = SimpleQueue()
        self._writer = threading.Thread(target=self._work)
        self._writer.start()

    async def take(self, update: bytes) -> None:
        heard = read(update)
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.put((heard, done))
        self.log.write(f"event key=telegram:{heard.update} fresh={await done}\n")

    def close(self) -> None:
        self._waiting.put(None)
        self._writer.join()

    def _work(self) -> None:
        driver = sqlite3.connect(self.file, isolation_level=None, cached_statements=256)
        for pragma in (*PRAGMAS, f"synchronous={self.synchronous}"):
            driver.execute(f"PRAGMA {pragma}")
        self.execute = driver.execute
        while job := self._waiting.get():
            batch = [job]
            while len(batch) < MOST and not self._waiting.empty() and (job := self._waiting.get()):
                batch.append(job)
            self.execute("BEGIN IMMEDIATE")
            done = [(waits, self._check_in(heard)) for heard, waits in batch]
            self.execute("COMMIT")
            batch[0][1].get_loop().call_soon_threadsafe(_resolve, done)
        driver.close()

    def _check_in(self, heard: Read) -> bool:
        execute, at = self.execute, (heard.at - EPOCH) // MICROSECOND
        if not execute(HEARD, (f"telegram:{heard.update}", at)).rowcount:
            return False
        row = execute(STANDING, (heard.room, heard.user)).fetchone()
        day = heard.at.astimezone(ZONE).date()
        if row is None:
            row = self._met(heard, day, at)
        execute("SAVEPOINT checkin")
        said = self._stamped(row, heard.at, day, at)
        execute("RELEASE checkin")
        execute(PUT, (heard.room, encode([["text", [words]] for words in said]), at))
        return True

    def _met(self, heard: Read, day: date, at: int) -> tuple[object, ...]:
        (person,) = self.execute(NEW_PERSON, (heard.name, at)).fetchone()
        self.execute(NEW_ACCOUNT, (heard.user, person, heard.name))
        self.execute(JOIN, (person, day.isoformat(), at, heard.room))
        self.execute(ONE_MORE, (heard.room,))
        return self.execute(STANDING, (heard.room, heard.user)).fetchone()  # type: ignore[no-any-return]

    def _stamped(self, row: tuple[object, ...], moment: datetime, day: date, at: int) -> list[str]:
        """The reply, a paragraph a part."""
        execute, iso = self.execute, day.isoformat()
        name, camp, learners, member, streak, streak_to, joined = row[:7]
        if not execute(STAMP, (camp, member, iso, at)).rowcount:
            (first,) = execute(APPEND, (member, iso)).fetchone()
            return [f"今天已打卡（{(EPOCH + first * MICROSECOND).astimezone(ZONE):%H:%M}），不重复计分。"]
        execute(ENTER, (camp, member, POINTS, f"checkin:{member}:{iso}", at))
        done, excused = execute(COUNT, (camp, iso)).fetchone()
        before = self.calendar.previous_workday(day)
        length = int(str(streak)) + 1 if streak_to and str(streak_to) >= before.isoformat() else 1
        (balance,) = execute(CREDIT, (POINTS, POINTS, at, length, iso, member)).fetchone()
        tail = f"｜+{POINTS}｜积分{balance}｜今日 {done}/{max(int(str(learners)) - excused, done)}"
        if length > 1:
            return [f"✅ {name} 连续{length}个工作日{tail}"]
        if not streak_to:
            return [f"✅ {name} 第1天{tail}"]
        return [f"✅ {name} 重新开始，第1天{tail}", *self._offered(member, str(joined), before, moment)]

    def _offered(self, member: object, joined: str, before: date, moment: datetime) -> list[str]:
        """The workday just missed can be made up."""
        month = datetime(moment.year, moment.month, 1, tzinfo=ZONE)
        (used,) = self.execute(MAKEUPS, (member, (month - EPOCH) // MICROSECOND)).fetchone()
        if used >= 3 or before.isoformat() < joined:
            return []
        short = f"{before.month}/{before.day}"
        return [f"\n{short} 可补：回复“补卡 {short} 内容”（本月剩{3 - used}次）"]


def _resolve(done: list[tuple[asyncio.Future[bool], bool]]) -> None:
    for waits, fresh in done:
        waits.set_result(fresh)


@contextmanager
def opened(file: Path, synchronous: str, log: IO[str]) -> Iterator[Hand]:
    """By hand on a migrated database with camps and members in it."""
    hand = Hand(file, synchronous, log)
    yield hand
    hand.close()
