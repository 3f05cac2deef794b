"""Two accounts become one person: what either was signed off for is theirs."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.onboarding.settings import feature
from storage import onboarding, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        onboarding.move(ctx.db, old_member, kept_member)
    onboarding.move_person(ctx.db, old, kept)
    return []
