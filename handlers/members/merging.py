"""Two people become one: whom a roster expected is who they are now."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.members.settings import feature
from storage import expected_members, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        expected_members.move(ctx.db, old_member, kept_member)
    return []
