"""One channel's deliveries: which room is served next, at the channel's pace, until every message is settled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.channel import Channel, CountsSends, FileGone, Parked, TryLater, Uncertain, Undeliverable, WritesHere
from bot.clock import Clock
from bot.delivery.carrying import Fits
from bot.delivery.closing import LONGEST_WAIT, Closing, SendResult, fail
from bot.delivery.heads import Heads
from bot.delivery.parking import Parking
from bot.messages import Lane, OutboundMessage, Sent
from bot.rate_limit import RateLimiter, RoomPace
from storage import outbox, platform_sends, senders
from storage.connection import Db, Unavailable
from storage.database import Database
from storage.sender_locks import Term

log = structlog.get_logger()

AT_ONCE = 32
"""Messages to one room written here in one transaction: a slice of well under 50 ms."""
AT_WORK = 64
"""Rooms of one channel served at a time."""
RECALLED = timedelta(minutes=1)
"""The longest span a pace counts over."""
AT_THE_TURNSTILE = 4
"""Of those, how many may stand in line: what is more urgent waits for no more than these."""
STOPS_WITHIN = 8.0
NOT_SURE = 1.0
"""Seconds until it is looked again whether we may still send."""
NOT_YET = float("inf")


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a message, until it is written down; `counted` is its row among the sends."""

    message: OutboundMessage
    attempts: int
    counted: int | None
    epoch: int
    result: SendResult


class Sender:
    """One channel's deliveries."""

    def __init__(
        self,
        channel: Channel,
        database: Database,
        clock: Clock,
        *,
        settled: Callable[[str, str], None],
        due: Callable[[datetime], None],
        rerouted: Callable[[str, str], None],
        fits: Fits,
    ) -> None:
        self.channel, self.database, self.clock = channel, database, clock
        self.rate_limiter = RateLimiter(channel.pace.rate, clock)
        self.rooms: dict[str, RoomPace] = {}
        self.parking = Parking(channel.name, database, clock, due=due)
        self._heads = Heads(channel, clock, self.parking, self.rooms, settled=settled)
        self._closing = Closing(channel.name, clock, due=due)
        self._settled, self._rerouted, self._fits = settled, rerouted, fits
        self._wake = asyncio.Event()
        self._quiet = asyncio.Event()
        self._at_work: set[asyncio.Task[None]] = set()
        self._unwritten: dict[str, Tried] = {}
        self._in_line = 0
        self._latest = 0.0
        self._backoff = 0.0
        self._epoch = 0
        self._is_sure: Callable[[], bool] = lambda: True

    def wake(self, room: str, lane: Lane) -> None:
        """Something was committed for a room."""
        known = self.rooms.get(room)
        if known is None:
            self.rooms[room] = RoomPace(lane)
        else:
            known.lane = min(lane, known.lane) if known.pending else lane
            known.pending, known.woken, known.parked = True, True, 0.0
        self._quiet.clear()
        self._wake.set()

    def release(self, room: str) -> None:
        """Whatever held a room is over, by somebody's word."""
        self.parking.release(room)

    def knows(self, room: str) -> bool:
        """Whether there is something for a room, as far as we know."""
        known = self.rooms.get(room)
        return known is not None and (known.pending or known.busy)

    async def run(self, term: Term | None = None, is_sure: Callable[[], bool] = lambda: True) -> None:
        """Sends until it is cancelled; then finishes what is under way. In a term of several programs' nothing goes out while it is
        not sure that the term is still ours."""
        if term is not None:
            self._epoch, self._is_sure = term.epoch, is_sure
            self.rooms.clear()  # what we knew in an earlier term
            self._unwritten.clear()
        try:
            await self._recall()
            while True:
                self._wake.clear()
                room = self._choice(self._moving_on())
                if room is None or len(self._at_work) >= AT_WORK or self._in_line >= AT_THE_TURNSTILE:
                    if not self._at_work:
                        self._quiet.set()
                    await self._wait()
                    continue
                self._begin(room)
        finally:
            if self._at_work:
                await asyncio.wait(self._at_work, timeout=STOPS_WITHIN)

    async def idle(self) -> None:
        """Returns when nothing more can be sent now, by a look at the clock after it was asked."""
        self._quiet.clear()
        self._wake.set()
        await self._quiet.wait()

    async def _recall(self) -> None:
        """What was sent shortly before we began, here or by another replica, counts as if we had sent it: the platform has not
        forgotten."""
        await self.parking.recall()
        pace = self.channel.pace
        if not pace.is_limited:
            return
        try:
            sent = await self.database.read(
                lambda db: platform_sends.lately(db, self.channel.name, RECALLED, now=self.clock.now())
            )
        except Unavailable:
            return
        now = self._now()
        for recent in sent:
            at = now - recent.ago.total_seconds()
            self.rooms.setdefault(recent.room, RoomPace(Lane.PUSH, pending=False)).spoken_to(at, recent.sends, pace)
            self.rate_limiter.sent_before(at, recent.sends)

    # ── choosing and waiting ─────────────────────────────────────────────────────────────────────────────────────

    def _choice(self, now: float) -> str | None:
        """The room to serve: free, ready, the nearest lane, the longest ready."""
        best: tuple[int, float, str] | None = None
        for name, room in self.rooms.items():
            if room.busy or not room.pending:
                continue
            ready = self._free_at(name, room)
            if ready <= now and (best is None or (room.lane, ready) < best[:2]):
                best = (room.lane, ready, name)
        return best[2] if best else None

    async def _wait(self) -> None:
        """Until something is committed, a room's pace lets it go, or a send is done."""
        now = self._now()
        waiting = [(name, room) for name, room in self.rooms.items() if room.pending and not room.busy]
        moments = [at for name, room in waiting if now < (at := self._free_at(name, room)) < NOT_YET]
        waits: set[asyncio.Future[Any]] = {asyncio.ensure_future(self._wake.wait())}
        if moments:
            waits.add(asyncio.ensure_future(self.clock.sleep(datetime.fromtimestamp(min(moments), UTC))))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _free_at(self, name: str, room: RoomPace) -> float:
        """When a room may next be spoken to; of what is parked one message at a time is tried."""
        at = room.free_at(name, self.channel.pace)
        for hold in self.parking.over(name):
            at = max(at, NOT_YET if hold.trying else hold.again)
        return at

    def _begin(self, name: str) -> None:
        room = self.rooms[name]
        room.busy, room.woken = True, False
        for hold in self.parking.over(name):
            hold.trying = True
        task = asyncio.ensure_future(self._serve(name, room))
        self._at_work.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        self._quiet.clear()
        self._wake.set()

    def _moving_on(self) -> float:
        """Now; where that is earlier than it was, every room starts afresh."""
        now = self._now()
        if now < self._latest:
            for room in self.rooms.values():
                room.start_afresh()
            self.parking.bring_near(now)
        self._latest = now
        return now

    def _now(self) -> float:
        return self.clock.now().timestamp()

    # ── one room ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, name: str, room: RoomPace) -> None:
        """Sends the head of a room, then learns what is next there."""
        lane: Lane | None = room.lane
        parked: datetime | None = None
        tried = self.parking.over(name)
        try:
            lane, parked = await (self._write(name) if isinstance(self.channel, WritesHere) else self._send(name, room))
            self._backoff = 0.0
        except senders.Fenced:
            lane = None  # whoever sends now looks for itself
        except Unavailable:
            self._backoff = min(max(self._backoff * 2, 1.0), LONGEST_WAIT)
            room.ready = self._now() + self._backoff
        finally:
            room.busy = False
            for hold in tried:
                hold.trying = False
            if not room.woken:
                room.pending = lane is not None
                room.lane = lane if lane is not None else room.lane
                room.parked = parked.timestamp() if parked is not None else 0.0
            if not room.pending and not self.channel.pace.room_gap and not self.channel.pace.group_per_minute:
                self.rooms.pop(name, None)

    async def _write(self, name: str) -> tuple[Lane | None, datetime | None]:
        """A channel whose sending is a row of ours: taken, written and settled in one commit."""
        written, lane, parked = await self.database.transact(
            lambda db: self._write_here(db, name), f"{self.channel.name}:{name}"
        )
        for message, sent, how in written:
            if sent is not None and message.whisper:
                await self.channel.deliver(message)
            elif sent is not None:
                self.channel.placed(message, sent)  # type: ignore[attr-defined]
            self._settled(message.to.key, how)
        return lane, parked

    def _write_here(
        self, db: Db, name: str
    ) -> tuple[list[tuple[OutboundMessage, Sent | None, str]], Lane | None, datetime | None]:
        written: list[tuple[OutboundMessage, Sent | None, str]] = []
        while len(written) < AT_ONCE and (taken := self._heads.take(db, name)) is not None:
            message = taken.message
            try:
                sent = Sent((), self.clock.now()) if message.whisper else self.channel.place(db, message)  # type: ignore[attr-defined]
                self._closing.settle(db, message, sent)
                written.append((message, sent, "sent"))
            except Undeliverable:
                fail(db, message, at=self.clock.now())
                written.append((message, None, "failed"))
        return written, *self._heads.following(db, name)

    async def _send(self, name: str, room: RoomPace) -> tuple[Lane | None, datetime | None]:
        if name not in self._unwritten:
            following = await self._hand_over(name, room)
            if following is not None:
                return following
        return await self._write_down(name)

    async def _hand_over(self, name: str, room: RoomPace) -> tuple[Lane | None, datetime | None] | None:
        """Takes the head and hands it to the platform; gives what is next where there was none."""
        epoch = self._epoch

        def take(db: Db) -> tuple[outbox.Taken, int | None] | tuple[None, tuple[Lane | None, datetime | None]]:
            self._check(db, epoch)
            taken = self._heads.gather(db, room, self._heads.take(db, name, epoch))
            if taken is None:  # what woke us was sent already: all of that in one transaction
                return None, self._heads.following(db, name)
            return taken, self._counted(db, taken)

        found = await self.database.transact(take, f"{self.channel.name}:{name}")
        if found[0] is None:
            return found[1]
        taken, counted = found
        taken = replace(taken, message=await self._fits(taken.message))
        result = await self._tried(taken, room)
        if result.how not in ("sent", "parked"):
            self.parking.put_off(name)
        self._unwritten[name] = Tried(taken.message, taken.attempts, counted, epoch, result)
        return None

    async def _write_down(self, name: str) -> tuple[Lane | None, datetime | None]:
        """Writes down what became of a room's head. Where the database takes nothing that is kept, and nothing behind it goes before."""
        tried = self._unwritten.pop(name)
        message, (how, close) = tried.message, tried.result

        def finish(db: Db) -> tuple[tuple[str, str] | None, tuple[Lane | None, datetime | None]]:
            self._check(db, tried.epoch)
            if tried.counted is not None:
                platform_sends.end(db, tried.counted, now=self.clock.now())
            return close(db), self._heads.following(db, name)

        try:
            elsewhere, following = await self.database.transact(finish, f"{self.channel.name}:{name}")
        except Unavailable:
            self._unwritten[name] = tried
            raise
        except senders.Fenced:
            log.warning("late", channel=self.channel.name, outbox=message.id, outcome=how, epoch=tried.epoch)
            self._settled(message.to.key, "late")
            raise
        if elsewhere is not None:
            self._rerouted(*elsewhere)
        self._settled(message.to.key, how)
        log.info(
            "delivery",
            channel=self.channel.name,
            outbox=message.id,
            lane=message.lane.name,
            outcome=how,
            attempts=tried.attempts,
        )
        return following

    def _check(self, db: Db, epoch: int) -> None:
        """Raises Fenced where another program sends for the account by now."""
        if epoch:
            senders.check(db, self.channel.name, epoch)

    def _counted(self, db: Db, taken: outbox.Taken | None) -> int | None:
        """Notes what is about to go, where the platform has a limit and the channel does not count by itself."""
        if taken is None or taken.message.whisper or not self.channel.pace.is_limited or isinstance(self.channel, CountsSends):
            return None
        message, pieces = taken.message, self._pieces(taken.message)
        return platform_sends.begin(db, self.channel.name, message.to.room, pieces, now=self.clock.now())

    def _pieces(self, message: OutboundMessage) -> int:
        """How many sends it takes."""
        return max(len(self.channel.render(message)), 1)

    async def _tried(self, taken: outbox.Taken, room: RoomPace) -> SendResult:
        """Hands a message over, and judges what became of it."""
        message = taken.message
        try:
            sent, took = await self._paced(message, room)
            self._heads.note_edit(message, sent)
            return SendResult("sent", self.parking.mended(message.to.room, self._closing.sent(taken, sent, took)))
        except Parked as parked:
            return self.parking.park(taken, parked)
        except TryLater as wait:
            return self._closing.later(taken, room, wait.seconds, counts=wait.counts)
        except FileGone as gone:
            return self._closing.without_file(message, gone)
        except Undeliverable as no:
            if taken.grows is None:
                return self._closing.undeliverable(message, no.reason)
            self._heads.stops_growing(taken.grows)  # the message it was to be added to is gone: it stands alone
            return self._closing.later(taken, room, 0.0, counts=False)
        except Uncertain:
            return self._closing.doubted(taken, room)
        except Exception as problem:
            log.error("delivery failed", channel=self.channel.name, outbox=message.id, problem=type(problem).__name__)
            return self._closing.later(taken, room, 2.0 ** min(taken.attempts, 6), counts=True)

    async def _paced(self, message: OutboundMessage, room: RoomPace) -> tuple[Sent, int]:
        """Hands the message over when it is its turn; gives too how many ms one of its calls took."""
        pieces = self._pieces(message)
        self._in_line += 1
        try:
            now = await self.rate_limiter.enter(pieces)
        finally:
            self._in_line -= 1
            self._wake.set()
        room.spoken_to(now, pieces, self.channel.pace)
        try:
            if not self._is_sure():
                raise TryLater(NOT_SURE, counts=False)
            sent = await self.channel.deliver(message)
        finally:
            self.rate_limiter.leave(pieces)
        return sent, max(0, round((self._now() - now) * 1000 / pieces))

    async def park(self, reason: str | None) -> None:
        """The channel's own word: nothing can be sent until an operator mends that; None once it is well again. Raises Unavailable."""
        if reason is None:
            self.parking.release("")
            self._quiet.clear()
            self._wake.set()
        await self.parking.declare(reason)
