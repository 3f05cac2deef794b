"""The QR code of an invitation: drawn in a task, sent to who gave it as long as it still stands."""

from __future__ import annotations

from typing import Any

from bot.audience import Audience
from bot.feature import Context, Phrase, Role
from bot.parts import Picture
from bot.qr_code import qr_code
from handlers.invitations.settings import feature
from storage.channels.web import invitations
from storage.connection import Db
from storage.files import Files

ALT = Phrase(zh="{number}号邀请的二维码，扫一下就进“{room}”", en="QR code of invitation {number} into “{room}”")


def draw(ctx: Context, number: int, link: str) -> None:
    """Has it drawn."""
    ctx.task("invitations.qr", number=number, link=link)


@feature.task("qr", by=Role.MANAGER)
def qr(reader: Db, files: Files, number: int, link: str) -> list[list[Any]]:
    """[the invitation, the picture's file, its width and height in pixels]"""
    content, size = qr_code(link)
    return [[number, files.put(content, "invitation.png"), size]]


@feature.on("done:invitations.qr")
def show(ctx: Context) -> None:
    for number, file, size in ctx.event.data["rows"]:
        found = invitations.find(ctx.db, number)
        if found is not None and found.stands:
            alt = ALT(number=number, room=found.room).to(ctx.language)
            ctx.reply(Picture(file, alt, size, size), audience=Audience.MANAGERS)
