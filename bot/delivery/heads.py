"""What goes next to a room: the head of its lanes that can really go, and what becomes one with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.channel import Channel
from bot.clock import Clock
from bot.delivery.closing import MOST_DOUBTS
from bot.delivery.parking import Parking
from bot.gathering import common_end, gathered
from bot.messages import Lane, OutboundMessage, Sent
from bot.parts import React
from bot.rate_limit import RoomPace
from storage import outbox
from storage.connection import Db

LEASE = timedelta(minutes=2)
"""How long a message taken belongs to its taker; after a crash it is taken again."""
EDITS_REMEMBERED = 1000
GROWS_FOR = timedelta(minutes=1)
"""How long a message may be added to: later it stands too far above."""
NEVER = datetime.min.replace(tzinfo=UTC)


class Heads:
    """The heads of one channel's rooms. What may not go is closed on the way to what may."""

    def __init__(
        self,
        channel: Channel,
        clock: Clock,
        parking: Parking,
        rooms: Mapping[str, RoomPace],
        *,
        settled: Callable[[str, str], None],
    ) -> None:
        self.channel, self.clock, self.parking, self.rooms = channel, clock, parking, rooms
        self._settled = settled
        self._edited: OrderedDict[str, datetime] = OrderedDict()
        self._not_growing: set[int] = set()
        """Messages nothing can be added to any more, by our id."""

    def take(self, db: Db, name: str, epoch: int = 0) -> outbox.Taken | None:
        """The head that can really go, leased to a term; what has expired, is void or doubtful on the way there is closed."""
        now = self.clock.now()
        while (taken := outbox.take(db, self.channel.name, name, now=now, lease=LEASE, epoch=epoch)) is not None:
            ready = self._ready(db, taken, now)
            if ready is not None:
                return ready
        return None

    def following(self, db: Db, name: str) -> tuple[Lane | None, datetime | None]:
        """The lane of what is next, and the moment it is parked until where nothing is due."""
        now = self.clock.now()
        lane = outbox.head_lane(db, self.channel.name, name, now=now)
        if lane is not None:
            return lane, None
        parked = outbox.next_due(db, self.channel.name, name)
        return (Lane.EDIT, parked) if parked is not None else (None, None)

    def note_edit(self, message: OutboundMessage, sent: Sent) -> None:
        """The platform has shown an edit."""
        if message.replaces and self.channel.pace.edit_gap:
            self._edited[message.replaces[0]] = sent.at
            if len(self._edited) > EDITS_REMEMBERED:
                self._edited.popitem(last=False)

    def stops_growing(self, message: int) -> None:
        """A message others were added to is gone."""
        self._not_growing.add(message)

    def gather(self, db: Db, room: RoomPace, taken: outbox.Taken | None) -> outbox.Taken | None:
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

    def _ready(self, db: Db, taken: outbox.Taken, now: datetime) -> outbox.Taken | None:
        message = taken.message
        if taken.ends < now:
            self._close_as(db, message, "expired", now)
            self.parking.bury_expired(db, message)
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
        return bool(most) and room is not None and room.lately(self.clock.now().timestamp()) >= most // 3

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

    def _edit_again(self, message: OutboundMessage) -> datetime:
        """When a message may be edited next; the states in between are never shown."""
        edited = self._edited.get(message.replaces[0]) if message.replaces else None
        return edited + timedelta(seconds=self.channel.pace.edit_gap) if edited else NEVER

    def _close_as(self, db: Db, message: OutboundMessage, how: str, now: datetime) -> None:
        """Closed without being sent."""
        outbox.settle(db, message, how, at=now)
        self._settled(message.to.key, how)
