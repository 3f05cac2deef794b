"""How much a room of a platform may still be sent: counted in the database, over restarts and replicas alike.

For a platform that drops the excess without a word, and for one that several of us send to.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from bot.channel import TryLater
from bot.clock import Clock
from storage import platform_sends
from storage.connection import Unavailable
from storage.database import Database
from storage.platform_sends import Window

NOT_NOW = 5.0
"""Seconds until it is tried again where the database cannot count."""


class SendCounts:
    """Counts around each send."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    @asynccontextmanager
    async def within(self, account: str, room: str, windows: Sequence[Window]) -> AsyncIterator[None]:
        """Around one send. Raises TryLater with the seconds until there is room for it, counting nothing.

        It counts from the moment it ended, the latest at which the platform can have counted it.
        """
        now, lane = self._clock.now, f"{account}:{room}"
        try:
            begun = await self._database.transact(
                lambda db: platform_sends.begin_within(db, account, room, windows, now=now()), lane
            )
        except Unavailable:
            raise TryLater(NOT_NOW, counts=False) from None
        if not isinstance(begun, int):
            raise TryLater(begun.total_seconds(), counts=False)
        try:
            yield
        finally:
            with suppress(Unavailable):  # it counts for longer than it must
                await self._database.transact(lambda db: platform_sends.end(db, begun, now=now()), lane)
