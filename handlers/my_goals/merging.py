"""Two accounts become one person: the goals of both are theirs."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.my_goals.settings import feature
from storage import my_goals, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        my_goals.move(ctx.db, old_member, kept_member)
    return []
