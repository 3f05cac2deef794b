"""It is over: nobody signs up any more, who was expected and did not come is absent, and its host reads how many came."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Phrase, Press
from handlers.events import absent, opinions, repeating, rounds, rules
from handlers.events.settings import QUESTIONS, feature
from storage import memberships
from storage.events import attendance, events, guests

MISSING = Phrase(zh="谁没到", en="Who was missing")


@feature.due("over")
def over(ctx: Context, subject: str, due_at: datetime) -> None:
    one = events.by_number(ctx.db, int(subject))
    if one is None or rules.ends_at(one.starts_at, one.minutes) > ctx.now:
        return
    if not events.close(ctx.db, one.id, guests.count(ctx.db, one.id, "invited"), at=ctx.now):
        return
    attendance.settle(ctx.db, one.id)
    attendance.revoke_screens(ctx.db, one.id, at=ctx.now)
    counts = attendance.counts(ctx.db, one.id)
    if counts.expected or counts.there:
        ctx.tell(
            memberships.member(ctx.db, one.host_id).person, absent.rate(one, counts), [Press(MISSING, f"活动 V{one.id} 缺席")]
        )
    if one.kind == QUESTIONS:
        rounds.closed(ctx, one)
    if counts.there:
        opinions.begin(ctx, one)
    if one.series is not None:
        repeating.plan_next(ctx, one.series)
