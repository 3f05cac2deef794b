"""Two accounts become one person: what was measured of either is theirs; of two figures of a month the kept one's stands."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.kpi.settings import feature
from storage import kpi, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        kpi.move(ctx.db, old_member, kept_member, at=ctx.now)
    kpi.move_person(ctx.db, old, kept)
    return []
