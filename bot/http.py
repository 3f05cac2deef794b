"""The one web server: the channels' routes, health and metrics."""

from __future__ import annotations

import asyncio
import hmac
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Protocol

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.http_limits import BoundedBody, BoundedProtocol
from storage.connection import Unavailable

PORTS_TRIED = 50
LARGEST_FRAME = 128 * 1024
"""Bytes of a socket's frame read at all: the web chat answers one over 64 KB with a sentence."""


def free_port(host: str, port: int) -> socket.socket:
    """A listening socket on the port, or on the next free one. Raises OSError where none of fifty is free."""
    for candidate in range(port, port + PORTS_TRIED) if port else [0]:
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
        except OSError:
            listening.close()
            continue
        listening.listen()  # whoever comes before the server is up waits, and is not turned away
        listening.set_inheritable(True)
        return listening
    raise OSError(f"no free port from {port} to {port + PORTS_TRIED - 1}")


class Server(uvicorn.Server):
    """uvicorn without its own signal handlers: stopping is the app's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Health(Protocol):
    """Who is asked how we are: what keeps us from being ready, and the figures of `/metrics`. Both raise Unavailable."""

    async def problems(self) -> list[str]: ...
    async def metrics_text(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Door:
    """Who is let in to what: the proxies whose `X-Forwarded-For` counts, and whether we are `public`, when `/metrics` and `/readyz` are for
    this machine, and for whoever brings the `token` (none does where it is empty)."""

    proxies: tuple[str, ...] = ()
    public: bool = False
    token: str = ""

    def may_watch(self, request: Request) -> bool:
        """Whether somebody may see how we are."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.token and hmac.compare_digest(given.encode(), self.token.encode()):
            return True
        is_passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
        return not self.public or (not is_passed_on and _is_here(request))


OPEN = Door()


def _is_here(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def server(health: Health, routes: Sequence[Any], door: Door) -> Server:
    """The server for these channels' routes."""
    site = BoundedBody(Starlette(routes=[*routes, *_own(health, door)]))
    config = uvicorn.Config(
        site,
        http=BoundedProtocol,
        proxy_headers=bool(door.proxies),
        forwarded_allow_ips=list(door.proxies),
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        timeout_graceful_shutdown=3,
    )
    return Server(config)


async def serve(health: Health, routes: Sequence[Any], listening: socket.socket, door: Door = OPEN) -> None:
    """Serves until cancelled, then lets what is under way finish for three seconds."""
    running = server(health, routes, door)
    task = asyncio.ensure_future(running.serve([listening]))
    try:
        await asyncio.shield(task)
    finally:
        running.should_exit = True
        await task


def _own(health: Health, door: Door) -> list[Route]:
    async def alive(request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(request: Request) -> Response:
        if not door.may_watch(request):
            return Response(status_code=403)
        problems = await health.problems()
        return JSONResponse({"ready": not problems, "problems": problems}, status_code=503 if problems else 200)

    async def metrics(request: Request) -> Response:
        if not door.may_watch(request):
            return Response(status_code=403)
        try:
            return Response(await health.metrics_text(), media_type=CONTENT_TYPE_LATEST)
        except Unavailable:
            return PlainTextResponse("database unavailable", status_code=503)

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
