"""A file at an address of its own: signed for that one file and a few days, for whoever was sent it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channel import FileGone
from bot.channels.web import tokens
from bot.channels.web.files import CHUNK, SAFE, chunks, picture_type
from bot.phrases import Phrase
from bot.public_site import HEADERS, Hosts, preferred
from bot.web_links import LOCAL

PATH = "/files/"

EXPIRED = Phrase(
    zh="这个地址过期了。回到收到它的地方，跟小助再要一次。",
    en="This address has expired. Go back to where you got it and ask the bot again.",
)
NO_FILE = Phrase(
    zh="这个地址取不到文件：可能没复制全，或者文件已经删了。回到收到它的地方，跟小助再要一次。",
    en="There is no file at this address: it may not be copied whole, or the file was deleted. Ask the bot for it again.",
)
TOO_FAST = Phrase(zh="取得有点快，请过一会儿再试。", en="That was a little fast; please try again in a moment.")


class FileLinks:
    """Makes the addresses, and answers them. `key` gives what is signed with, `public_url` our address ("" where there is none)."""

    def __init__(
        self,
        key: Callable[[], bytes],
        public_url: Callable[[], str],
        open_file: Callable[[str], BinaryIO],
        now: Callable[[], datetime],
        *,
        language: str,
    ) -> None:
        self._key, self._public_url, self._open, self._now = key, public_url, open_file, now
        self._language, self._hosts = language, Hosts()

    def link(self, file: str, name: str) -> str | None:
        """Where a file of the store can be had under a name; None where nobody else could open an address of ours. The same all day long,
        so that a message tried again is the same message."""
        url = self._public_url().rstrip("/")
        if not url or url.startswith(LOCAL):
            return None
        return f"{url}{self._path(file, name)}"

    def on_this_site(self, file: str) -> str:
        """The same for a page of ours, which stands at our address whatever it is."""
        return self._path(file, file).removeprefix("/")

    def _path(self, file: str, name: str) -> str:
        today = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        return f"{PATH}{tokens.make_file_link(self._key().decode(), tokens.FileLink(file, name), today)}"

    def route(self) -> Route:
        return Route(PATH + "{token}", self._answer)

    async def _answer(self, request: Request) -> Response:
        language = preferred("", request.headers.get("accept-language", ""), self._language)
        if seconds := self._hosts.wait(request.client.host if request.client else ""):
            return _no(TOO_FAST, language, 429, {"Retry-After": str(int(seconds) + 1)})
        try:
            asked = tokens.read_file_link(self._key().decode(), request.path_params["token"], self._now())
            stream = await asyncio.to_thread(self._open, asked.file)
        except tokens.Expired:
            return _no(EXPIRED, language, 410)
        except (tokens.Forged, FileGone, ValueError):
            return _no(NO_FILE, language, 404)
        head = await asyncio.to_thread(stream.read, CHUNK)
        kind = picture_type(head)
        shown = f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(asked.title, safe='')}"
        headers = {**HEADERS, **SAFE, "Cache-Control": "private, no-store", "Content-Disposition": shown}
        return StreamingResponse(chunks(stream, head), media_type=kind or "application/octet-stream", headers=headers)


def _no(phrase: Phrase, language: str, status: int, more: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(phrase().to(language), status, {**HEADERS, "Cache-Control": "no-store", **(more or {})})
