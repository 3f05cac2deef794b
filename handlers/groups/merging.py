"""Two accounts of one person are in one group: where both were drawn, the account that stays keeps its own."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.groups.settings import feature
from storage import groups, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        groups.move(ctx.db, old_member, kept_member)
    groups.move_person(ctx.db, old, kept)
    return []
