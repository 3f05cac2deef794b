"""Two people become one: what either answers for the one does."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.goals.settings import feature
from storage import goals, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        goals.merge(ctx.db, old_member, kept_member)
    return []
