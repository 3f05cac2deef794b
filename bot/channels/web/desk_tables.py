"""A table of the desk as a workbook, for whoever its page could show it to: asked for by the page, with both halves of its session."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web import proof, tokens
from bot.channels.web.chat import WebChat
from bot.channels.web.post_reference import address
from bot.channels.web.sign_in import NEVER_KEPT, posted_by
from bot.messages import Account

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DeskTables:
    """The endpoint /web/desk/table."""

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat

    async def download(self, request: Request) -> Response:
        """{page, subject, filters, sort, table} → the workbook; 403 for who is at no desk, 404 for what is not theirs to see."""
        if not self._chat.is_ours(request.headers.get("origin"), request.headers.get("host", "")):
            return Response(status_code=403)
        asked = await posted_by(request)
        house = self._chat.house
        session, nonce = proof.bearer(request)
        found = await house.look(lambda db: proof.proven(db, request, self._chat.key, session, nonce, house.now()))
        if asked is None or found is None or found.camp is None:
            return Response(status_code=403)
        limits = self._chat.hub.limits.of(found.name)
        if limits.files.wait(asyncio.get_running_loop().time()):
            return Response(status_code=429)
        who, alone = Account("web", found.name, found.name), address(tokens.private_room(found.name))
        try:
            book = await house.desk_table(who, alone, found.camp, asked)
        except ValueError:
            book = None
        if book is None:
            return Response(status_code=404)
        return Response(book, media_type=XLSX, headers=NEVER_KEPT)
