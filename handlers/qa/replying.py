"""What a reply is about: a ticket of this camp, or one answer to it."""

from __future__ import annotations

from bot.feature import Context
from handlers.qa import codes
from storage import tickets
from storage.tickets import Ticket, TicketAnswer


def meant(ctx: Context) -> tuple[Ticket, TicketAnswer | None] | None:
    """By our message, by the member's an answer was said in, or by what is quoted; None where it is about something else."""
    found = None
    if (message := ctx.replied_to()) is not None:
        found = tickets.about(ctx.db, message)
    elif ctx.event.about and (said := tickets.said_in(ctx.db, f"{ctx.address.channel}:{ctx.event.about}")):
        found = tickets.get(ctx.db, said.ticket), said
    elif (quote := ctx.event.data.get("quote")) is not None and quote.by is None and ctx.camp_or_none is not None:
        number = codes.ticket_quoted(quote.words)
        one = tickets.numbered(ctx.db, ctx.camp_or_none.id, number) if number else None
        found = None if one is None else (one, None)
    return found if found is not None and _is_meant(ctx, found[0]) else None


def _is_meant(ctx: Context, one: Ticket) -> bool:
    """Whether the ticket is of the camp that is spoken in; in private it may be any of theirs."""
    if ctx.address.direct:
        return ctx.turn_to(one.camp)
    return ctx.camp_or_none is not None and ctx.camp_or_none.id == one.camp
