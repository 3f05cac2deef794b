"""Signing in to the web chat as its page does: what stood behind the # is posted with a nonce, the cookie kept, both shown to the socket."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

JSON = {"Content-Type": "application/json"}
NO_TLS = False
"""How a client verifies who answers on an address of this machine: reading the world's roots of trust would take it a test's time."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as a browser and its page have it: `cookie` is the browser's, `nonce` the page's."""

    session: str
    name: str
    room: str
    nonce: str
    cookie: str

    @property
    def hello(self) -> dict[str, Any]:
        """What the page says in its first frame."""
        return {"session": self.session, "nonce": self.nonce}

    @property
    def headers(self) -> dict[str, str]:
        """What goes with a request for a file."""
        return {"Authorization": f"Bearer {self.session}.{self.nonce}", "Cookie": self.cookie}


def asked(token: str, nonce: str = "", **more: Any) -> dict[str, Any]:
    """What the page posts."""
    return {"token": token, "nonce": nonce or secrets.token_hex(16), "language": "zh-CN", **more}


def answered(answer: httpx.Response, nonce: str) -> SignedIn:
    """The session the server gave."""
    said, cookie = answer.json(), answer.headers["set-cookie"].partition(";")[0]
    return SignedIn(said["session"], said["name"], said["room"], nonce, cookie)


async def posted(
    url: str, token: str, nonce: str = "", *, headers: Mapping[str, str] | None = None, **more: Any
) -> httpx.Response:
    """The answer to what the page posts."""
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        said = {"Origin": url, **(headers or {})}
        return await client.post(f"{url}/web/session", json=asked(token, nonce, **more), headers=said)


async def sign_in(url: str, token: str, **more: Any) -> SignedIn:
    """Somebody who opened a link, or an invitation under a `name`."""
    nonce = secrets.token_hex(16)
    answer = await posted(url, token, nonce, **more)
    assert answer.status_code == 200, answer.text
    return answered(answer, nonce)


def sign_in_at_once(url: str, token: str) -> SignedIn:
    """The same where nothing else runs meanwhile."""
    nonce = secrets.token_hex(16)
    answer = httpx.post(f"{url}/web/session", json=asked(token, nonce), headers={"Origin": url}, verify=NO_TLS)
    assert answer.status_code == 200, answer.text
    return answered(answer, nonce)


@asynccontextmanager
async def line_to(url: str, cookie: str = "", origin: str = "") -> AsyncIterator[ClientConnection]:
    """The page's socket, with what its browser sends along."""
    kept = {"Cookie": cookie} if cookie else {}
    at, from_ = f"ws{url.removeprefix('http')}/ws", origin or url
    async with connect(at, origin=from_, additional_headers=kept, max_size=None, max_queue=None) as opened:  # type: ignore[arg-type]
        yield opened
