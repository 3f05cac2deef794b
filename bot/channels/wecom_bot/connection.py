"""The long connection: one live socket, a ping every half minute, requests with their acks, and when to stop trying.

Frames are JSON, {cmd, headers: {req_id}, body}; an ack has no cmd but errcode (page 101463, and Tencent's node SDK 1.0.7).
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bot.channels.tencent.calls import Refused, Unreached, Unsure
from bot.channels.tencent.codes import BUSY, advice
from bot.clock import Clock

log = structlog.get_logger()

PING_EVERY = timedelta(seconds=30)
MISSED_AT_MOST = 2
ACK_WITHIN = timedelta(seconds=5)
OPEN_WITHIN = 10.0
FRAME_BYTES = 4 << 20
BACK_OFF = (1.0, 30.0)
"""Seconds before another try: doubled each time, at most the second."""
REFUSALS = 5
"""So many wrong credentials in a row, then we stop: more would only look like an attack."""

Frame = dict[str, Any]


class Dead(Exception):
    """The line does not answer."""


class Taken(Exception):
    """Another connection of the same bot took our place; to come back would only kick it out in turn."""


class Connection:
    """`run` keeps the line up; `ask` sends a request and waits for its ack. `heard` is awaited for every callback, in order."""

    def __init__(self, url: str, bot_id: str, secret: str, clock: Clock, heard: Callable[[Frame], Awaitable[None]]) -> None:
        self._url, self._bot_id, self._secret = url, bot_id, secret
        self._clock, self._heard = clock, heard
        self._socket: ClientConnection | None = None
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._missed = 0
        self._was_up = False

    @property
    def is_up(self) -> bool:
        return self._socket is not None

    async def run(self) -> None:
        """Until cancelled; or until another takes the connection, or our credentials are refused for good."""
        refused, wait = 0, BACK_OFF[0]
        while True:
            try:
                await self._once()
            except Taken:
                log.warning("wecom_bot: another program uses this bot; only one may. Stopped until restarted")
                return
            except Refused as no:
                refused += no.code not in BUSY
                log.warning(f"wecom_bot: {advice(no).to('en')}", code=no.code)
                if refused >= REFUSALS:
                    return
            except (OSError, WebSocketException, TimeoutError, Dead, Unsure) as broken:
                if self._was_up:
                    refused, wait = 0, BACK_OFF[0]
                log.warning("wecom_bot: not connected, trying again", why=type(broken).__name__, seconds=wait)
            await self._clock.sleep(self._clock.now() + timedelta(seconds=wait))
            wait = min(wait * 2, BACK_OFF[1])

    async def _once(self) -> None:
        """One connection from its beginning to its end, which is always one of the errors `run` knows."""
        self._was_up = False
        async with connect(
            self._url, open_timeout=OPEN_WITHIN, close_timeout=1, ping_interval=None, max_size=FRAME_BYTES
        ) as socket:
            await self._subscribe(socket)
            self._was_up = True
            await self._live(socket)

    async def ask(self, cmd: str, body: Frame | None = None, *, req_id: str = "") -> Frame:
        """The ack's body. `req_id` is that of the callback answered, else a new one. Raises Refused, Unreached or Unsure."""
        socket = self._socket
        if socket is None:
            raise Unreached("not connected")
        return await self._ask(socket, cmd, body, req_id or f"{cmd}_{secrets.token_hex(12)}")

    async def _ask(self, socket: ClientConnection, cmd: str, body: Frame | None, req_id: str) -> Frame:
        ack: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[req_id] = ack
        frame = {"cmd": cmd, "headers": {"req_id": req_id}} | ({"body": body} if body is not None else {})
        try:
            await socket.send(json.dumps(frame, ensure_ascii=False))
            answer = await self._within(ack)
        except (OSError, WebSocketException, Dead):
            raise Unsure("the line broke") from None
        finally:
            self._waiting.pop(req_id, None)
        if code := answer.get("errcode"):
            raise Refused(int(code), str(answer.get("errmsg", "")))
        told = answer.get("body")
        return told if isinstance(told, dict) else {}

    async def _within(self, ack: asyncio.Future[Frame]) -> Frame:
        """The ack; Unsure after five seconds of the clock."""
        late = asyncio.ensure_future(self._clock.sleep(self._clock.now() + ACK_WITHIN))
        either: set[asyncio.Future[Any]] = {ack, late}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            late.cancel()
        if not ack.done():
            raise Unsure("no ack")
        return ack.result()

    async def _subscribe(self, socket: ClientConnection) -> None:
        """The first frame; its ack is read here, before anything else can come."""
        reading = asyncio.ensure_future(self._read(socket))
        reading.add_done_callback(lambda _: self._break_off())
        try:
            await self._ask(socket, "aibot_subscribe", {"bot_id": self._bot_id, "secret": self._secret}, _id("aibot_subscribe"))
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _live(self, socket: ClientConnection) -> None:
        """Reads and pings until the line breaks."""
        self._socket, self._missed = socket, 0
        log.info("wecom_bot: connected")
        both = [asyncio.ensure_future(self._read(socket)), asyncio.ensure_future(self._ping(socket))]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._socket = None
            for task in both:
                task.cancel()
            ended = await asyncio.gather(*both, return_exceptions=True)
            self._break_off()
        raise next((end for end in ended if isinstance(end, Exception)), Dead("closed"))

    async def _ping(self, socket: ClientConnection) -> None:
        while True:
            await self._clock.sleep(self._clock.now() + PING_EVERY)
            if self._missed >= MISSED_AT_MOST:
                raise Dead("pings are not answered")
            self._missed += 1
            await socket.send(json.dumps({"cmd": "ping", "headers": {"req_id": _id("ping")}}))

    async def _read(self, socket: ClientConnection) -> None:
        async for raw in socket:
            frame = _frame(raw)
            if frame is None:
                log.warning("wecom_bot: something that is no frame")
            elif "cmd" in frame:
                await self._called(frame)
            else:
                self._acked(frame)

    def _acked(self, frame: Frame) -> None:
        req_id = _req_id(frame)
        if req_id.startswith("ping"):
            self._missed = 0
        elif (ack := self._waiting.get(req_id)) is not None and not ack.done():
            ack.set_result(frame)

    async def _called(self, frame: Frame) -> None:
        body = frame.get("body")
        event = body.get("event") if isinstance(body, dict) else None
        if isinstance(event, dict) and event.get("eventtype") == "disconnected_event":
            raise Taken
        await self._heard(frame)

    def _break_off(self) -> None:
        """Nobody will ack what was sent on a line that is gone."""
        for ack in self._waiting.values():
            if not ack.done():
                ack.set_exception(Dead("closed"))


def _id(cmd: str) -> str:
    return f"{cmd}_{secrets.token_hex(12)}"


def _frame(raw: str | bytes) -> Frame | None:
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None


def _req_id(frame: Frame) -> str:
    headers = frame.get("headers")
    found = headers.get("req_id") if isinstance(headers, dict) else None
    return found if isinstance(found, str) else ""
