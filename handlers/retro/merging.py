"""Two accounts become one person: what either wrote is theirs, one answer a field."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.retro.settings import feature
from storage import retro, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        retro.move(ctx.db, old_member, kept_member)
    retro.move_person(ctx.db, old, kept)
    return []
