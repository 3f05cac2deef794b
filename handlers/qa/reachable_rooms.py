"""Who hears what: the rooms that can answer, whether somebody sees what is said here, and what one person alone is told."""

from __future__ import annotations

from bot.feature import Context, Line
from bot.messages import Address, Kind
from storage import people


def rooms(ctx: Context) -> list[Address]:
    """The camp's rooms, without those where nobody can be heard."""
    known = ctx.router.channels
    return [room for room in ctx.rooms() if room.channel not in known or known[room.channel].can.hears]


def hears(ctx: Context, person: int) -> bool:
    """Whether somebody sees what is said here: they say it themselves, or it is a room on a platform where they are."""
    if ctx.address.direct:
        return person == ctx.person.id
    return is_on(ctx, person, ctx.address.channel)


def is_on(ctx: Context, person: int, channel: str) -> bool:
    """Whether somebody is on a platform, so that a room of it can call them."""
    return people.ident_on(ctx.db, person, channel) is not None


def quietly(ctx: Context, line: Line) -> None:
    """To who pressed in a group as a toast, so that the group stays quiet; else as a reply."""
    if ctx.event.kind is Kind.PRESSED and not ctx.address.direct:
        ctx.whisper(line)
    else:
        ctx.reply(line)
