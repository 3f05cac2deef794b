"""It is over: an event whose time has passed is closed, and nobody signs up for it any more."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context
from handlers.events import rules
from handlers.events.settings import feature
from storage.events import events


@feature.due("over")
def over(ctx: Context, subject: str, due_at: datetime) -> None:
    one = events.by_number(ctx.db, int(subject))
    if one is not None and rules.ends_at(one.starts_at, one.minutes) <= ctx.now:
        events.close(ctx.db, one.id, at=ctx.now)
