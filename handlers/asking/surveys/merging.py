"""Two people become one: one named response of theirs stands; who took part is merged with the ballots."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.asking.surveys.settings import feature
from storage import surveys


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    surveys.merge(ctx.db, old, kept)
    return []
