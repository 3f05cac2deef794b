"""Two people become one: a stage both passed counts once, and what the later one was paid is taken back."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.path.settings import TWICE, feature
from storage import path, points, uniting

BOTH = Phrase(
    zh="地图上{n}关两边都通关过，只计一次：冲回{amount}。",
    en="Both had passed {n:stage|stages}; each counts once: {amount} taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said = []
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        twice = path.move(ctx.db, old_member, kept_member)
        back = sum(
            points.take_back(ctx.db, f"{one.source}:{purse}", reason=TWICE.code, at=ctx.now)
            for one in twice
            for purse in ("points", "coins")
        )
        if twice:
            said.append(BOTH(n=len(twice), amount=back))
    return said
