"""What is parked until an operator mends it: a channel, a room or one message, tried again after longer and longer waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channel import Parked
from bot.clock import Clock
from bot.delivery.closing import Close, SendResult, fail
from bot.messages import OutboundMessage
from storage import inbox, outbox, troubles
from storage.connection import Db, Unavailable
from storage.database import Database

log = structlog.get_logger()

TRIED_AGAIN = (60.0, 600.0)
"""Seconds between two tries of what is parked: doubled each time, at most the second."""
ODD_TRIED_AGAIN = 3600.0
"""Seconds at most between two tries of a message parked alone."""


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


class Parking:
    """What one channel has parked. A room is named; "" is the whole channel."""

    def __init__(self, channel: str, database: Database, clock: Clock, *, due: Callable[[datetime], None]) -> None:
        self.channel, self.database, self.clock, self._due = channel, database, clock, due
        self._holds: dict[str, Hold] = {}
        self._is_troubled = False
        """Whether there may be a trouble of ours to be ended by a success."""
        self._begun = 0
        """How many troubles have begun: a success of before the last one ends nothing."""

    async def recall(self) -> None:
        """No operator has mended what was wrong because we began."""
        with suppress(Unavailable):
            known = await self.database.read(troubles.pending)
            self._is_troubled = any(trouble.channel == self.channel for trouble in known)

    def over(self, room: str) -> list[Hold]:
        """What holds a room, or the channel with it."""
        return [hold for place in ("", room) if (hold := self._holds.get(place)) is not None]

    def release(self, room: str) -> None:
        """Whatever held it is over."""
        self._holds.pop(room, None)

    def put_off(self, room: str) -> None:
        """What was tried of it did not go."""
        for hold in self.over(room):
            hold.put_off(self._now())

    def bring_near(self, now: float) -> None:
        """The clock was set back: nobody waits longer for that."""
        for hold in self._holds.values():
            hold.again = min(hold.again, now + hold.wait)

    def park(self, taken: outbox.Taken, parked: Parked) -> SendResult:
        """Held until an operator mends it: the whole channel, the room, or the message alone with longer and longer waits. What would
        be tried again only after its end is given up now."""
        message, again = taken.message, self.clock.now()
        if parked.holds == "message":
            again += timedelta(seconds=min(TRIED_AGAIN[0] * 2 ** (min(taken.attempts, 10) - 1), ODD_TRIED_AGAIN))
        else:
            self._hold("" if parked.holds == "channel" else message.to.room, parked.reason)
        self._begun += 1
        log.warning("parked", channel=self.channel, outbox=message.id, reason=parked.reason, holds=parked.holds)

        def keep(db: Db) -> None:
            self._begin_trouble(db, message.to.room if parked.holds == "room" else "", parked.reason)
            outbox.put_back(db, message.id, after=again, counts=parked.holds == "message")

        def give_up(db: Db) -> None:
            self._begin_trouble(db, "", parked.reason)
            fail(db, message, at=self.clock.now())
            self._bury(db, message, parked.reason)

        return SendResult("failed", give_up) if again > taken.ends else SendResult("parked", keep)

    async def declare(self, reason: str | None) -> None:
        """The channel's own word: nothing can be sent until an operator mends that; None once it is well again. Raises Unavailable."""
        if reason is not None:
            self._hold("", reason)
            self._begun += 1
            await self.database.transact(lambda db: self._begin_trouble(db, "", reason))
        elif self._is_troubled:
            await self.database.transact(self._ending(""))

    def mended(self, room: str, close: Close) -> Close:
        """The first success ends what was wrong with the room and with the channel."""
        self.release("")
        self.release(room)
        if not self._is_troubled:
            return close

        ending = self._ending(room)

        def end(db: Db) -> tuple[str, str] | None:
            ending(db)
            return close(db)

        return end

    def _ending(self, room: str) -> Callable[[Db], None]:
        """Strikes off what was wrong with a room and the channel until now; what begins before it is written is another trouble."""
        begun = self._begun

        def end(db: Db) -> None:
            if self._begun == begun:
                self._is_troubled = troubles.end(db, self.channel, room)

        return end

    def bury_expired(self, db: Db, message: OutboundMessage) -> None:
        """Where its life has ended because it was parked, a dead letter says why."""
        if self._is_troubled:
            for trouble in troubles.pending(db):
                if trouble.channel == self.channel and trouble.room in ("", message.to.room):
                    self._bury(db, message, trouble.reason)

    def _bury(self, db: Db, message: OutboundMessage, reason: str) -> None:
        if not message.whisper:
            now = self.clock.now()
            inbox.bury(db, message.key, now, channel=self.channel, kind="owed", problem=reason, words="")

    def _hold(self, place: str, reason: str) -> None:
        hold = self._holds.setdefault(place, Hold(reason, 0.0))
        hold.reason = reason
        hold.put_off(self._now())

    def _begin_trouble(self, db: Db, place: str, reason: str) -> None:
        self._is_troubled = True
        if (told := troubles.begin(db, troubles.Trouble(self.channel, place, reason), now=self.clock.now())) is not None:
            self._due(told)

    def _now(self) -> float:
        return self.clock.now().timestamp()
