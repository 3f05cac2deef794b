"""The web server against those who never finish what they begin: heads and bodies have their time, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from bot import http_limits
from bot.http import Door, server
from tests.standins.sign_in import NO_TLS

HALF = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
WHOLE = HALF + b"\r\n"


class Well:
    """Nothing is wrong."""

    async def problems(self) -> list[str]:
        return []

    async def metrics_text(self) -> bytes:
        return b"up 1"


async def _size(request: Request) -> Response:
    try:
        return PlainTextResponse(str(len(await request.body())))
    except ClientDisconnect:
        return Response(status_code=400)


@asynccontextmanager
async def serving(door: Door | None = None, routes: Sequence[BaseRoute] = ()) -> AsyncIterator[int]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=2_048)
    running = server(Well(), [*routes, Route("/size", _size, methods=["POST"])], door or Door())
    task = asyncio.create_task(running.serve([listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        running.should_exit = True
        await task
        listening.close()


async def _hung_up(reader: asyncio.StreamReader) -> bytes:
    """What came until the other side hung up."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


@pytest.mark.parametrize(("before", "sent"), [(b"", b""), (b"", HALF), (WHOLE, HALF)], ids=["nothing", "half", "a second"])
async def test_a_head_that_never_ends_is_hung_up_on(monkeypatch, before, sent):
    monkeypatch.setattr(http_limits, "HEAD_WITHIN", 0.2)
    async with serving() as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        if before:
            writer.write(before)
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        writer.write(sent)
        assert await _hung_up(reader) == b""
        writer.close()


async def test_a_web_socket_may_be_silent_longer_than_a_head(monkeypatch):
    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        async for said in socket.iter_text():
            await socket.send_text(said)

    monkeypatch.setattr(http_limits, "HEAD_WITHIN", 0.2)
    async with (
        serving(routes=[WebSocketRoute("/ws", echo)]) as port,
        asyncio.timeout(10),
        connect(f"ws://127.0.0.1:{port}/ws") as socket,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await _hung_up(reader) == b""  # whose head never came; the socket is as old
        writer.close()
        await socket.send("还在")
        assert await socket.recv() == "还在"


async def test_a_thousand_heads_that_never_end_leave_everybody_else_alone():
    async with serving() as port:
        halves = [await asyncio.open_connection("127.0.0.1", port) for _ in range(1_000)]
        for _, writer in halves:
            writer.write(HALF)
        async with httpx.AsyncClient(verify=NO_TLS) as client, asyncio.timeout(5):
            for _ in range(20):
                assert (await client.get(f"http://127.0.0.1:{port}/healthz")).text == "ok"
        assert len(http_limits.BoundedProtocol._headless) <= http_limits.MOST_HEADLESS
        for _, writer in halves:
            writer.close()


async def test_a_body_that_dawdles_is_given_up_and_one_that_flows_is_not(monkeypatch):
    monkeypatch.setattr(http_limits, "BODY_WITHIN", 0.3)
    async with serving() as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab")
        assert (await reader.readline()).split()[1] == b"400"
        writer.close()

        async def flowing():
            for _ in range(10):
                yield b"x" * 16_000
                await asyncio.sleep(0.05)

        async with httpx.AsyncClient(verify=NO_TLS) as client:
            assert (await client.post(f"http://127.0.0.1:{port}/size", content=flowing())).text == "160000"


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
@pytest.mark.parametrize(
    ("door", "headers", "status"),
    [
        (Door(), {}, 200),
        (Door(), {"X-Forwarded-For": "203.0.113.9"}, 200),
        (Door(public=True), {}, 200),
        (Door(public=True), {"X-Forwarded-For": "127.0.0.1"}, 403),
        (Door(public=True, proxies=("127.0.0.1",)), {"X-Forwarded-For": "203.0.113.9"}, 403),
        (Door(public=True, token="seen"), {"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer seen"}, 200),
        (Door(public=True, token="seen"), {"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer unseen"}, 403),
        (Door(public=True, token="seen"), {"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer 看"}, 403),
    ],
)
async def test_once_we_are_public_how_we_are_is_for_this_machine_and_for_the_token(path, door, headers, status):
    async with serving(door) as port, httpx.AsyncClient(verify=NO_TLS) as client:
        sent = {name: value.encode() for name, value in headers.items()}
        assert (await client.get(f"http://127.0.0.1:{port}{path}", headers=sent)).status_code == status
        assert (await client.get(f"http://127.0.0.1:{port}/healthz", headers=sent)).status_code == 200
