"""Two people become one: what both asked, answered, wrote and waited for is theirs together, and nobody was paid for answering themselves."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.qa.settings import OWN_ANSWER, feature, paid_for
from storage import archive, heat, points, suggestions, ticket_followers, tickets

OWN = Phrase(
    zh="有{n}个被采纳的回答是自问自答，不计分：冲回{amount}分。",
    en="{n:accepted answer was to their own question and earns|accepted answers were to their own questions and earn} nothing: "
    "{amount:point was|points were} taken back.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for each in (tickets, ticket_followers, archive, heat, suggestions):
        each.merge(ctx.db, old, kept)
    back = [_not_paid(ctx, ticket) for ticket, _ in tickets.own_accepted(ctx.db, kept)]
    paid = [amount for amount in back if amount]
    return [OWN(n=len(paid), amount=sum(paid))] if paid else []


def _not_paid(ctx: Context, ticket: int) -> int:
    """An answer to one's own question earns nothing; gives the points taken back."""
    sources = (paid_for(ticket, None), paid_for(ticket, tickets.get(ctx.db, ticket).entry))
    return sum(points.take_back(ctx.db, source, reason=OWN_ANSWER.code, at=ctx.now) for source in dict.fromkeys(sources))
