"""What one program commits is told to the others over one PostgreSQL, with LISTEN and NOTIFY: that something changed where, never what.
Besides, a channel speaks to its own kind at the others, of what is true only now: who is here, a toast.

A word may be lost with its connection: whoever must not miss anything looks once a second besides.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from threading import Event
from typing import NamedTuple

import structlog

from bot.clock import rest
from storage.connection import Db, Unavailable
from storage.database import Database

log = structlog.get_logger()

TOPIC = "qunxue"
ASIDES = "qunxue_asides"
LONGEST = 7000
"""Bytes of one notification: PostgreSQL takes 8000."""
LOOKS_UP = 0.5
"""Seconds at most until a listener notices that it is to stop."""
GATHERS_FOR = 0.02
"""Seconds after something was said in which what comes next waits for more: a notification is a transaction of its own, and everybody's to
hear. What comes after a silence is said at once."""
AGAIN_AFTER = 1.0
"""Seconds until a lost connection is made anew."""


class Announcement(NamedTuple):
    """Something was committed for a room; `lane` is the nearest it is owed in."""

    channel: str
    room: str
    lane: int = 0


class Aside(NamedTuple):
    """What a channel says to its own kind at the other replicas, in its own words; at most 6000 bytes."""

    channel: str
    words: str


class Announcements:
    """Says what is committed here, and hears what others say; of an aside also which program said it. On SQLite there is nobody else."""

    def __init__(
        self,
        database: Database,
        heard: Callable[[Announcement], None],
        heard_aside: Callable[[str, Aside], None] = lambda program, aside: None,
    ) -> None:
        self.database, self._heard, self._heard_aside = database, heard, heard_aside
        self._is_alone = database.backend == "sqlite"
        self._said: set[Announcement] = set()
        self._asides: list[Aside] = []
        self._has_said = asyncio.Event()
        self._ended = Event()

    def say(self, announcement: Announcement) -> None:
        """Tells the others soon: what is said until then goes in one."""
        if not self._is_alone:
            self._said.add(announcement)
            self._has_said.set()

    def say_aside(self, aside: Aside) -> None:
        """Tells the others soon, in the order it was said."""
        if not self._is_alone:
            self._asides.append(aside)
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
            said, self._said = sorted(self._said), set()
            asides, self._asides = self._asides, []
            for topic, words in ((TOPIC, said), (ASIDES, asides)):
                for payload in _payloads(self.database.name, words):
                    with suppress(Unavailable):  # the others look for themselves
                        await self.database.transact(partial(_notify, topic=topic, payload=payload), self.database.name)
            await rest(GATHERS_FOR)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self._ended.is_set():
            session: Db | None = None
            try:
                session = Db(self.database.engine)
                session.execute(f"LISTEN {ASIDES}")
                session.execute(f"LISTEN {TOPIC}")
                while not self._ended.is_set():
                    for note in session.driver.notifies(timeout=LOOKS_UP):
                        loop.call_soon_threadsafe(self._take, note.channel, note.payload)
            except Exception as problem:
                log.warning("listening again", problem=type(problem).__name__)
                self._ended.wait(AGAIN_AFTER)
            finally:
                if session is not None:
                    session.close()

    def _take(self, topic: str, payload: str) -> None:
        who, *said = json.loads(payload)
        if who == self.database.name:
            return
        for words in said:
            if topic == ASIDES:
                self._heard_aside(who, Aside(*words))
            else:
                self._heard(Announcement(*words))


def _notify(db: Db, *, topic: str, payload: str) -> None:
    db.execute("SELECT pg_notify(%s, %s)", (topic, payload))


def _payloads(who: str, said: Sequence[Announcement] | Sequence[Aside]) -> Iterator[str]:
    """As few notifications as hold all of it."""
    begun: list[str] = []
    size = 0
    for one in said:
        words = json.dumps(one, ensure_ascii=False)
        more = len(words.encode()) + 1
        if begun and size + more > LONGEST:
            yield f"[{json.dumps(who)},{','.join(begun)}]"
            begun, size = [], 0
        begun.append(words)
        size += more
    if begun:
        yield f"[{json.dumps(who)},{','.join(begun)}]"
