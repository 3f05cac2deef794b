"""The pages anybody may read, over HTTP: under a policy that lets nothing else load, and no faster than people read."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.web.token_bucket import TokenBucket
from bot.phrases import Phrase
from bot.public_page import PublicAnswer, PublicPage, PublicRequest
from storage.connection import Unavailable

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SCRIPTED = f"{POLICY}; script-src 'self'; connect-src 'self'; img-src 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Vary": "Accept-Language",
}
AT_ONCE, A_SECOND = 20, 0.5
"""Pages one address may ask for at once, and every second after that: a screen of people behind one proxy, nobody trying numbers."""
MOST_HOSTS = 10_000

BUSY = Phrase(zh="查得有点快，请过一会儿再试。", en="That was a little fast; please try again in a moment.")
AWAY = Phrase(zh="暂时查不了，请过一会儿再试。", en="This cannot be looked up just now; please try again in a moment.")

Now = Callable[[], datetime]
Links = Mapping[str, Callable[[str], str]]
Given = Mapping[str, Any]
"""What every page is told of us."""
Reads = Callable[[Callable[[Any], PublicAnswer]], Awaitable[PublicAnswer]]


def public_routes(
    pages: Iterable[PublicPage],
    read: Reads,
    now: Now,
    *,
    public_url: str,
    language: str,
    links: Links,
    file_address: Callable[[str], str],
) -> list[Route]:
    """A route a page; `language` is for who says none."""
    people = Hosts()
    given: Given = {"public_url": public_url, "links": links, "file_address": file_address}

    def route(page: PublicPage) -> Route:
        hosts = Hosts(page.a_second) if page.a_second else people
        return Route(page.path, _endpoint(page, read, now, hosts, language, given))

    return [route(page) for page in pages]


class Hosts:
    """A bucket for each address that asked lately."""

    def __init__(self, a_second: float = A_SECOND) -> None:
        self._a_second = a_second
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def wait(self, host: str) -> float:
        """Seconds until an address may ask again; 0 where it may now."""
        bucket = self._buckets.setdefault(host, TokenBucket(AT_ONCE, self._a_second))
        self._buckets.move_to_end(host)
        if len(self._buckets) > MOST_HOSTS:
            self._buckets.popitem(last=False)
        return bucket.wait(asyncio.get_running_loop().time())


def _endpoint(
    page: PublicPage, read: Reads, now: Now, hosts: Hosts, language: str, given: Given
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        query = dict(request.query_params)
        reads = preferred(query.get("lang", ""), request.headers.get("accept-language", ""), language)
        seconds = hosts.wait(request.client.host if request.client else "")
        if seconds:
            return _plain(BUSY, reads, 429, {"Retry-After": str(int(seconds) + 1)})
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        asked = PublicRequest(dict(request.path_params), query, reads, now=now(), bearer=bearer, **given)
        try:
            said = await read(lambda reader: page.answers(reader, asked))
        except Unavailable:
            return _plain(AWAY, reads, 503, {})
        keeps = f"public, max-age={said.lasts}" if said.lasts else "no-store"
        more = {"Cache-Control": keeps}
        if said.scripted:
            more["Content-Security-Policy"] = SCRIPTED
        if said.name:
            more["Content-Disposition"] = f'attachment; filename="{said.name}"'
        return Response(said.body, said.status, {**HEADERS, **more}, media_type=said.kind)

    return answer


def _plain(phrase: Phrase, language: str, status: int, more: dict[str, str]) -> Response:
    return PlainTextResponse(phrase().to(language), status, {**HEADERS, "Cache-Control": "no-store", **more})


def preferred(said: str, accepted: str, usual: str) -> str:
    """zh or en: the one asked for, else the first of the two a browser names, else the usual one."""
    if said in ("zh", "en"):
        return said
    named = (piece.strip()[:2].lower() for piece in accepted.split(","))
    return next((language for language in named if language in ("zh", "en")), usual)
