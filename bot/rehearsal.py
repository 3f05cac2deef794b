"""A rehearsal: the whole house on a copy of one camp, the clock in the hand, and channels that only listen.

Nothing of it is a second way to do anything: the agenda, the handlers, the tasks and the delivery are the real ones. It runs in
a task's process, over a database of its own that is thrown away; the live one is only read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import structlog

from bot import fast_forward
from bot.app import App
from bot.channel import Can, House, Pace
from bot.clock import HandClock
from bot.config import Bot, Settings, apart
from bot.messages import FileRef, OutboundMessage, Sent
from bot.parts import decode, plain
from storage import rehearsal
from storage.connection import Db
from storage.database import Database, connect


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A message that would go out: when, where, to a person alone or to a room, in words; `reached` False where nobody could be, `feature`
    whose message it is, `id` what the rehearsal's outbox calls it."""

    at: datetime
    place: str
    direct: bool
    words: str
    edits: bool = False
    reached: bool = True
    feature: str = ""
    id: int = 0


@dataclass
class ListeningChannel:
    """A channel that writes down what it is given."""

    name: str
    clock: HandClock
    names: dict[tuple[str, str], str]
    can: Can = field(default_factory=Can)
    pace: Pace = field(default_factory=lambda: Pace(rate=float("inf")))
    said: list[Rehearsed] = field(default_factory=list)

    def routes(self) -> Sequence[Any]:
        return ()

    async def run(self, house: House) -> None:
        await asyncio.Event().wait()

    def render(self, message: OutboundMessage) -> list[Any]:
        return [plain(message.parts)]

    async def deliver(self, message: OutboundMessage) -> Sent:
        at = self.clock.now()
        place = self.names.get((self.name, message.to.room), message.to.room)
        self.said.append(
            Rehearsed(at, place, message.to.direct, plain(message.parts), edits=bool(message.replaces), id=message.id)
        )
        return Sent((message.key,), at)

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        raise FileNotFoundError(ref.name)
        yield b""


class InlineExecutor:
    """A pool of one: we are in a process of the real pool already, and its reader does one thing at a time."""

    def __init__(self) -> None:
        self._at_work = Lock()

    def schedule(self, run: Callable[..., Any], args: tuple[Any, ...], timeout: float) -> Future[Any]:
        done: Future[Any] = Future()
        with self._at_work:
            try:
                done.set_result(run(*args))
            except Exception as problem:
                done.set_exception(problem)
        return done

    def stop(self) -> None:
        """Nothing to stop."""

    def join(self, timeout: float) -> None:
        """Nothing to wait for."""


def rehearse(reader: Db, camp: int, *, start: datetime, days: int, name: str, language: str, timezone: str) -> list[Rehearsed]:
    """Everything the camp would be told from `start` on for so many days if nobody says a word, in order."""
    with TemporaryDirectory(prefix="rehearsal-") as folder:
        url = f"sqlite:///{folder}/rehearsal.db"
        engine = connect(url, synchronous="OFF")
        rehearsal.copy(reader, camp, engine)
        engine.dispose()
        settings = apart(url, Bot.model_validate({"name": name, "language": language, "timezone": timezone}))
        with _unlogged():
            return asyncio.run(_play(settings, Path(folder), start, start + timedelta(days=days)))


@contextmanager
def _unlogged() -> Iterator[None]:
    """Nothing of it happened, so nothing of it is an event in the log; what breaks is still said."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.configure(**before)


async def _play(settings: Settings, folder: Path, start: datetime, end: datetime) -> list[Rehearsed]:
    database, clock = Database(settings.storage.url, synchronous="OFF"), HandClock(start)
    names = await database.read(rehearsal.places)
    stages = [ListeningChannel(channel, clock, names) for channel in await database.read(rehearsal.channels)]
    app = App(settings, database, stages, clock=clock, folder=folder, pool=InlineExecutor())
    await app.wake_up()
    loops = [asyncio.create_task(app.delivery.run()), asyncio.create_task(app.task_pool.run())]
    try:
        await fast_forward.until(app, clock, end)
        owed, kinds = await database.read(rehearsal.owed), await database.read(rehearsal.kinds)
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)
        database.close()
    said = [replace(one, feature=kinds.get(one.id, "")) for stage in stages for one in stage.said]
    said += [
        Rehearsed(row.created_at, row.name, True, plain(decode(row.parts)), reached=False, feature=row.feature or "")
        for row in owed
    ]
    return sorted(said, key=lambda one: (one.at, one.direct, one.place, one.words))
