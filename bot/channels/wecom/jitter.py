"""Deliveries of one due moment, spread over five minutes: Tencent asks not to be fired at on the hour (page 90236).

What the message says of its moment is unchanged. A few pushes go at once; of many, each person has their own place in the five
minutes, the same every day.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from zlib import crc32

from bot.channel import TryLater
from bot.messages import Lane, OutboundMessage

FEW, TOGETHER = 10, timedelta(seconds=10)
"""So many pushes within this time are no crowd."""
FROM, TO = 61, 300
"""Seconds. A wait over a minute is parked, so that an answer to the same person goes past it."""
REMEMBERED = 100_000


class Spread:
    """Lets a push pass, or names the seconds until its turn."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, datetime] = OrderedDict()
        self._recent: deque[datetime] = deque()

    def wait(self, message: OutboundMessage, now: datetime) -> None:
        """Raises TryLater until the turn of a push; what nobody is waiting for on the second is not held up."""
        if message.lane is not Lane.PUSH:
            return
        if message.key not in self._turns:
            self._turns[message.key] = self._turn(message, now)
        if len(self._turns) > REMEMBERED:
            self._turns.popitem(last=False)
        if (wait := (self._turns[message.key] - now).total_seconds()) > 0:
            raise TryLater(wait, counts=False)

    def _turn(self, message: OutboundMessage, now: datetime) -> datetime:
        while self._recent and self._recent[0] <= now - TOGETHER:
            self._recent.popleft()
        self._recent.append(now)
        if len(self._recent) <= FEW:
            return now
        turn = now + timedelta(seconds=FROM + crc32(message.to.key.encode()) % (TO - FROM))
        return turn if message.until is None or turn < message.until else now
