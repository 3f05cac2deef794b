"""The long connection: one live socket, a ping every half minute, requests with their acks, and when to stop trying.

Frames are JSON, {cmd, headers: {req_id}, body}; an ack has no cmd but errcode (page 101463, and Tencent's node SDK 1.0.7).
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bot.channels.tencent.calls import Refused, Unreached, Unsure
from bot.channels.tencent.codes import advice
from bot.clock import Clock

log = structlog.get_logger()

PING_EVERY = timedelta(seconds=30)
MISSED_AT_MOST = 2
ACK_WITHIN = timedelta(seconds=5)
OPEN_WITHIN = 10.0
READ_OUT = 1.0
FRAME_BYTES = 4 << 20
BACK_OFF = (1.0, 30.0)
"""Seconds before another try: doubled each time, at most the second, and the first again after a line that held."""
HELD = timedelta(seconds=30)
TAKEN_FOR = (420.0, 3600.0)
"""The same after somebody else connected as this bot: to come back at once would only kick them out in turn."""
NOT_SUBSCRIBED = 846609
WRONG_CREDENTIALS = {40001, 40013, 40125, 846601, 853000}
REFUSALS = 5
"""So many wrong credentials in a row, then we stop: more would only look like an attack."""

Frame = dict[str, Any]


class Dead(Exception):
    """The line does not answer."""


class Taken(Exception):
    """Another connection of the same bot took our place."""


class Connection:
    """`run` keeps the line up; `ask` sends a request and waits for its ack. `heard` is awaited for every callback, in order;
    `told` hears why the line stays away ("taken", a code), and None once it is up."""

    def __init__(
        self,
        url: str,
        bot_id: str,
        secret: str,
        clock: Clock,
        heard: Callable[[Frame], Awaitable[None]],
        told: Callable[[str | None], Awaitable[None]],
    ) -> None:
        self._url, self._bot_id, self._secret = url, bot_id, secret
        self._clock, self._heard, self._told = clock, heard, told
        self._socket: ClientConnection | None = None
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._missed = 0
        self._lost: asyncio.Future[None] | None = None
        self._up_at: datetime | None = None

    @property
    def is_up(self) -> bool:
        return self._socket is not None

    async def run(self) -> None:
        """Until cancelled, or our credentials are refused for good."""
        refused = 0
        waits: dict[type[Exception], float] = {Taken: TAKEN_FOR[0], Dead: BACK_OFF[0]}
        while True:
            kind: type[Exception] = Dead
            most = BACK_OFF[1]
            try:
                await self._once()
            except Taken:
                kind, most = Taken, TAKEN_FOR[1]
                log.warning("wecom_bot: another program uses this bot; only one may", seconds=waits[kind])
                await self._told("taken")
            except Refused as no:
                refused += no.code in WRONG_CREDENTIALS
                log.warning(f"wecom_bot: {advice(no).to('en')}", code=no.code)
                if refused >= REFUSALS:
                    await self._told(str(no.code))
                    return
            except (OSError, WebSocketException, TimeoutError, Dead, Unsure, Unreached) as broken:
                log.warning("wecom_bot: not connected, trying again", why=type(broken).__name__, seconds=waits[kind])
            if self._up_at is not None:
                refused = 0
                if self._clock.now() - self._up_at >= HELD:
                    waits[Dead] = BACK_OFF[0]
            wait = waits[kind]
            waits[kind] = min(wait * 2, most)
            await self._clock.sleep(self._clock.now() + timedelta(seconds=wait))

    async def _once(self) -> None:
        """One connection from its beginning to its end, which is always one of the errors `run` knows."""
        self._up_at = None
        async with connect(
            self._url, open_timeout=OPEN_WITHIN, close_timeout=1, ping_interval=None, max_size=FRAME_BYTES
        ) as socket:
            await self._subscribe(socket)
            self._up_at = self._clock.now()
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
        if (code := answer.get("errcode")) == NOT_SUBSCRIBED:
            self._lose("not subscribed")
            raise Unreached("not subscribed")
        if code:
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
        """Reads and pings until the line breaks, or the platform says that it knows us no more."""
        self._socket, self._missed = socket, 0
        self._lost = lost = asyncio.get_running_loop().create_future()
        log.info("wecom_bot: connected")
        both: list[asyncio.Future[None]] = [
            asyncio.ensure_future(self._read(socket)),
            asyncio.ensure_future(self._ping(socket)),
        ]
        try:
            await self._told(None)
            await asyncio.wait([*both, lost], return_when=asyncio.FIRST_COMPLETED)
            self._socket = self._lost = None
            if not both[1].done():  # a deaf line would not answer the farewell either
                await socket.close()  # what had arrived is still read: nothing on this line comes twice
                await asyncio.wait({both[0]}, timeout=READ_OUT)
        finally:
            self._socket = self._lost = None
            for task in (*both, lost):
                task.cancel()
            ended = await asyncio.gather(*both, lost, return_exceptions=True)
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
            if frame.get("errcode") == NOT_SUBSCRIBED:
                self._lose("not subscribed")
            elif not frame.get("errcode"):
                self._missed = 0
        elif (ack := self._waiting.get(req_id)) is not None and not ack.done():
            ack.set_result(frame)

    async def _called(self, frame: Frame) -> None:
        body = frame.get("body")
        event = body.get("event") if isinstance(body, dict) else None
        if isinstance(event, dict) and event.get("eventtype") == "disconnected_event":
            raise Taken
        await self._heard(frame)

    def _lose(self, why: str) -> None:
        """The line is there but worth nothing: it is torn down."""
        if self._lost is not None and not self._lost.done():
            self._lost.set_exception(Dead(why))

    def _break_off(self) -> None:
        """Nobody will ack what was sent on a line that is gone."""
        for ack in self._waiting.values():
            if not ack.done():
                ack.set_exception(Dead("closed"))


def _id(cmd: str) -> str:
    return f"{cmd}_{secrets.token_hex(12)}"


def _frame(raw: str | bytes) -> Frame | None:
    try:
        frame = json.loads(raw, strict=False)  # WeCom sends control characters as they are
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None


def _req_id(frame: Frame) -> str:
    headers = frame.get("headers")
    found = headers.get("req_id") if isinstance(headers, dict) else None
    return found if isinstance(found, str) else ""
