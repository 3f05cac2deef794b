"""Two people become one: what either handed in stands as versions of one, and what both had accepted counts and pays once."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.homework.settings import ACCEPTED, COUNTED_TWICE, feature
from storage import points, uniting
from storage.homework import moving

TWICE = Phrase(
    zh="{n}份作业两边都通过了，只计一次：冲回{amount}分。",
    en="Both had {n:homework|homeworks} accepted; each counts once: {amount:point was|points were} taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said = []
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        twice = moving.merge(ctx.db, old_member, kept_member)
        back = sum(
            points.keep_first(ctx.db, kept_member, f"{ACCEPTED.code}:{one}:%", reason=COUNTED_TWICE.code, at=ctx.now)
            for one in twice
        )
        if twice:
            said.append(TWICE(n=len(twice), amount=back))
    return said
