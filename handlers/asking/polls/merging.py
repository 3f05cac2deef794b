"""Two people become one: one vote of theirs stands; an anonymous one cannot be told from the others."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.asking.polls.settings import feature
from storage import ballots, polls

TWICE = Phrase(
    zh="两边都投过的{n}个投票或问卷只算一个人；匿名的已混在一起，抽不回来。",
    en="Both took part in {n:poll or form|polls or forms}, which now {n:|counts|count} one person; an anonymous ballot cannot be taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    twice = ballots.took_part_twice(ctx.db, old, kept)
    ballots.merge(ctx.db, old, kept)
    polls.merge(ctx.db, old, kept)
    return [TWICE(n=len(twice))] if twice else []
