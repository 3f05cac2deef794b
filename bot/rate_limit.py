"""How fast a channel is spoken to: one rate over all its rooms, and a gap and a sliding minute within each.

Turns are spaced by 1/rate on a schedule that makes up for at most half a second of lost time, and never more than the
rate and one are under way or ended within the last second: what a platform counts in a sliding second is counted here the
same way, whatever delays lie between. (A leaky bucket lets up to twice the rate through in its first second; without the
one, every send would be late by the time its answer takes.)
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channel import Pace
from bot.clock import Clock
from bot.messages import Lane

MAKES_UP = 0.5
"""Seconds of lost time that later turns may make up for."""
FURTHEST_AHEAD = 20
"""Turns the schedule may be ahead of now; further, the clock was set back."""
MINUTE = 60.0


@dataclass(slots=True)
class RoomPace:
    """A room as its sender sees it: the lane of its head, when pace and back-off let it go, until when all it has is parked.

    Moments are seconds since 1970; `sends` are those of the last minute in a group.
    """

    lane: Lane
    ready: float = 0.0
    parked: float = 0.0
    pending: bool = True
    busy: bool = False
    woken: bool = False
    sends: deque[float] = field(default_factory=deque)

    def free_at(self, name: str, pace: Pace) -> float:
        """When this room may next be spoken to."""
        at, most = max(self.ready, self.parked), pace.group_per_minute
        if most and len(self.sends) >= most and pace.is_group(name):
            at = max(at, self.sends[-most] + MINUTE)
        return at

    def lately(self, now: float) -> int:
        """How many sends the last minute has seen."""
        return sum(at > now - MINUTE for at in self.sends)

    def start_afresh(self) -> None:
        """The clock was set back: what was booked by it means nothing."""
        self.ready = self.parked = 0.0
        self.sends.clear()

    def spoken_to(self, now: float, pieces: int, pace: Pace) -> None:
        """Books the pieces of a message that goes now."""
        self.ready = now + pace.room_gap * pieces
        if pace.group_per_minute:
            self.sends.extend([now] * pieces)
            while len(self.sends) > pace.group_per_minute:
                self.sends.popleft()


class RateLimiter:
    """Lets sends through one by one, in the order they came."""

    def __init__(self, rate: float, clock: Clock) -> None:
        self.rate, self.clock = rate, clock
        self._most = max(int(min(rate, 1_000_000)), 1) + 1
        self._next = 0.0
        self._under_way = 0
        self._ended: deque[float] = deque()
        self._one_ended = asyncio.Event()
        self._line = asyncio.Lock()

    async def enter(self, pieces: int) -> float:
        """Waits for a turn of so many sends; gives the moment it began. `leave` must follow."""
        async with self._line:
            now = await self._wait()
            self._next = max(self._next, now - MAKES_UP) + pieces / self.rate
            self._under_way += pieces
        return now

    def sent_before(self, moment: float, pieces: int) -> None:
        """So many sends of before we began, the earliest told first: the platform counts them for a second as it counts ours."""
        if moment > self._now() - 1:
            self._ended.extend([moment] * pieces)

    def leave(self, pieces: int) -> None:
        """The sends of a turn have ended, one way or another."""
        self._under_way -= pieces
        self._ended.extend([self._now()] * pieces)
        self._one_ended.set()

    async def _wait(self) -> float:
        while True:
            now = self._now()
            while self._ended and not now - 1 < self._ended[0] <= now:
                self._ended.popleft()
            self._next = min(self._next, now + FURTHEST_AHEAD / self.rate)
            if self._under_way + len(self._ended) >= self._most:
                await self._until(max(self._next, self._ended[0] + 1) if self._ended else None)
            elif self._next > now:
                await self._until(self._next)
            else:
                return now

    async def _until(self, moment: float | None) -> None:
        """A moment, or the end of a send that is under way."""
        self._one_ended.clear()
        if moment is None:
            await self._one_ended.wait()
        else:
            await self.clock.sleep(datetime.fromtimestamp(moment, UTC))

    def _now(self) -> float:
        return self.clock.now().timestamp()
