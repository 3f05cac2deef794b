"""The page's own files, read, joined and compressed once, under a policy that lets nothing else run."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
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
        "script-src 'self'",
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

HEADERS = {
    "Content-Security-Policy": POLICY,
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
SCRIPT = re.compile(r'(<script type="module"[^>]* src="web/)([^"]+)')
WORKER, WORKS_FOR_ALL = "service_worker.js", {"Service-Worker-Allowed": "/"}
"""The one script that may act for the whole page, though it stands under /web/."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out; `tag` changes with its content."""

    kind: str
    body: bytes
    packed: bytes
    tag: str


class Page:
    """Serves `index.html` at the root, `desk.html` as the desk and the rest under /web/: each file by its own name, and joined what a page
    begins with."""

    def __init__(self) -> None:
        found = {path.relative_to(STATIC).as_posix(): path for path in sorted(STATIC.rglob("*")) if path.suffix in TYPES}
        bodies = {name: path.read_bytes() for name, path in found.items()}
        self.assets = {name: _asset(name, body) for name, body in _with_first_loads(bodies).items()}

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
        if request.headers.get("if-none-match") == asset.tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, media_type=asset.kind, headers=headers | {"Content-Encoding": "gzip"})
        return Response(asset.body, media_type=asset.kind, headers=headers)


def _asset(name: str, body: bytes) -> Asset:
    kind = TYPES["." + name.rpartition(".")[2]]
    return Asset(kind, body, gzip.compress(body, mtime=0), f'"{sha256(body).hexdigest()[:16]}"')


def _with_first_loads(bodies: dict[str, bytes]) -> dict[str, bytes]:
    return bodies | _first_load(bodies, "index.html", "chat") | _first_load(bodies, "desk.html", "desk")


def _first_load(bodies: dict[str, bytes], html: str, name: str) -> dict[str, bytes]:
    """A page with one sheet and the joined scripts in place of the many files it is written in, and these."""
    page = bodies[html].decode()
    entries = [path for _, path in SCRIPT.findall(page)]
    scripts = joined({name: body.decode() for name, body in bodies.items() if name.endswith(".js")}, *entries)
    named = dict(zip(entries, scripts, strict=False))
    style = b"".join(bodies[name] for name in SHEET.findall(page))
    sheet = f"{name}.{sha256(style).hexdigest()[:12]}.css"
    first, *rest = SHEET.finditer(page)
    for one in reversed(rest):
        page = page[: one.start()] + page[one.end() :]
    page = SCRIPT.sub(lambda one: one[1] + named[one[2]], page.replace(first[1], sheet))
    return {html: page.encode(), sheet: style, **{name: text.encode() for name, text in scripts.items()}}
