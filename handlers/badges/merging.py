"""Two accounts of one person hold a badge once, as the account that stays has it."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.badges.settings import feature
from storage import badges, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        badges.move(ctx.db, old_member, kept_member)
    badges.move_person(ctx.db, old, kept)
    return []
