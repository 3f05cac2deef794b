"""Files up, down and played: only by somebody with a session, only in a room they sit in, at most 20 MB, never as something a browser runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import SEEK_END
from typing import Any
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.channel import FileGone
from bot.channels.web import media, proof, tokens
from bot.channels.web.chat import WebChat
from bot.phrases import Phrase
from bot.picture_twin import twin_in
from storage.channels import web

LARGEST = 20 * 1024 * 1024
CHUNK = 64 * 1024
LONGEST_TITLE = 120
MOST_PIXELS = 20_000

TOO_LARGE = Phrase(zh="文件超过 20 MB，没有上传。", en="The file is over 20 MB and was not uploaded.")
TOO_MANY = Phrase(zh="上传得有点快，稍等一会儿再试。", en="Too many uploads at once; try again in a moment.")
EMPTY = Phrase(zh="这个文件是空的。", en="This file is empty.")

SAFE = {"Cache-Control": "private, max-age=86400", "Content-Security-Policy": "sandbox; default-src 'none'"}

SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF87a": "image/gif", b"GIF89a": "image/gif"}


class TooLarge(Exception):
    """More than 20 MB came."""


class Files:
    """The endpoints under /web/files, and the one that lets a player ask there."""

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat

    async def upload(self, request: Request) -> Response:
        """The body into the store; answers with a receipt to be sent along with words: {token, file, picture}."""
        room, title = request.query_params.get("room", ""), _title(request.query_params.get("name", ""))
        english = request.query_params.get("language") == "en"
        name = await self._seated(request, room)
        if name is None or not self._chat.is_ours(request.headers.get("origin"), request.headers.get("host", "")):
            return Response(status_code=403)
        limits = self._chat.hub.limits
        arriving = UploadStream(request)
        with limits.uploading(name) as is_free:
            if not is_free or limits.of(name).files.wait(asyncio.get_running_loop().time()):
                return _no(429, TOO_MANY, english)
            try:
                file = await self._chat.house.store(arriving.chunks(), title)
            except TooLarge:
                return _no(413, TOO_LARGE, english)
            except ClientDisconnect:
                return Response(status_code=400)
        if not arriving.size:
            return _no(400, EMPTY, english)
        picture = picture_type(arriving.head) is not None
        width, height = (_pixels(request, "w"), _pixels(request, "h")) if picture else (0, 0)
        upload = tokens.Upload(file, title, arriving.size, name, width, height)
        return JSONResponse(
            {"token": tokens.make_upload(self._chat.key, upload, self._chat.house.now()), "file": file, "picture": bool(width)}
        )

    async def download(self, request: Request) -> Response:
        """A file the room has seen, or the part a player asks for. Pictures, sound and films as such; everything else as something to save."""
        room, file = request.query_params.get("room", ""), request.path_params["file"]
        if await self._seated(request, room) is None:
            return Response(status_code=403)
        name = await self._chat.house.look(lambda db: web.shared_name(db, room, file))
        if name is None:
            return Response(status_code=404)
        try:
            stream = await asyncio.to_thread(self._chat.house.open, file)
        except FileGone:
            return Response(status_code=404)
        head = await asyncio.to_thread(stream.read, CHUNK)
        kind = picture_type(head) or media.media_type(head)
        twin = twin_in(head, request.query_params.get("look", ""))
        disposition = f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
        headers = SAFE | {"Content-Disposition": disposition, "Accept-Ranges": "bytes"}
        kind = kind or "application/octet-stream"
        if twin is not None:
            return StreamingResponse(media.read(stream, media.Span(*twin)), media_type=kind, headers=headers)
        if not (asked := request.headers.get("range")):
            return StreamingResponse(chunks(stream, head), media_type=kind, headers=headers)
        size = await asyncio.to_thread(stream.seek, 0, SEEK_END)
        try:
            part = media.span(asked, size)
        except ValueError:
            await asyncio.to_thread(stream.close)
            return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
        whole = part is None
        part = part or media.Span(0, size)
        headers["Content-Length"] = str(part.end - part.start)
        if not whole:
            headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
        return StreamingResponse(media.read(stream, part), 200 if whole else 206, headers, kind)

    async def play(self, request: Request) -> Response:
        """For a page that may have the file: {pass}, with which its player may ask for it."""
        room, file = request.query_params.get("room", ""), request.path_params["file"]
        if await self._seated(request, room) is None:
            return Response(status_code=403)
        session, _ = proof.bearer(request)
        one = tokens.Pass(session, room, file)
        return JSONResponse(
            {"pass": tokens.make_pass(self._chat.key, one, self._chat.house.now())}, headers={"Cache-Control": "no-store"}
        )

    async def _seated(self, request: Request, room: str) -> str | None:
        """Who asks, where they sit in the room."""
        return await self._chat.house.look(lambda db: self._seated_by(db, request, room))

    def _seated_by(self, db: Any, request: Request, room: str) -> str | None:
        if (given := request.query_params.get("pass")) is not None:
            name = self._passed(db, request, room, given)
        else:
            found = proof.proven(db, request, self._chat.key, *proof.bearer(request), self._chat.house.now())
            name = found.name if found is not None else None
        return name if name is not None and web.seat(db, name, room) is not None else None

    def _passed(self, db: Any, request: Request, room: str, given: str) -> str | None:
        """Whose player asks: the pass is for this file in this room, and the browser has the cookie of the session it was given to."""
        key, now = self._chat.key, self._chat.house.now()
        try:
            one = tokens.read_pass(key, given, now)
        except (tokens.Expired, tokens.Forged):
            return None
        if (one.room, one.file) != (room, request.path_params.get("file")):
            return None
        return proof.held(db, request, key, one.session, now)


class UploadStream:
    """A body being read: its first bytes and its size so far. Raises TooLarge past the limit."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.head, self.size = b"", 0

    async def chunks(self) -> AsyncIterator[bytes]:
        async for chunk in self._request.stream():
            self.size += len(chunk)
            if self.size > LARGEST:
                raise TooLarge
            if len(self.head) < 16:
                self.head += chunk[:16]
            if chunk:
                yield chunk


async def chunks(stream: object, head: bytes = b"") -> AsyncIterator[bytes]:
    """An open file in pieces, read off the loop and closed at the end; `head` was read before."""
    try:
        while head or (head := await asyncio.to_thread(stream.read, CHUNK)):  # type: ignore[attr-defined]
            yield head
            head = b""
    finally:
        stream.close()  # type: ignore[attr-defined]


def picture_type(head: bytes) -> str | None:
    """The type of a picture a browser may show, by its first bytes; None for everything else, SVG included."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for signature, kind in SIGNATURES.items() if head.startswith(signature)), None)


def _title(name: str) -> str:
    """A name without paths and without what cannot be seen."""
    shown = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable()).strip()
    return shown[-LONGEST_TITLE:] or "file"


def _pixels(request: Request, side: str) -> int:
    given = request.query_params.get(side, "")
    return min(int(given), MOST_PIXELS) if given.isascii() and given.isdigit() and len(given) < 7 else 0


def _no(status: int, why: Phrase, english: bool) -> Response:
    return JSONResponse({"says": why().to("en" if english else "zh")}, status_code=status)
