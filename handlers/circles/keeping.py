"""What circles keep of a person, and two people becoming one: what either followed is followed once."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import SINCE, KeptRows
from handlers.circles.settings import feature
from storage import circles, uniting

feature.keeps(
    KeptRows(
        "circle_follower",
        Phrase(zh="你关注的圈子", en="Circles you follow"),
        {"tag": Phrase(zh="圈子", en="Circle"), "since": SINCE},
    )
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        circles.move(ctx.db, old_member, kept_member)
    return []
