"""Two people become one: their applications are one person's, and what either decided the other has."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.recruiting.settings import feature
from storage import applications, uniting

TWICE = Phrase(
    zh="{n}个营两边都在申请，留下交了的或更早的那一份。",
    en="Both were applying to {n:camp|camps}: what was sent stands, else the older one.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        applications.move_decided(ctx.db, old_member, kept_member)
    twice = applications.merge(ctx.db, old, kept)
    return [TWICE(n=twice)] if twice else []
