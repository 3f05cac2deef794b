"""Two accounts of one person are on a roster once, and came where either did."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.remedial.settings import feature
from storage import remedial, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        remedial.move(ctx.db, old_member, kept_member, at=ctx.now)
    remedial.move_person(ctx.db, old, kept)
    return []
