"""Two people become one: what both asked, answered, wrote, looked at and waited for is theirs together."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.qa.settings import feature
from storage import archive, echoes, heat, suggestions, tickets


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for each in (tickets, echoes, archive, heat, suggestions):
        each.merge(ctx.db, old, kept)
    return []
