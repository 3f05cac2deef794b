"""The page's own files, read and compressed once, under a policy that lets nothing else run."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

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
    """Serves `index.html` at the root and the rest under /web/."""

    def __init__(self) -> None:
        self.assets = {
            path.relative_to(STATIC).as_posix(): _asset(path) for path in sorted(STATIC.rglob("*")) if path.suffix in TYPES
        }

    async def index(self, request: Request) -> Response:
        return self._serve(request, "index.html")

    async def asset(self, request: Request) -> Response:
        return self._serve(request, request.path_params["path"])

    def _serve(self, request: Request, path: str) -> Response:
        asset = self.assets.get(path)
        if asset is None:
            return Response(status_code=404)
        headers = HEADERS | {"ETag": asset.tag} | (WORKS_FOR_ALL if path == WORKER else {})
        if request.headers.get("if-none-match") == asset.tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, media_type=asset.kind, headers=headers | {"Content-Encoding": "gzip"})
        return Response(asset.body, media_type=asset.kind, headers=headers)


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(TYPES[path.suffix], body, gzip.compress(body, mtime=0), f'"{sha256(body).hexdigest()[:16]}"')
