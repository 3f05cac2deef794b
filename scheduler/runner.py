"""The runner takes what is due from the agenda and hands it over, each occurrence as one event."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.messages import Address, InboundEvent, Kind
from storage import agenda
from storage.database import Database

AT_ONCE = 32
"""Rows looked at together: enough for grouped commits, few enough that a message said meanwhile waits no longer than one of them."""


class Runner:
    """`tick` runs everything due by now; what decides that it runs once is the occurrence row in the transaction that does the work."""

    def __init__(self, database: Database, clock: Clock, receive: Callable[[InboundEvent], Awaitable[Any]]) -> None:
        self.database, self.clock, self.receive = database, clock, receive

    async def tick(self) -> int:
        """Runs what is due, the oldest first; gives how many. Raises Unavailable when the database cannot take it."""
        ran = 0
        while rows := await self.database.read(lambda db: agenda.due(db, self.clock.now(), AT_ONCE)):
            outcomes = await asyncio.gather(*(self.receive(_event(row)) for row in rows), return_exceptions=True)
            if trouble := [outcome for outcome in outcomes if isinstance(outcome, BaseException)]:
                raise trouble[0]
            ran += len(rows)
        return ran

    async def next_moment(self) -> datetime | None:
        """The nearest moment on the agenda."""
        return await self.database.read(agenda.next_moment)


def _event(row: agenda.Due) -> InboundEvent:
    key = f"due:{row.job}:{row.subject}:{row.due_at.isoformat()}"
    # The lane is the subject's, so that what is due for one camp is done in its order.
    at = Address("due", row.subject)
    return InboundEvent(
        key,
        row.due_at,
        at,
        None,
        Kind.DUE,
        data={"job": row.job, "subject": row.subject, "due_at": row.due_at, "camp": row.camp},
    )
