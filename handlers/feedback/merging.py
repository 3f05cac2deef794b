"""Two accounts become one person: whom they rate and who rates them is one; where both were rated the kept one's ratings stand."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.feedback.settings import feature
from storage import uniting
from storage.feedback import people, waves


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        people.move(ctx.db, old_member, kept_member)
    waves.move_person(ctx.db, old, kept)
    return []
