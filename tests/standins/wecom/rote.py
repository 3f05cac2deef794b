"""A house whose bot answers by rote, for channels to be tried alone: real database, inbox, outbox, delivery and web server.

What the bot says to an event is a function from the event to what is owed; everything else is as in `bot.app`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from starlette.applications import Starlette

from bot.channel import Channel, MenuItem, Panel, Receipt
from bot.clock import Clock
from bot.delivery import Delivery
from bot.delivery.send_counts import SendCounts
from bot.effects import Effects
from bot.messages import Account, Address, InboundEvent, Lane, OutboundMessage, Sent
from bot.parts import Part
from storage import inbox, outbox
from storage.connection import Db, Unavailable
from storage.database import Database
from tests.empty import empty_sqlite
from tests.standins.wecom.rules import Record

CLAIM_LASTS = timedelta(seconds=20)


@dataclass(frozen=True)
class Says:
    """One thing owed: to the room of the event, or to another; `edits` names one of our outbox ids."""

    parts: Sequence[Part]
    to: Address | None = None
    lane: Lane = Lane.REPLY
    until: datetime | None = None
    whisper: bool = False
    edits: int | None = None
    last: bool = False


Rote = Callable[[InboundEvent], list[Says]]


class RoteHouse:
    """`events` is what the channels told, each once; `answers` may be changed while it runs."""

    def __init__(
        self, folder: Path, clock: Clock, channels: Sequence[Channel], answers: Rote, *, synchronous: str = "OFF"
    ) -> None:
        self.database = Database(empty_sqlite(folder / "rote.db"), synchronous=synchronous)
        self.folder, self.clock, self.answers = folder, clock, answers
        self.channels = {channel.name: channel for channel in channels}
        self.delivery = Delivery(self.database, clock, settled=self._settled, due=lambda at: None)
        self._send_counts = SendCounts(self.database, clock)
        for channel in channels:
            self.delivery.add(channel)
        self.events: Record = Record()
        self.outcomes: Record = Record()
        self.sick = 0
        """So many events find the database unavailable."""
        self.url = ""
        self._loops: list[asyncio.Task[Any]] = []

    # ── House ────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def receive(self, event: InboundEvent) -> Receipt:
        if self.sick:
            self.sick -= 1
            raise Unavailable("SQLITE_FULL")
        fresh, effects = await self.database.transact(lambda db: self._apply(db, event), event.address.key)
        if fresh:
            self.events.append(event)
            self.delivery.wake(effects)
        return Receipt(event.key, fresh, tuple(effects.reserved))

    async def claim(self, receipt: Receipt) -> tuple[OutboundMessage, ...]:
        def claim(db: Db) -> list[OutboundMessage | None]:
            return [outbox.claim(db, one, now=self.now(), lease=CLAIM_LASTS) for one in receipt.reserved]

        return tuple(message for message in await self.database.transact(claim) if message is not None)

    async def settle(self, message: OutboundMessage, sent: Sent) -> None:
        await self.database.transact(lambda db: outbox.settle(db, message, "sent", at=self.now(), sent_as=sent), message.to.key)
        self._settled(message.to.key, "answered")

    async def put_back(self, message: OutboundMessage, seconds: float) -> None:
        after = self.now() + timedelta(seconds=seconds)
        await self.database.transact(lambda db: outbox.put_back(db, message.id, after=after, counts=False), message.to.key)
        self.delivery.wake(Effects({(message.to.channel, message.to.room): message.lane}))

    async def park(self, channel: str, reason: str | None) -> None:
        await self.delivery.park(channel, reason)

    def counted(self, channel: str, room: str, *windows: tuple[int, timedelta]) -> AbstractAsyncContextManager[None]:
        return self._send_counts.within(channel, room, windows)

    async def keep(self, run: Callable[[Any], Any]) -> Any:
        return await self.database.transact(run)

    async def look(self, run: Callable[[Any], Any]) -> Any:
        return await self.database.read(run)

    def menu(self, role: str, language: str, *, direct: bool) -> tuple[MenuItem, ...]:
        return (MenuItem(("打卡",), "每天打卡一次"),)

    async def desk(self, account: Account, address: Address, camp: int, said: Any) -> None:
        raise AssertionError("nobody comes to a desk here")

    async def desk_draft(self, account: Account, address: Address, camp: int, said: Any) -> None:
        raise AssertionError("nobody comes to a desk here")

    async def desk_table(self, account: Account, address: Address, camp: int, said: Any) -> bytes | None:
        raise AssertionError("nobody comes to a desk here")

    def desk_of(self, db: Any, account: Account, camp: int) -> str | None:
        return None

    async def around(self, account: Account, address: Address, *, desk: int | None = None) -> Panel:
        return Panel({}, ())

    def is_known(self, db: Any, account: Account, address: Address) -> bool:
        raise AssertionError("WeCom names people itself")

    async def store(self, stream: AsyncIterator[bytes], name: str) -> str:
        return self.shelve(b"".join([chunk async for chunk in stream]))

    def open(self, file: str) -> Any:
        return (self.folder / file).open("rb")

    def now(self) -> datetime:
        return self.clock.now()

    # ── the rote ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _apply(self, db: Db, event: InboundEvent) -> tuple[bool, Effects]:
        effects = Effects()
        if not inbox.record(db, event.key, self.now()):
            return False, effects
        for owed in self.answers(event):
            answer = event.answer if event.answer and not effects.reserved and self._may_use(event, owed) else None
            number = self._put(db, event, owed, answer)
            if number is not None and answer is not None:
                effects.reserved.append(number)
            to = owed.to or event.address
            effects.owe(to.channel, to.room, owed.lane)
        return True, effects

    def _may_use(self, event: InboundEvent, owed: Says) -> bool:
        """A card's right is for a whisper or its edit, a passive reply for the first words."""
        assert event.answer is not None
        is_toast = owed.whisper or owed.edits is not None
        return owed.to is None and (is_toast if event.answer.carries == "card" else not is_toast)

    def _put(self, db: Db, event: InboundEvent, owed: Says, answer: Any) -> int | None:
        if owed.edits is not None:
            return outbox.edit(db, owed.edits, owed.parts, at=self.now(), last=owed.last, answer=answer)
        until = self.now() + timedelta(seconds=15) if owed.whisper else owed.until
        lane = Lane.NOW if owed.whisper else owed.lane
        to = owed.to or event.address
        return outbox.put(db, to, owed.parts, lane, at=self.now(), whisper=owed.whisper, until=until, answer=answer)

    async def owes(self, to: Address, *parts: Part, lane: Lane = Lane.PUSH, until: datetime | None = None) -> int:
        """Something said unasked, as the agenda would."""
        number = await self.database.transact(lambda db: outbox.put(db, to, parts, lane, at=self.now(), until=until))
        effects = Effects()
        effects.owe(to.channel, to.room, lane)
        self.delivery.wake(effects)
        return int(number)

    def shelve(self, content: bytes) -> str:
        """A file of the store."""
        name = uuid4().hex
        (self.folder / name).write_bytes(content)
        return name

    def _settled(self, room: str, how: str) -> None:
        self.outcomes.append((room.partition(":")[0], how))

    # ── running ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        routes = [route for channel in self.channels.values() for route in channel.routes()]
        config = uvicorn.Config(Starlette(routes=routes), log_level="warning", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._server.capture_signals = _leave_signals  # type: ignore[method-assign]
        serving = asyncio.ensure_future(self._server.serve([listening]))
        runs = [asyncio.ensure_future(channel.run(self)) for channel in self.channels.values()]
        self._loops = [serving, asyncio.ensure_future(self.delivery.run()), *runs]
        await asyncio.sleep(0)

    async def stop(self) -> None:
        self._server.should_exit = True
        for loop in self._loops[1:]:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        self.database.close()


@asynccontextmanager
async def rote_house(folder: Path, clock: Clock, channels: Sequence[Channel], answers: Rote) -> AsyncIterator[RoteHouse]:
    house = RoteHouse(folder, clock, channels, answers)
    await house.start()
    try:
        yield house
    finally:
        await house.stop()


def _leave_signals() -> Any:
    """Stopping is the test's, not the server's."""
    return nullcontext()
