"""Two accounts become one person: what either reported stands, once a day."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.behaviours.settings import feature
from storage import behaviours, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        behaviours.move(ctx.db, old_member, kept_member)
    behaviours.move_person(ctx.db, old, kept)
    return []
