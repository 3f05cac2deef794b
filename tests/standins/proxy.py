"""An HTTP proxy on the loopback: forwards what is asked for by a whole address, makes tunnels, and can refuse both."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Proxy:
    """`asked` is what it was asked for, in order; `refuses` so many times it answers 407 instead."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refuses = 0
        self.url = ""
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._answer(reader, writer)
        finally:
            self._serving.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, _, rest = head.partition(b"\r\n")
        method, target, version = first.decode().split()
        self.asked.append(f"{method} {target.partition('?')[0]}")
        if self.refuses:
            self.refuses -= 1
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        address = urlsplit(target if "://" in target else f"//{target}")
        there, to = await asyncio.open_connection(address.hostname, address.port)
        try:
            await self._forward(method, target, version, rest, (reader, writer), (there, to))
        finally:
            to.close()

    async def _forward(
        self,
        method: str,
        target: str,
        version: str,
        rest: bytes,
        here: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        (reader, writer), (answers, to) = here, there
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            path = target[target.index("/", 8) :]
            rest = rest.replace(b"Connection: keep-alive", b"Connection: close")
            to.write(f"{method} {path} {version}\r\n".encode() + rest)
        await asyncio.wait([asyncio.ensure_future(_pump(*pair)) for pair in ((reader, to), (answers, writer))])


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof() if writer.can_write_eof() else None
