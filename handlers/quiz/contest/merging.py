"""Two people become one: a contest both played is paid once, for playing and for its place."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.quiz.contest.settings import COUNTED_TWICE, PLAYED, PRIZE, feature
from storage import contests, points, uniting

TWICE = Phrase(
    zh="{n}场竞赛两边都参加了，只计一次：冲回{amount}分。",
    en="Both played in {n:contest|contests}; each counts once: {amount:point was|points were} taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said: list[Line] = []
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        both = contests.both_played(ctx.db, old_member, kept_member)
        back = sum(_paid_once(ctx, code, contest, kept_member) for contest, _ in both for code in (PLAYED.code, PRIZE.code))
        contests.merge(ctx.db, old_member, kept_member)
        if back:
            said.append(TWICE(n=len(both), amount=back))
    return said


def _paid_once(ctx: Context, code: str, contest: int, member: int) -> int:
    return points.keep_first(ctx.db, member, f"{code}:{contest}:%", reason=COUNTED_TWICE.code, at=ctx.now)
