"""Sign-in links for the web chat: where the page is, and a link for somebody."""

from __future__ import annotations

import sys
from datetime import datetime

from bot.cli.open_database import open_database
from bot.cli.output import fail
from bot.config import Settings
from bot.phrases import Phrase

NEW_ROOM = Phrase(
    zh="（“{room}”是新群，已有的是：{rooms}。进去后由负责人发“开营 营名”。）",
    en="(“{room}” is a new room; there are: {rooms}. Inside, an owner sends “open NAME”.)",
)
NOT_A_NAME = Phrase(
    zh="名字和群名要1到40个可见字符，群名不以@开头。",
    en="A name or room is 1 to 40 printable characters; a room does not begin with @.",
)
ADDRESS = "address"
"""A file beside the database: where the page is."""


def signed(settings: Settings, url: str, now: datetime, room: str, name: str, role: str | None = None, serial: int = 0) -> str:
    """A link into a room of the page at `url`. Raises ValueError for a name or room that is none."""
    from bot.channels.web import make_link
    from bot.config import signing_key

    return make_link(signing_key(settings).decode(), url, room, name, now=now, role=role, serial=serial)


def address(settings: Settings) -> str:
    """Where the page is: as configured, else where the last start listened (a taken port becomes the next free one)."""
    kept = settings.data / ADDRESS
    if settings.web.public_url or not kept.exists():
        return settings.web.public_url or f"http://{settings.web.host}:{settings.web.port}"
    return kept.read_text(encoding="utf-8")


def sign_in_link(settings: Settings, room: str, name: str, role: str, new: bool) -> str:
    """A link for somebody; `new` ends their older links and sessions. A room that is not there yet is said to be new."""
    from bot.clock import SystemClock
    from bot.config import signing_key
    from storage import rooms
    from storage.channels import web

    key = signing_key(settings).decode()
    with open_database(settings) as db:
        known = rooms.rooms_of_channel(db, "web")
        if room not in known:
            print(NEW_ROOM(room=room, rooms=list(known) or "—").to(settings.bot.language), file=sys.stderr)
        with db.transaction("BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN"):
            web.reserve(db, name)  # nobody who is invited takes a name a link was made for
            serial = web.renew(db, name, key) if new else web.serial(db, name, key)
    try:
        return signed(settings, address(settings), SystemClock().now(), room, name, None if role == "learner" else role, serial)
    except ValueError:
        fail(NOT_A_NAME().to(settings.bot.language), code=2)
