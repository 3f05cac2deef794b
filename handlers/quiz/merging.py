"""Two people become one: what both were asked and answered, and the cards that came of it, are theirs."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.quiz.answer_command import feature
from storage import answers, asks, reviews, ticks, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        answers.merge(ctx.db, old_member, kept_member)
        asks.merge(ctx.db, old_member, kept_member)
        ticks.merge(ctx.db, old_member)
        reviews.merge(ctx.db, old_member, kept_member)
    return []
