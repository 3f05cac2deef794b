"""Two people become one: what both asked, answered, wrote and waited for is theirs together, and nobody was paid for answering themselves."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.qa.settings import ACCEPTED, OWN_ANSWER, feature
from storage import archive, camps, heat, points, suggestions, ticket_followers, tickets

OWN = Phrase(
    zh="有{n}个被采纳的回答是自问自答，不计分：冲回{amount}分。",
    en="{n} accepted answers were to their own questions and earn nothing: {amount} points were taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for each in (tickets, ticket_followers, archive, heat, suggestions):
        each.merge(ctx.db, old, kept)
    members = {camp: member for _, member, camp in camps.shared(ctx.db, old, kept)}
    back = [_counter(ctx, camp, members[camp], one) for one, camp in tickets.own_accepted(ctx.db, kept) if camp in members]
    paid = [amount for amount in back if amount]
    return [OWN(n=len(paid), amount=sum(paid))] if paid else []


def _counter(ctx: Context, camp: int, member: int, ticket: int) -> int:
    """Takes back what an answer to one's own question was paid, once; gives the points."""
    amount = points.booked(ctx.db, f"{ACCEPTED.code}:{ticket}") or 0
    said = {"category": OWN_ANSWER.category, "reason": OWN_ANSWER.code, "source": f"{OWN_ANSWER.code}:{ticket}"}
    return amount if amount and points.enter(ctx.db, camp, member, -amount, at=ctx.now, **said) is not None else 0
