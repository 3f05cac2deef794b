"""Two people become one: the screens either opened are the kept one's."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.screens.settings import feature
from storage import screens, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        screens.merge(ctx.db, old_member, kept_member)
    return []
