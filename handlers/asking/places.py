"""Where a poll is asked: every room of the camp, or one of them."""

from __future__ import annotations

from bot.feature import Context
from bot.messages import Address
from storage import reminders


def rooms(ctx: Context, camp: int, place: str) -> list[Address]:
    """The rooms of `camp` or `room:3` as they are now; a room that left the camp is none."""
    kind, _, number = place.partition(":")
    if kind == "camp":
        return ctx.rooms()
    room = reminders.room_of(ctx.db, int(number))
    return [Address(*room[:3])] if room is not None and room[3] == camp else []
