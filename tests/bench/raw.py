"""The anchor: a check-in in sqlite3 with nothing around it, one transaction a message, synchronous=NORMAL.

Six statements on four tables of its own; no outbox, no order, nothing undone. It is what everything else is measured by.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.workload import GROUPS, KNOWN, room_name, user_name

TABLES = """
CREATE TABLE inbox(chat BIGINT NOT NULL, mid BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY(chat, mid)) WITHOUT ROWID;
CREATE TABLE member(id INTEGER PRIMARY KEY, chat BIGINT NOT NULL, uid BIGINT NOT NULL, name TEXT NOT NULL,
  points INT NOT NULL DEFAULT 0, streak INT NOT NULL DEFAULT 0, last_day INT NOT NULL DEFAULT 0, UNIQUE(chat, uid));
CREATE TABLE checkin(id INTEGER PRIMARY KEY, member_id BIGINT NOT NULL REFERENCES member(id), chat BIGINT NOT NULL,
  day INT NOT NULL, at BIGINT NOT NULL, UNIQUE(member_id, day));
CREATE INDEX ix_checkin_chat_day ON checkin(chat, day);
CREATE TABLE ledger(id INTEGER PRIMARY KEY, member_id BIGINT NOT NULL REFERENCES member(id), delta INT NOT NULL,
  reason TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX ix_ledger_member ON ledger(member_id);
"""


class Raw:
    """`take(update)` commits one check-in and gives the reply."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.execute = driver.execute

    def take(self, update: bytes) -> str | None:
        heard = json.loads(update)["message"]
        by = heard["from"]
        self.execute("BEGIN IMMEDIATE")
        reply = self._check_in(heard["chat"]["id"], heard["message_id"], by["id"], by["first_name"], heard["date"])
        self.execute("COMMIT")
        return reply

    def _check_in(self, chat: int, mid: int, uid: int, name: str, at: int) -> str | None:
        execute, day = self.execute, (at + 28800) // 86400
        if not execute("INSERT INTO inbox(chat,mid,at) VALUES(?,?,?) ON CONFLICT DO NOTHING", (chat, mid, at)).rowcount:
            return None
        row = execute("SELECT id,points,streak,last_day FROM member WHERE chat=? AND uid=?", (chat, uid)).fetchone()
        if row is None:
            row = (execute("INSERT INTO member(chat,uid,name) VALUES(?,?,?)", (chat, uid, name)).lastrowid, 0, 0, 0)
        member, points, streak, last = row
        stamp = "INSERT INTO checkin(member_id,chat,day,at) VALUES(?,?,?,?) ON CONFLICT DO NOTHING"
        if not execute(stamp, (member, chat, day, at)).rowcount:
            return f"{name} 今天已经打过卡啦,连续 {streak} 天"
        rank = execute("SELECT count(*) FROM checkin WHERE chat=? AND day=?", (chat, day)).fetchone()[0]
        streak, points = (streak + 1 if last == day - 1 else 1), points + 10
        execute("UPDATE member SET points=?,streak=?,last_day=? WHERE id=?", (points, streak, day, member))
        execute("INSERT INTO ledger(member_id,delta,reason,at) VALUES(?,10,'checkin',?)", (member, at))
        return f"✅ {name} 打卡成功!今日第 {rank} 位,连续 {streak} 天,积分 {points}"


@contextmanager
def opened(folder: Path) -> Iterator[Raw]:
    """A fresh database with the members who have spoken before."""
    driver = sqlite3.connect(folder / "raw.db", isolation_level=None, cached_statements=256)
    driver.execute("PRAGMA journal_mode=WAL")
    driver.execute("PRAGMA synchronous=NORMAL")
    driver.executescript(TABLES)
    known = [(int(room_name(member % GROUPS)), int(user_name(member)[0]), user_name(member)[1]) for member in range(KNOWN)]
    driver.execute("BEGIN")
    driver.executemany("INSERT INTO member(chat,uid,name) VALUES(?,?,?)", known)
    driver.execute("COMMIT")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield Raw(driver)
    driver.close()
