"""Rooms in which an answer to a callback is on its way: what else is owed there was said after it, and waits."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from bot.channel import House, Parked, TryLater, Uncertain, Undeliverable
from bot.messages import InboundEvent, OutboundMessage, Sent

log = structlog.get_logger()

AT_MOST = timedelta(seconds=6)
"""An answer not given by then never will be: the platform has hung up."""
A_MOMENT = 0.2
"""Seconds until it is worth looking again."""


class Answering:
    """Delivery begins at the commit; without this, the second thing said could arrive before the first."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, datetime]] = {}

    def begin(self, event: InboundEvent, now: datetime) -> None:
        """Before the event is committed, where its first words may be the answer."""
        if event.answer is not None and event.answer.carries == "reply":
            self._rooms.setdefault(event.address.room, {})[event.key] = now + AT_MOST

    def end(self, room: str, key: str) -> None:
        """The answer to that event is given, or there is none."""
        under_way = self._rooms.get(room, {})
        under_way.pop(key, None)
        if not under_way:
            self._rooms.pop(room, None)

    @contextmanager
    def to(self, event: InboundEvent, now: datetime) -> Iterator[None]:
        """Around the commit and the answer."""
        self.begin(event, now)
        try:
            yield
        finally:
            self.end(event.address.room, event.key)

    def wait(self, room: str, now: datetime) -> None:
        """Raises TryLater while an answer is on its way there."""
        if any(now < until for until in self._rooms.get(room, {}).values()):
            raise TryLater(A_MOMENT, counts=False)


async def answer(house: House, message: OutboundMessage, sending: Awaitable[Sent]) -> None:
    """Settles a claimed message once it is sent; what cannot be done now, delivery does the ordinary way and no later than it may."""
    try:
        await house.settle(message, await sending)
    except (TryLater, Parked, Undeliverable, Uncertain, TimeoutError) as trouble:
        log.info("answer left to delivery", channel=message.to.channel, outbox=message.id, why=type(trouble).__name__)
        if not isinstance(trouble, Uncertain | TimeoutError):  # these may have arrived: they wait until the claim ends
            await house.put_back(message, trouble.seconds if isinstance(trouble, TryLater) else 0.0)
