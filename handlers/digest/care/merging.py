"""Two accounts of one person have one open case: the later goes on in the earlier."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.digest.care.settings import feature
from storage import care, care_rules, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        care.move(ctx.db, old_member, kept_member, on=ctx.today)
    care.merge(ctx.db, old, kept)
    care_rules.merge(ctx.db, old, kept)
    return []
