"""Two people become one: what either made or signed up for is the kept one's, and a seat held twice goes to who waits."""

from __future__ import annotations

from bot.feature import Context, Line
from bot.membership import camp_by_id
from handlers.events import telling
from handlers.events.settings import feature
from storage import memberships, uniting
from storage.events import events, moving, signups


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        for number, member in moving.merge(ctx.db, old_member, kept_member, at=ctx.now):
            one = events.by_number(ctx.db, number)
            if one is not None and one.starts_at > ctx.now:
                telling.let_in(ctx, one, member)
    return []


@feature.erases
def erase(ctx: Context, person: int) -> None:
    """Seats at what is to come go to who waits; at what is over they stay counted."""
    for belonging in memberships.every_of(ctx.db, person):
        with ctx.in_camp(camp_by_id(ctx.db, belonging.camp)):
            for it in signups.of_member(ctx.db, belonging.membership, ctx.now):
                signups.hold(ctx.db, it.event)
                first = signups.cancel(ctx.db, it.event, belonging.membership, at=ctx.now)
                one = events.by_number(ctx.db, it.event)
                if first is not None and one is not None:
                    telling.let_in(ctx, one, first)
