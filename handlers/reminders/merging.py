"""Two people become one: what either set or was to be told is theirs together."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.reminders.remind import plan
from handlers.reminders.settings import feature
from storage import reminders


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    reminders.merge(ctx.db, old, kept)
    plan(ctx, f"person:{old}")
    plan(ctx, f"person:{kept}")
    return []
