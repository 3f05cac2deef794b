"""Two people become one: what either answers for or set the one does."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.evidence.targets.settings import feature
from storage import targets, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        targets.move(ctx.db, old_member, kept_member)
    targets.move_person(ctx.db, old, kept)
    return []
