"""Two accounts become one person: their pairs are theirs, one with themselves was none, and of two mentors the first stays."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.mentors.settings import feature
from storage import uniting
from storage.mentors import pairs, weeks

WITH_ONESELF = Phrase(
    zh="两个账号互相结的对取消了：自己不能带自己。", en="The two accounts were a pair of each other; that one is gone."
)
ENDS = Phrase(
    zh="两个账号各有一位导师，留先结的，第{pair}号结束了。",
    en="Each account had a mentor; the first stays, and pair {pair} is over.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said: list[Line] = []
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        for pair in pairs.between(ctx.db, old_member, kept_member):
            weeks.drop(ctx.db, pair)
            pairs.drop(ctx.db, pair)
            said.append(WITH_ONESELF())
        ended = pairs.move(ctx.db, old_member, kept_member, at=ctx.now)
        weeks.move(ctx.db, old_member, kept_member)
        if ended is not None:
            said.append(ENDS(pair=ended))
    pairs.move_person(ctx.db, old, kept)
    return said
