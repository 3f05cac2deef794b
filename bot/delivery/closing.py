"""How a send ends: sent, tried again later, waiting for its person, given up, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

import structlog

from bot.channel import FileGone
from bot.clock import Clock
from bot.delivery.missing_file import without_file
from bot.messages import OutboundMessage, Sent
from bot.rate_limit import RoomPace
from storage import agenda, channel_latency, inbox, outbox, people, standing, undelivered
from storage.connection import Db

log = structlog.get_logger()

MOST_TRIES = 10
MOST_DOUBTS = 2
LONGEST_WAIT = 60.0
"""Seconds between two tries, at most."""

Close = Callable[[Db], tuple[str, str] | None]
"""How a message is closed or put back; gives the (channel, room) it goes to instead, where it does."""


class SendResult(NamedTuple):
    """What became of a send, as the log says it, and what that changes in the database."""

    how: str
    close: Close


class Closing:
    """The verdicts of one channel."""

    def __init__(self, channel: str, clock: Clock, *, due: Callable[[datetime], None]) -> None:
        self.channel, self.clock, self._due = channel, clock, due
        self._calls = count()

    def sent(self, taken: outbox.Taken, sent: Sent, took: int) -> Close:
        """The platform has it; `took` is how many ms one of its calls took."""
        call, message = next(self._calls), taken.message

        def close(db: Db) -> None:
            self.settle(db, message, sent)
            if taken.grows is not None:
                outbox.rewrite(db, taken.grows, message.parts)
            if not message.whisper:  # where nobody can be told alone it is no call at all
                channel_latency.note(db, self.channel, call, took)

        return close

    def settle(self, db: Db, message: OutboundMessage, sent: Sent) -> None:
        """Sent: its references are kept, and what starts with its acknowledgement is put on the agenda."""
        then = outbox.settle(db, message, "sent", at=self.clock.now(), sent_as=sent)
        if then is not None:
            agenda.plan(db, *then, sent.at)
            self._due(sent.at)

    def later(self, taken: outbox.Taken, room: RoomPace, seconds: float, *, counts: bool) -> SendResult:
        """The head is held, the room with it; a wait over a minute parks the head, so that the room goes on."""
        if counts and taken.attempts >= MOST_TRIES:
            log.warning("gave up", channel=self.channel, outbox=taken.message.id, attempts=taken.attempts)
            return SendResult("failed", lambda db: fail(db, taken.message, at=self.clock.now()))
        now = self.clock.now()
        if seconds > LONGEST_WAIT:
            after = now + timedelta(seconds=seconds)
            return SendResult("later", lambda db: outbox.put_back(db, taken.message.id, after=after, counts=counts))
        room.ready = max(room.ready, now.timestamp() + seconds)  # not the row: a clock set back would hold it for as long
        return SendResult("later", lambda db: outbox.put_back(db, taken.message.id, counts=counts))

    def doubted(self, taken: outbox.Taken, room: RoomPace) -> SendResult:
        """No answer came: repeated once, then closed as uncertain."""
        if taken.once or taken.doubts + 1 >= MOST_DOUBTS:
            return SendResult("uncertain", lambda db: fail(db, taken.message, "uncertain", at=self.clock.now()))
        now = self.clock.now()
        room.ready = max(room.ready, now.timestamp() + 2)
        return SendResult("later", lambda db: outbox.put_back(db, taken.message.id, doubtful=True))

    def without_file(self, message: OutboundMessage, gone: FileGone) -> SendResult:
        """What was to carry it goes with a sentence in its place; the managers have a dead letter."""
        log.warning("file missing", channel=self.channel, outbox=message.id, file=gone.file)
        if without_file(message.parts, gone.file, "zh") == message.parts:
            return self.undeliverable(message, gone.reason)

        def say_so(db: Db) -> None:
            now, language = self.clock.now(), standing.language_in(db, message.to.channel, message.to.room)
            outbox.rewrite(db, message.id, without_file(message.parts, gone.file, language))
            outbox.put_back(db, message.id)
            inbox.bury(db, message.key, now, channel=self.channel, kind=undelivered.OWED, problem=gone.reason, words="")

        return SendResult("later", say_so)

    def undeliverable(self, message: OutboundMessage, reason: str) -> SendResult:
        """Never there; where its person cannot be reached it waits for them, or goes where they can be."""
        log.warning("undeliverable", channel=self.channel, outbox=message.id, reason=reason)
        if reason != "unreachable" or not message.to.direct:
            return SendResult("failed", lambda db: fail(db, message, at=self.clock.now()))

        def wait_for_them(db: Db) -> tuple[str, str] | None:
            people.mark_unreachable(db, message.to.channel, message.to.room)
            person = outbox.strand(db, message.id, now=self.clock.now())
            if person is None:
                fail(db, message, at=self.clock.now())
                return None
            elsewhere = people.private_address(db, person)
            if elsewhere is not None:
                outbox.release(db, person, *elsewhere)
            return elsewhere

        return SendResult("failed", wait_for_them)


def fail(db: Db, message: OutboundMessage, how: str = "failed", *, at: datetime) -> None:
    """Closed without anybody knowing that it arrived."""
    outbox.settle(db, message, how, at=at)
