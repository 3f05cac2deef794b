"""What a reply is about: a ticket of this camp, or one answer to it; and how one person is replied to without the group hearing it."""

from __future__ import annotations

from bot.feature import Context, Line
from bot.messages import Kind
from handlers.qa import naming
from handlers.qa.turning import turn_to
from storage import people, tickets
from storage.tickets import Answer, Ticket


def meant(ctx: Context) -> tuple[Ticket, Answer | None] | None:
    """By our message, by the member's an answer was said in, or by what is quoted; None where it is about something else."""
    found = None
    if (message := ctx.about()) is not None:
        found = tickets.about(ctx.db, message)
    elif ctx.event.about and (said := tickets.said_in(ctx.db, f"{ctx.address.channel}:{ctx.event.about}")):
        found = tickets.get(ctx.db, said.ticket), said
    elif (quote := ctx.event.data.get("quote")) is not None and (number := naming.ticket_quoted(quote.words)) is not None:
        one = tickets.numbered(ctx.db, ctx.camp.id, number) if ctx.camp else None
        found = None if one is None else (one, None)
    return found if found is not None and _is_meant(ctx, found[0]) else None


def _is_meant(ctx: Context, one: Ticket) -> bool:
    """Whether the ticket is of the camp that is spoken in; in private it may be any of theirs."""
    if ctx.address.direct:
        return turn_to(ctx, one.camp)
    return ctx.camp is not None and ctx.camp.id == one.camp


def hears(ctx: Context, person: int) -> bool:
    """Whether somebody sees what is said here: they say it themselves, or it is a room on a platform where they are."""
    if ctx.address.direct:
        return person == ctx.me.id
    return ctx.db.value(people.IDENT, person=person, channel=ctx.address.channel) is not None


def quietly(ctx: Context, line: Line) -> None:
    """To who pressed in a group as a toast, so that the group stays quiet; else as a reply."""
    if ctx.event.kind is Kind.PRESSED and not ctx.address.direct:
        ctx.whisper(line)
    else:
        ctx.reply(line)
