"""The page's own files, read, joined and compressed once, under a policy that lets nothing else run."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.joining import joined

STATIC = Path(__file__).with_name("static")

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
}

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'{first}",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""Beside our own files one script runs that stands in the page, named by the hash of its every character: no other can."""

HEADERS = {
    "Content-Security-Policy": POLICY.format(first=""),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=()",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}

HASHED = re.compile(r"\.[0-9a-f]{12}\.(?:js|css)$")
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""What is named by its content is never asked for again."""
SHEET = re.compile(r' *<link rel="stylesheet" href="web/([^"]+)">\n')
FIRST = re.compile(r'<script type="module" async src="web/([^"]+)">')
SCRIPT = re.compile(r'(<script type="module" src="web/)([^"]+)')
WORKER, WORKS_FOR_ALL = "service_worker.js", {"Service-Worker-Allowed": "/"}
"""The one script that may act for the whole page, though it stands under /web/."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out; `tag` changes with its content. Of a page, `first` names the script in it that may run, and `needs` is what the
    browser may ask for before it has read it."""

    kind: str
    body: bytes
    packed: bytes
    tag: str
    first: str = ""
    needs: str = ""


class Page:
    """Serves `index.html` at the root, `desk.html` as the desk and the rest under /web/: each file by its own name, and joined what a page
    begins with."""

    def __init__(self) -> None:
        self.assets = _assets()

    async def index(self, request: Request) -> Response:
        return self._serve(request, "index.html")

    async def desk(self, request: Request) -> Response:
        return self._serve(request, "desk.html")

    async def asset(self, request: Request) -> Response:
        return self._serve(request, request.path_params["path"])

    def _serve(self, request: Request, path: str) -> Response:
        asset = self.assets.get(path)
        if asset is None:
            return Response(status_code=404)
        headers = HEADERS | {"ETag": asset.tag} | (WORKS_FOR_ALL if path == WORKER else FOREVER if HASHED.search(path) else {})
        if asset.first:
            headers |= {"Content-Security-Policy": POLICY.format(first=f" {asset.first}"), "Link": asset.needs}
        if request.headers.get("if-none-match") == asset.tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, media_type=asset.kind, headers=headers | {"Content-Encoding": "gzip"})
        return Response(asset.body, media_type=asset.kind, headers=headers)


@cache
def _assets() -> Mapping[str, Asset]:
    """Every file by the name it is asked for."""
    found = {path.relative_to(STATIC).as_posix(): path for path in sorted(STATIC.rglob("*")) if path.suffix in TYPES}
    bodies = {name: path.read_bytes() for name, path in found.items()}
    pages = _first_load(bodies, "index.html", "chat") | _first_load(bodies, "desk.html", "desk")
    return {name: _asset(name, body) for name, body in bodies.items()} | pages


def _asset(name: str, body: bytes, first: str = "", needs: str = "") -> Asset:
    kind = TYPES["." + name.rpartition(".")[2]]
    return Asset(kind, body, gzip.compress(body, mtime=0), f'"{sha256(body).hexdigest()[:16]}"', first, needs)


def _first_load(bodies: dict[str, bytes], html: str, name: str) -> dict[str, Asset]:
    """A page with what it does first in it, one sheet and one joined script in place of the many files it is written in, and these."""
    page = bodies[html].decode()
    first, entry = FIRST.search(page), SCRIPT.search(page)
    assert first and entry, html
    sources = {path: body.decode() for path, body in bodies.items() if path.endswith(".js")}
    within, scripts = joined(sources, first[1], entry[2])
    if "</" in within or "<!--" in within:
        raise ValueError(f"{first[1]} cannot stand in {html}: what it is made of would end there")
    style = b"".join(bodies[sheet] for sheet in SHEET.findall(page))
    sheet = f"{name}.{sha256(style).hexdigest()[:12]}.css"
    kept, *rest = SHEET.finditer(page)
    for one in reversed(rest):
        page = page[: one.start()] + page[one.end() :]
    page = SCRIPT.sub(lambda one: one[1] + next(iter(scripts)), page.replace(kept[1], sheet))
    page = page.replace(first[0], f"<script>{within}")
    said = f"'sha256-{b64encode(sha256(within.encode()).digest()).decode()}'"
    needs = f"<web/{sheet}>; rel=preload; as=style, <web/{next(iter(scripts))}>; rel=modulepreload"
    return {html: _asset(html, page.encode(), said, needs), sheet: _asset(sheet, style)} | {
        script: _asset(script, text.encode()) for script, text in scripts.items()
    }
