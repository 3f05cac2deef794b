"""What a page is told first: who it speaks as, and their rooms with what is new there.

It goes with the answer that lets somebody in, so that a page far away draws at once what is there, and again as the socket's first frame, then
with no more than what changed since.
"""

from __future__ import annotations

from typing import Any

from bot.channels.web import reacting
from bot.channels.web.chat import WebChat
from bot.channels.web.hub import AT_ONCE, Frame, milliseconds, post
from storage.channels import web

PAGE = 50
"""Posts that are shown, or asked for, at a time."""


def welcome(db: Any, *, chat: WebChat, name: str, session: str, language: str, known: dict[str, int], wanted: str) -> Frame:
    """`known` is up to where the page knows each room; of the room that is `wanted` it is shown a first page."""
    return {
        "t": "welcome",
        "me": {"id": name, "name": name, "language": language},
        "bot": chat.bot,
        "zone": chat.timezone,
        "now": milliseconds(chat.house.now()),
        "reacts": reacting.EMOJI,
        "rooms": [_room(db, seat, known, wanted, (session, name)) for seat in web.seats(db, name)],
    }


def _room(db: Any, seat: web.Seat, known: dict[str, int], wanted: str, by: tuple[str, str]) -> Frame:
    """A room as `welcome` shows it: what changed since the page last looked, a first page, or only the newest post."""
    shown: Frame = {
        "room": seat.room,
        "direct": seat.room.startswith("@"),
        "rev": seat.rev,
        "read": seat.read_seq,
        "unread": seat.unread,
    }
    since = known.get(seat.room, seat.rev + 1)
    changed = web.changes(db, seat.room, since, AT_ONCE + 1) if since <= seat.rev else []
    if since <= seat.rev and len(changed) <= AT_ONCE:
        return shown | {"posts": [post(row, *by) for row in changed], "reset": False}
    if seat.room in known or seat.room == wanted:
        rows = web.page(db, seat.room, 2**62, PAGE + 1)
        return shown | {
            "posts": [post(row, *by) for row in rows[-PAGE:]],
            "reset": True,
            "more": len(rows) > PAGE,
        }
    return shown | {"posts": [post(seat.last, *by)] if seat.last else [], "reset": False, "more": True}
