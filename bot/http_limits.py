"""What a stranger may cost the web server: how long a request's head and body may take, and how many may be unfinished at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN = 15.0
"""Seconds from a request's first moment to the end of its head."""
MOST_HEADLESS = 400
"""Connections that have sent no whole head: one more hangs up on the oldest. A proxy opens its own as it has requests for them."""
BODY_WITHIN = 15.0
"""Seconds a body may take whatever its size, and at most from one piece of it to the next."""
SLOWEST = 16 * 1024
"""Bytes a second a body must make beyond that: 20 MB over a poor phone line take two minutes, not all day."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Asgi = Callable[[Any, Receive, Any], Awaitable[None]]


class BoundedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, which by itself waits for a head for ever."""

    _headless: ClassVar[dict[BoundedProtocol, asyncio.TimerHandle]] = {}
    """The oldest first, over all servers of this process: what they share is its file descriptors."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._head_came()
        elif self not in self._headless and self.transport.get_protocol() is self:  # a web socket's heads are over for good
            self._await_head()

    def handle_websocket_upgrade(self, event: Any) -> None:
        self._head_came()
        super().handle_websocket_upgrade(event)

    def _await_head(self) -> None:
        if len(self._headless) >= MOST_HEADLESS:
            next(iter(self._headless))._hang_up()
        self._headless[self] = self.loop.call_later(HEAD_WITHIN, self._hang_up)

    def _head_came(self) -> None:
        if (timer := self._headless.pop(self, None)) is not None:
            timer.cancel()

    def _hang_up(self) -> None:
        self._head_came()
        if not self.transport.is_closing():
            self.transport.abort()


class BoundedBody:
    """A body that dawdles ends as if its sender had hung up: whoever reads it knows what to do then."""

    def __init__(self, site: Asgi) -> None:
        self._site = site

    async def __call__(self, scope: Any, receive: Receive, send: Any) -> None:
        await self._site(scope, _bounded(receive) if scope["type"] == "http" else receive, send)


def _bounded(receive: Receive) -> Receive:
    began, read, is_whole = asyncio.get_running_loop().time(), 0, False

    async def bounded() -> Message:
        nonlocal read, is_whole
        if is_whole:  # what comes now is that the other side goes, and it may stay
            return await receive()
        now = asyncio.get_running_loop().time()
        left = began + BODY_WITHIN + read / SLOWEST - now
        try:
            async with asyncio.timeout(min(left, BODY_WITHIN)):
                message = await receive()
        except TimeoutError:
            is_whole = True
            return {"type": "http.disconnect"}
        read += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        return message

    return bounded
