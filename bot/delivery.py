"""From the outbox to the channels: each room's lanes in order, at the channel's pace, until every message is settled."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import structlog

from bot.channel import Channel, CountsSends, Parked, TryLater, Uncertain, Undeliverable, WritesHere
from bot.clock import Clock
from bot.effects import Effects
from bot.gathering import common_end, gathered
from bot.messages import Lane, OutboundMessage, Sent
from bot.parts import React
from bot.rate_limit import RateLimiter, RoomPace
from storage import agenda, channel_latency, inbox, outbox, people, troubles
from storage.connection import Db, Unavailable
from storage.database import Database

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
"""How long a message taken belongs to its taker; after a crash it is taken again."""
MOST_TRIES = 10
MOST_DOUBTS = 2
LONGEST_WAIT = 60.0
"""Seconds between two tries, at most."""
TRIED_AGAIN = (60.0, 600.0)
"""Seconds between two tries of what is parked: doubled each time, at most the second."""
ODD_TRIED_AGAIN = 3600.0
"""Seconds at most between two tries of a message parked alone."""
AT_ONCE = 32
"""Messages to one room written here in one transaction: a slice of well under 50 ms."""
AT_WORK = 64
"""Rooms of one channel served at a time."""
AT_THE_TURNSTILE = 4
"""Of those, how many may stand in line: what is more urgent waits for no more than these."""
STOPS_WITHIN = 8.0
EDITS_REMEMBERED = 1000
GROWS_FOR = timedelta(minutes=1)
"""How long a message may be added to: later it stands too far above."""
NEVER = datetime.min.replace(tzinfo=UTC)
NOT_YET = float("inf")
NOTICED_WITHIN = timedelta(seconds=1)
"""How long what another replica commits may go unnoticed."""

Close = Callable[[Db], tuple[str, str] | None]
"""How a message is closed or put back; gives the (channel, room) it goes to instead, where it does."""


@dataclass(slots=True)
class Hold:
    """What is parked until an operator mends it: one message is tried at `again` (seconds since 1970), then after twice the wait."""

    reason: str
    again: float
    wait: float = TRIED_AGAIN[0]
    trying: bool = False

    def put_off(self, now: float) -> None:
        """It did not go."""
        self.again = now + self.wait
        self.wait = min(self.wait * 2, TRIED_AGAIN[1])


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
    ) -> None:
        self.channel, self.database, self.clock = channel, database, clock
        self.rate_limiter = RateLimiter(channel.pace.rate, clock)
        self.rooms: dict[str, RoomPace] = {}
        self._settled, self._due, self._rerouted = settled, due, rerouted
        self._wake = asyncio.Event()
        self._quiet = asyncio.Event()
        self._at_work: set[asyncio.Task[None]] = set()
        self._calls = count()
        self._in_line = 0
        self._latest = 0.0
        self._backoff = 0.0
        self._edited: OrderedDict[str, datetime] = OrderedDict()
        self._not_growing: set[int] = set()
        """Messages nothing can be added to any more, by our id."""
        self._holds: dict[str, Hold] = {}
        """By room, "" the whole channel."""
        self._troubled = False
        """Whether there may be a trouble of ours to be ended by a success."""

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
        self._holds.pop(room, None)

    def knows(self, room: str) -> bool:
        """Whether there is something for a room, as far as we know."""
        known = self.rooms.get(room)
        return known is not None and (known.pending or known.busy)

    async def run(self) -> None:
        """Sends until it is cancelled; then finishes what is under way."""
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
        """What was sent shortly before we began counts as if we had sent it: the platform has not forgotten. Nor has an operator mended
        what was wrong because we began."""
        with suppress(Unavailable):
            known = await self.database.read(troubles.pending)
            self._troubled = any(trouble.channel == self.channel.name for trouble in known)
        counts = self.channel if isinstance(self.channel, CountsSends) else None
        pace, now = self.channel.pace, self.clock.now()
        span = max(timedelta(minutes=1 if pace.group_per_minute else 0), counts.counted if counts else timedelta(0))
        if not span:
            return
        try:
            sent = await self.database.read(lambda db: outbox.lately(db, self.channel.name, since=now - span, now=now))
        except Unavailable:
            return
        for message, at in sent:
            room = self.rooms.setdefault(message.to.room, RoomPace(message.lane, pending=False))
            room.spoken_to(at.timestamp(), len(self.channel.render(message)), pace)
            if counts is not None:
                counts.sent_before(message, at)

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
        for hold in self._holds_over(name):
            at = max(at, NOT_YET if hold.trying else hold.again)
        return at

    def _holds_over(self, name: str) -> list[Hold]:
        return [hold for place in ("", name) if (hold := self._holds.get(place)) is not None]

    def _begin(self, name: str) -> None:
        room = self.rooms[name]
        room.busy, room.woken = True, False
        for hold in self._holds_over(name):
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
            for hold in self._holds.values():
                hold.again = min(hold.again, now + hold.wait)
        self._latest = now
        return now

    def _now(self) -> float:
        return self.clock.now().timestamp()

    # ── one room ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, name: str, room: RoomPace) -> None:
        """Sends the head of a room, then learns what is next there."""
        lane: Lane | None = room.lane
        parked: datetime | None = None
        tried = self._holds_over(name)
        try:
            lane, parked = await (self._write(name) if isinstance(self.channel, WritesHere) else self._send(name, room))
            self._backoff = 0.0
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
        while len(written) < AT_ONCE and (taken := self._take(db, name)) is not None:
            message = taken.message
            try:
                sent = Sent((), self.clock.now()) if message.whisper else self.channel.place(db, message)  # type: ignore[attr-defined]
                self._settle(db, message, sent)
                written.append((message, sent, "sent"))
            except Undeliverable:
                self._fail(db, message)
                written.append((message, None, "failed"))
        return written, *self._next_of(db, name)

    async def _send(self, name: str, room: RoomPace) -> tuple[Lane | None, datetime | None]:
        lane = f"{self.channel.name}:{name}"
        taken = await self.database.transact(lambda db: self._gathered(db, room, self._take(db, name)), lane)
        if taken is None:
            return await self.database.transact(lambda db: self._next_of(db, name), lane)
        message = taken.message
        try:
            sent, took = await self._paced(message, room)
            how, close = "sent", self._closing(taken, sent, took)
            self._note_edit(message, sent)
            close = self._mended(name, close)
        except Parked as parked:
            how, close = self._park(taken, parked)
        except TryLater as wait:
            how, close = self._try_later(taken, room, wait.seconds, counts=wait.counts)
        except Undeliverable as no:
            how, close = self._not_grown(taken, room) if taken.grows else ("failed", self._giving_up(message, no.reason))
        except Uncertain:
            how, close = self._doubt(taken, room)
        except Exception as problem:
            log.error("delivery failed", channel=self.channel.name, outbox=message.id, problem=type(problem).__name__)
            how, close = self._try_later(taken, room, 2.0 ** min(taken.attempts, 6), counts=True)

        if how not in ("sent", "parked"):
            for hold in self._holds_over(name):
                hold.put_off(self._now())

        def finish(db: Db) -> tuple[tuple[str, str] | None, tuple[Lane | None, datetime | None]]:
            return close(db), self._next_of(db, name)

        elsewhere, following = await self.database.transact(finish, lane)
        if elsewhere is not None:
            self._rerouted(*elsewhere)
        self._settled(message.to.key, how)
        log.info(
            "delivery",
            channel=self.channel.name,
            outbox=message.id,
            lane=message.lane.name,
            outcome=how,
            attempts=taken.attempts,
        )
        return following

    async def _paced(self, message: OutboundMessage, room: RoomPace) -> tuple[Sent, int]:
        """Hands the message over when it is its turn; gives too how many ms one of its calls took."""
        pieces = max(len(self.channel.render(message)), 1)
        self._in_line += 1
        try:
            now = await self.rate_limiter.enter(pieces)
        finally:
            self._in_line -= 1
            self._wake.set()
        room.spoken_to(now, pieces, self.channel.pace)
        try:
            sent = await self.channel.deliver(message)
        finally:
            self.rate_limiter.leave(pieces)
        return sent, max(0, round((self._now() - now) * 1000 / pieces))

    def _note_edit(self, message: OutboundMessage, sent: Sent) -> None:
        if message.replaces and self.channel.pace.edit_gap:
            self._edited[message.replaces[0]] = sent.at
            if len(self._edited) > EDITS_REMEMBERED:
                self._edited.popitem(last=False)

    def _take(self, db: Db, name: str) -> outbox.Taken | None:
        """The head that can really go; what has expired, is void or doubtful on the way there is closed."""
        now = self.clock.now()
        while (taken := outbox.take(db, self.channel.name, name, now=now, lease=LEASE)) is not None:
            ready = self._ready(db, taken, now)
            if ready is not None:
                return ready
        return None

    def _ready(self, db: Db, taken: outbox.Taken, now: datetime) -> outbox.Taken | None:
        message = taken.message
        if taken.ends < now:
            self._expire(db, message, now)
            return None
        if taken.doubts >= MOST_DOUBTS or (taken.once and taken.doubts):
            self._close_as(db, message, "uncertain", now)
            return None
        if message.parts and isinstance(message.parts[0], React) and self._is_busy(message.to.room):
            self._close_as(db, message, "expired", now)
            return None
        if taken.waits_for is not None:
            if outbox.is_settled(db, taken.waits_for):
                self._close_as(db, message, "folded", now)
                return None
            outbox.put_back(db, message.id, after=now + timedelta(seconds=1), counts=False)
            return None
        if not taken.last and (again := self._edit_again(message)) > now:
            outbox.put_back(db, message.id, after=again, counts=False)
            return None
        if message.lane is Lane.EDIT and not self.channel.can.edit:
            if not taken.last:
                self._close_as(db, message, "folded", now)
                return None
            return replace(taken, message=replace(message, replaces=()))
        return taken

    def _is_busy(self, name: str) -> bool:
        """Whether a third of what a group may be sent in a minute is spent: the rest is for words."""
        most, room = self.channel.pace.group_per_minute, self.rooms.get(name)
        return bool(most) and room is not None and room.lately(self._now()) >= most // 3

    def _gathered(self, db: Db, room: RoomPace, taken: outbox.Taken | None) -> outbox.Taken | None:
        """Where a group is owed more than it may be sent, or the same over and over, what may become one does: with what else is owed
        there, and with the last that was sent there, which grows by an edit. In one transaction with the taking, so that no line is lost."""
        pace = self.channel.pace
        if taken is None or taken.gathers is None or not pace.group_per_minute or not pace.is_group(taken.message.to.room):
            return taken
        now, kin = self.clock.now(), outbox.kin(db, taken)
        is_scarce = len(kin) + 1 > (pace.group_per_minute - room.lately(now.timestamp())) // 2
        parts = taken.message.parts
        for ident, more in kin:
            together = gathered(parts, more) if is_scarce or common_end(parts, more) else None
            if together is not None:
                parts = together
                outbox.fold_away(db, ident, at=now)
        if parts != taken.message.parts:
            outbox.rewrite(db, taken.message.id, parts)
            taken = replace(taken, message=replace(taken.message, parts=parts, asked=None))
        return self._grown(db, taken, now, is_scarce)

    def _grown(self, db: Db, taken: outbox.Taken, now: datetime, is_scarce: bool) -> outbox.Taken | None:
        """As an edit of the last of its kind, where that is young and has room; None where that was edited a moment ago."""
        message = taken.message
        last = outbox.last_kin(db, taken, since=now - GROWS_FOR) if self.channel.can.edit else None
        if last is None or last[0] in self._not_growing or not (is_scarce or common_end(last[1], message.parts)):
            return taken
        together, place = gathered(last[1], message.parts), outbox.refs(db, last[0])
        if together is None or len(place) != 1:
            return taken
        if together == last[1]:
            self._close_as(db, message, "folded", now)
            return None
        grown = replace(message, parts=together, replaces=place)
        if (again := self._edit_again(grown)) > now:
            outbox.put_back(db, message.id, after=again, counts=False)
            return None
        return replace(taken, message=grown, grows=last[0])

    def _not_grown(self, taken: outbox.Taken, room: RoomPace) -> tuple[str, Close]:
        """The message it was to be added to is gone: it stands alone."""
        assert taken.grows is not None
        self._not_growing.add(taken.grows)
        return self._try_later(taken, room, 0.0, counts=False)

    def _edit_again(self, message: OutboundMessage) -> datetime:
        """When a message may be edited next; the states in between are never shown."""
        edited = self._edited.get(message.replaces[0]) if message.replaces else None
        return edited + timedelta(seconds=self.channel.pace.edit_gap) if edited else NEVER

    def _expire(self, db: Db, message: OutboundMessage, now: datetime) -> None:
        """Its life has ended; where that is because it was parked, a dead letter says why."""
        self._close_as(db, message, "expired", now)
        if self._troubled:
            for trouble in troubles.pending(db):
                if trouble.channel == self.channel.name and trouble.room in ("", message.to.room):
                    self._bury(db, message, trouble.reason)

    def _bury(self, db: Db, message: OutboundMessage, reason: str) -> None:
        if not message.whisper:
            now = self.clock.now()
            inbox.bury(db, message.key, now, channel=self.channel.name, kind="owed", problem=reason, words="")

    def _close_as(self, db: Db, message: OutboundMessage, how: str, now: datetime) -> None:
        """Closed without being sent."""
        outbox.settle(db, message, how, at=now)
        self._settled(message.to.key, how)

    def _next_of(self, db: Db, name: str) -> tuple[Lane | None, datetime | None]:
        """The lane of what is next, and the moment it is parked until where nothing is due."""
        now = self.clock.now()
        lane = outbox.head_lane(db, self.channel.name, name, now=now)
        if lane is not None:
            return lane, None
        parked = outbox.next_due(db, self.channel.name, name)
        return (Lane.EDIT, parked) if parked is not None else (None, None)

    # ── how a send ends ──────────────────────────────────────────────────────────────────────────────────────────

    def _closing(self, taken: outbox.Taken, sent: Sent, took: int) -> Close:
        call, message = next(self._calls), taken.message

        def close(db: Db) -> None:
            self._settle(db, message, sent)
            if taken.grows is not None:
                outbox.rewrite(db, taken.grows, message.parts)
            if not message.whisper:  # where nobody can be told alone it is no call at all
                channel_latency.note(db, self.channel.name, call, took)

        return close

    def _settle(self, db: Db, message: OutboundMessage, sent: Sent) -> None:
        """Sent: its references are kept, and what starts with its acknowledgement is put on the agenda."""
        then = outbox.settle(db, message, "sent", at=self.clock.now(), sent_as=sent)
        if then is not None:
            agenda.plan(db, *then, sent.at)
            self._due(sent.at)

    def _try_later(self, taken: outbox.Taken, room: RoomPace, seconds: float, *, counts: bool) -> tuple[str, Close]:
        """The head is held, the room with it; a wait over a minute parks the head, so that the room goes on."""
        if counts and taken.attempts >= MOST_TRIES:
            log.warning("gave up", channel=self.channel.name, outbox=taken.message.id, attempts=taken.attempts)
            return "failed", lambda db: self._fail(db, taken.message)
        now = self.clock.now()
        if seconds > LONGEST_WAIT:
            return "later", lambda db: outbox.put_back(
                db, taken.message.id, after=now + timedelta(seconds=seconds), counts=counts
            )
        room.ready = max(room.ready, now.timestamp() + seconds)
        return "later", lambda db: outbox.put_back(db, taken.message.id, after=now, counts=counts)

    def _park(self, taken: outbox.Taken, parked: Parked) -> tuple[str, Close]:
        """Held until an operator mends it: the whole channel, the room, or the message alone with longer and longer waits. What would
        be tried again only after its end is given up now."""
        message, now = taken.message, self.clock.now()
        again = now
        if parked.holds == "message":
            again += timedelta(seconds=min(TRIED_AGAIN[0] * 2 ** (min(taken.attempts, 10) - 1), ODD_TRIED_AGAIN))
        else:
            self._hold("" if parked.holds == "channel" else message.to.room, parked.reason)
        log.warning("parked", channel=self.channel.name, outbox=message.id, reason=parked.reason, holds=parked.holds)

        def keep(db: Db) -> None:
            self._begin_trouble(db, message.to.room if parked.holds == "room" else "", parked.reason)
            outbox.put_back(db, message.id, after=again, counts=parked.holds == "message")

        def give_up(db: Db) -> None:
            self._begin_trouble(db, "", parked.reason)
            self._fail(db, message)
            self._bury(db, message, parked.reason)

        return ("failed", give_up) if again > taken.ends else ("parked", keep)

    def _hold(self, place: str, reason: str) -> None:
        hold = self._holds.setdefault(place, Hold(reason, 0.0))
        hold.reason = reason
        hold.put_off(self._now())

    def _begin_trouble(self, db: Db, place: str, reason: str) -> None:
        self._troubled = True
        if (told := troubles.begin(db, troubles.Trouble(self.channel.name, place, reason), now=self.clock.now())) is not None:
            self._due(told)

    def _mended(self, name: str, close: Close) -> Close:
        """The first success ends what was wrong with the room and with the channel."""
        for place in ("", name):
            self._holds.pop(place, None)
        if not self._troubled:
            return close

        def end(db: Db) -> tuple[str, str] | None:
            self._troubled = troubles.end(db, self.channel.name, name)
            return close(db)

        return end

    async def park(self, reason: str | None) -> None:
        """The channel's own word: nothing can be sent until an operator mends that; None once it is well again."""
        if reason is not None:
            self._hold("", reason)
            await self.database.transact(lambda db: self._begin_trouble(db, "", reason))
            return
        self._holds.pop("", None)
        self._quiet.clear()
        self._wake.set()
        if self._troubled:
            self._troubled = await self.database.transact(lambda db: troubles.end(db, self.channel.name, ""))

    def _doubt(self, taken: outbox.Taken, room: RoomPace) -> tuple[str, Close]:
        """No answer came: repeated once, then closed as uncertain."""
        if taken.once or taken.doubts + 1 >= MOST_DOUBTS:
            return "uncertain", lambda db: self._fail(db, taken.message, "uncertain")
        now = self.clock.now()
        room.ready = max(room.ready, now.timestamp() + 2)
        return "later", lambda db: outbox.put_back(db, taken.message.id, after=now, doubtful=True)

    def _giving_up(self, message: OutboundMessage, reason: str) -> Close:
        log.warning("undeliverable", channel=self.channel.name, outbox=message.id, reason=reason)
        if reason != "unreachable" or not message.to.direct:
            return lambda db: self._fail(db, message)

        def wait_for_them(db: Db) -> tuple[str, str] | None:
            people.mark_unreachable(db, message.to.channel, message.to.room)
            person = outbox.strand(db, message.id, now=self.clock.now())
            if person is None:
                self._fail(db, message)
                return None
            elsewhere = people.private_address(db, person)
            if elsewhere is not None:
                outbox.release(db, person, *elsewhere)
            return elsewhere

        return wait_for_them

    def _fail(self, db: Db, message: OutboundMessage, how: str = "failed") -> None:
        outbox.settle(db, message, how, at=self.clock.now())


class Delivery:
    """All channels' senders, and the ways to wake them."""

    def __init__(
        self, database: Database, clock: Clock, *, settled: Callable[[str, str], None], due: Callable[[datetime], None]
    ) -> None:
        self.database, self.clock = database, clock
        self._settled, self._due = settled, due
        self.senders: dict[str, Sender] = {}

    def add(self, channel: Channel) -> None:
        self.senders[channel.name] = Sender(
            channel, self.database, self.clock, settled=self._settled, due=self._due, rerouted=self._reroute
        )

    def wake(self, effects: Effects) -> None:
        """What a commit owes, and where nothing is in its way any more."""
        for channel, room in effects.mended:
            if (sender := self.senders.get(channel)) is not None:
                sender.release(room)
        for (channel, room), lane in effects.rooms.items():
            if (sender := self.senders.get(channel)) is not None:
                sender.wake(room, lane)

    async def park(self, channel: str, reason: str | None) -> None:
        """What a channel says of itself. Raises Unavailable."""
        await self.senders[channel].park(reason)

    def _reroute(self, channel: str, room: str) -> None:
        """What could not be said on one channel goes to another."""
        if (sender := self.senders.get(channel)) is not None:
            sender.wake(room, Lane.PUSH)

    async def recover(self) -> None:
        """At the start: everything pending is looked at, what was on its way when we stopped is doubted."""
        if self.database.backend == "sqlite":
            await self.database.transact(lambda db: outbox.recover(db, self.clock.now()))
        for channel, room in await self.database.read(outbox.rooms):
            if (sender := self.senders.get(channel)) is not None:
                sender.wake(room, Lane.EDIT)

    async def run(self) -> None:
        """Everything, where we are alone."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.write(), name="write")
            group.create_task(self.send(), name="send")

    async def write(self) -> None:
        """What is sent by being written here. Any number of replicas may: a room's rows are written in one transaction, one at a time."""
        await self._serve(lambda channel: isinstance(channel, WritesHere))

    async def send(self) -> None:
        """What is sent to a platform: only one replica may, or a room's order and a platform's pace are lost."""
        if self.database.backend != "sqlite":
            with suppress(Unavailable):  # whoever did it before us is gone, and what was on its way then is sent again
                await self.database.transact(lambda db: outbox.recover(db, self.clock.now()))
        await self._serve(lambda channel: not isinstance(channel, WritesHere))

    async def _serve(self, meant: Callable[[Channel], bool]) -> None:
        senders = {name: sender for name, sender in self.senders.items() if meant(sender.channel)}
        async with asyncio.TaskGroup() as group:
            for name, sender in senders.items():
                group.create_task(sender.run(), name=f"deliver {name}")
            if self.database.backend != "sqlite":
                group.create_task(self._notice(senders), name="notice")

    async def _notice(self, senders: Mapping[str, Sender]) -> None:
        """What other replicas commit wakes nobody here: it is looked for."""
        while True:
            with suppress(Unavailable):
                for channel, room in await self.database.read(outbox.rooms):
                    if (sender := senders.get(channel)) is not None and not sender.knows(room):
                        sender.wake(room, Lane.EDIT)
            await self.clock.sleep(self.clock.now() + NOTICED_WITHIN)

    async def idle(self) -> None:
        for sender in self.senders.values():
            await sender.idle()
