"""What one program commits is told to the others over one PostgreSQL, with LISTEN and NOTIFY: that something changed where, never what.

A word may be lost with its connection: whoever must not miss anything looks once a second besides.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event
from typing import NamedTuple

import structlog

from storage.connection import Db, Unavailable
from storage.database import Database

log = structlog.get_logger()

TOPIC = "qunxue"
LONGEST = 7000
"""Bytes of one notification: PostgreSQL takes 8000."""
LOOKS_UP = 0.5
"""Seconds at most until a listener notices that it is to stop."""
AGAIN_AFTER = 1.0
"""Seconds until a lost connection is made anew."""


class Announcement(NamedTuple):
    """Something was committed for a room; `lane` is the nearest it is owed in."""

    channel: str
    room: str
    lane: int = 0


class Announcements:
    """Says what is committed here, and hears what others say. On SQLite there is nobody else."""

    def __init__(self, database: Database, heard: Callable[[Announcement], None]) -> None:
        self.database, self._heard = database, heard
        self._is_alone = database.backend == "sqlite"
        self._said: set[Announcement] = set()
        self._has_said = asyncio.Event()
        self._ended = Event()

    def say(self, announcement: Announcement) -> None:
        """Tells the others soon: what is said until then goes in one."""
        if not self._is_alone:
            self._said.add(announcement)
            self._has_said.set()

    async def run(self) -> None:
        """Until cancelled."""
        if self._is_alone:
            return
        self._ended.clear()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._publish(), name="announce")
                group.create_task(asyncio.to_thread(self._listen, asyncio.get_running_loop()), name="hear")
        finally:
            self._ended.set()

    async def _publish(self) -> None:
        while True:
            await self._has_said.wait()
            self._has_said.clear()
            said, self._said = self._said, set()
            for payload in _payloads(self.database.name, said):
                with suppress(Unavailable):  # the others look for themselves
                    await self.database.transact(lambda db, payload=payload: _notify(db, payload), self.database.name)  # type: ignore[misc]

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self._ended.is_set():
            session: Db | None = None
            try:
                session = Db(self.database.engine)
                session.execute(f"LISTEN {TOPIC}")
                while not self._ended.is_set():
                    for note in session.driver.notifies(timeout=LOOKS_UP):
                        loop.call_soon_threadsafe(self._take, note.payload)
            except Exception as problem:
                log.warning("listening again", problem=type(problem).__name__)
                self._ended.wait(AGAIN_AFTER)
            finally:
                if session is not None:
                    session.close()

    def _take(self, payload: str) -> None:
        who, *said = json.loads(payload)
        if who != self.database.name:
            for words in said:
                self._heard(Announcement(*words))


def _notify(db: Db, payload: str) -> None:
    db.execute("SELECT pg_notify(%s, %s)", (TOPIC, payload))


def _payloads(who: str, said: set[Announcement]) -> Iterator[str]:
    """As few notifications as hold all of it."""
    begun: list[str] = []
    size = 0
    for announcement in sorted(said):
        words = json.dumps(announcement, ensure_ascii=False)
        more = len(words.encode()) + 1
        if begun and size + more > LONGEST:
            yield f"[{json.dumps(who)},{','.join(begun)}]"
            begun, size = [], 0
        begun.append(words)
        size += more
    if begun:
        yield f"[{json.dumps(who)},{','.join(begun)}]"
