"""Two people become one: what either gave is theirs."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.invitations.settings import feature
from storage.channels.web import invitations


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    invitations.move(ctx.db, old, kept)
    return []
