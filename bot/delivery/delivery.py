"""All channels' senders: who is woken by what was committed, and which of them run here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from bot.channel import Channel, WritesHere
from bot.clock import Clock, rest
from bot.delivery.carrying import Fits, as_it_is
from bot.delivery.sender import Sender
from bot.effects import Effects
from bot.messages import Lane
from storage import outbox
from storage.connection import Db, Unavailable
from storage.database import Database
from storage.sender_locks import Term

NOTICED_WITHIN = 1.0
"""Seconds what another replica commits may go unnoticed where its word is not heard."""
NOTICED_ALONE = 10.0
"""The same of what the shell owes beside the one program over a SQLite."""


class Delivery:
    """All channels' senders, and the ways to wake them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        settled: Callable[[str, str], None],
        due: Callable[[datetime], None],
        fits: Fits = as_it_is,
    ) -> None:
        self.database, self.clock = database, clock
        self._settled, self._due, self._fits = settled, due, fits
        self.senders: dict[str, Sender] = {}

    def add(self, channel: Channel) -> None:
        self.senders[channel.name] = Sender(
            channel,
            self.database,
            self.clock,
            settled=self._settled,
            due=self._due,
            rerouted=self._reroute,
            fits=self._fits,
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
            await self.database.transact(self._recover)
        for channel, room in await self.database.read(outbox.rooms):
            if (sender := self.senders.get(channel)) is not None:
                sender.wake(room, Lane.EDIT)

    async def run(self) -> None:
        """Everything, where we are alone."""
        with suppress(Unavailable):  # whoever had it is gone
            await self.database.transact(self._recover)
        await self._serve(self.senders)

    async def write(self) -> None:
        """What is sent by being written here. Any number of replicas may: a room's rows are written in one transaction, one at a time."""
        await self._serve({name: sender for name, sender in self.senders.items() if isinstance(sender.channel, WritesHere)})

    async def send(self, account: str, term: Term, is_sure: Callable[[], bool]) -> None:
        """What is sent to a platform, in a term of ours: two programs at once would lose a room's order and the platform's pace."""
        sender = self.senders[account]
        async with asyncio.TaskGroup() as group:
            group.create_task(sender.run(term, is_sure) if term.epoch else sender.run(), name=f"deliver {account}")
            group.create_task(self._notice({account: sender}), name=f"notice {account}")

    def _recover(self, db: Db) -> None:
        for account in self.senders:
            outbox.recover(db, account)

    async def _serve(self, senders: Mapping[str, Sender]) -> None:
        async with asyncio.TaskGroup() as group:
            for name, sender in senders.items():
                group.create_task(sender.run(), name=f"deliver {name}")
            group.create_task(self._notice(senders), name="notice")

    async def _notice(self, senders: Mapping[str, Sender]) -> None:
        """What other replicas and the shell commit wakes nobody here: it is looked for."""
        pause = NOTICED_WITHIN if self.database.backend != "sqlite" else NOTICED_ALONE
        while True:
            with suppress(Unavailable):
                for channel, room in await self.database.read(outbox.rooms):
                    if (sender := senders.get(channel)) is not None and not sender.knows(room):
                        sender.wake(room, Lane.EDIT)
            await rest(pause)

    async def idle(self) -> None:
        for sender in self.senders.values():
            await sender.idle()
