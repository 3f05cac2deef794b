"""An official account: verification, plain and safe mode, passive replies, and customer-service messages within their budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from aiohttp import web

from bot.clock import Clock
from tests.standins.wecom.app import Medium, _error, _json, _ok
from tests.standins.wecom.caller import Answered, Caller, Letter
from tests.standins.wecom.rules import MEDIA_LIVE, Faults, Record
from tests.standins.wecom.wire import children, nonce, seal, signature, unseal, xml

TALK = (5, timedelta(hours=48))
"""After somebody wrote: so many messages, for so long. Each word of theirs begins anew."""
TOUCH = (3, timedelta(minutes=1))
"""After a follow, a scan or a menu click."""
TEXT_BYTES = 2048


@dataclass
class Budget:
    left: int
    until: datetime


@dataclass
class OfficialAccount:
    """What a follower sees stands in `sent` as {to, kind, content, passive}; `safe` is the encrypted mode."""

    clock: Clock
    app_id: str = "wx49f0ab532d5d035a"
    secret: str = "account-secret-of-the-standin"
    token: str = "123456"
    aes_key: str = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
    safe: bool = True

    def __post_init__(self) -> None:
        self.caller = Caller(self.clock)
        self.faults = Faults()
        self.sent: Record = Record()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.tokens: dict[str, datetime] = {}
        self.media: dict[str, Medium] = {}
        self.budgets: dict[str, Budget] = {}
        self.complaints: list[str] = []
        self._numbers = count(1)

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def verifies(self) -> Answered:
        at, once, word = self._now(), nonce(), nonce()
        query = {"signature": signature(self.token, at, once), "timestamp": at, "nonce": once, "echostr": word}
        answered = await self.caller.get(query)
        assert answered.status != 200 or answered.text == word, "the answer is not the echostr"
        return answered

    async def says(self, who: str, words: str) -> Answered:
        self._grant(who, *TALK)
        return await self.tells(who, {"MsgType": "text", "Content": words, "MsgId": 23456789012345678 + next(self._numbers)})

    async def follows(self, who: str, scene: str = "") -> Answered:
        self._grant(who, *TOUCH)
        key = f"qrscene_{scene}" if scene else ""
        return await self.tells(who, {"MsgType": "event", "Event": "subscribe", "EventKey": key})

    async def leaves(self, who: str) -> Answered:
        self.budgets.pop(who, None)
        return await self.tells(who, {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""})

    async def clicks(self, who: str, key: str) -> Answered:
        self._grant(who, *TOUCH)
        return await self.tells(who, {"MsgType": "event", "Event": "CLICK", "EventKey": key})

    async def tells(self, who: str, fields: Mapping[str, Any]) -> Answered:
        head = {"ToUserName": "gh_standin", "FromUserName": who, "CreateTime": int(self._now())}
        return await self.calls_back(xml(head | dict(fields)), who)

    async def calls_back(self, inner: str, who: str) -> Answered:
        answered = await self.caller.post(lambda: self.letter(inner))
        self._read_reply(answered, who)
        return answered

    def letter(self, inner: str) -> Letter:
        at, once = self._now(), nonce()
        query = {"signature": signature(self.token, at, once), "timestamp": at, "nonce": once, "openid": "o"}
        if not self.safe:
            return Letter(query, inner.encode())
        encrypted = seal(inner, self.aes_key, self.app_id)
        query |= {"encrypt_type": "aes", "msg_signature": signature(self.token, at, once, encrypted)}
        return Letter(query, xml({"ToUserName": "gh_standin", "Encrypt": encrypted}).encode())

    def _read_reply(self, answered: Answered, who: str) -> None:
        """Shows a passive reply; a malformed body shows the follower that the account is out of service."""
        if answered.status == 200 and answered.body in (b"", b"success"):
            return
        try:
            told = children(self.opened(answered.text) if self.safe else answered.text)
            assert told["ToUserName"] == who and told["FromUserName"] == "gh_standin" and int(told["CreateTime"]) > 0
            kind = told["MsgType"]
            assert kind == "text" and len(told["Content"].encode()) <= TEXT_BYTES
        except Exception as wrong:
            self.complaints.append(f"该公众号提供的服务出现故障，请稍后再试 ({answered.status} {wrong!r})")
            return
        self.sent.append({"to": who, "kind": kind, "content": told["Content"], "passive": True})

    def opened(self, answer: str) -> str:
        told = children(answer)
        assert told["MsgSignature"] == signature(self.token, told["TimeStamp"], told["Nonce"], told["Encrypt"])
        words, receiver = unseal(told["Encrypt"], self.aes_key)
        assert receiver == self.app_id
        return words

    def screen(self, who: str) -> list[str]:
        return [shown["content"] for shown in self.sent if shown["to"] == who]

    def _grant(self, who: str, many: int, span: timedelta) -> None:
        """What is already allowed is never taken away by a smaller right."""
        until, now = self.clock.now() + span, self.clock.now()
        before = self.budgets.get(who)
        if before is None or before.until <= now or before.left == 0 or until >= before.until:
            self.budgets[who] = Budget(many, until)

    def _now(self) -> str:
        return str(int(self.clock.now().timestamp()))

    # ── the HTTP interface ───────────────────────────────────────────────────────────────────────────────────────────

    def routes(self) -> list[web.RouteDef]:
        at = "/account/cgi-bin"
        return [
            web.post(f"{at}/stable_token", self._stable_token),
            web.post(f"{at}/message/custom/send", self._with_token("message/custom/send", self._send)),
            web.post(f"{at}/media/upload", self._with_token("media/upload", self._upload)),
            web.get(f"{at}/media/get", self._get_medium),
            web.get(f"{at}/getcallbackip", self._with_token("getcallbackip", self._callback_ips)),
        ]

    async def _stable_token(self, request: web.Request) -> web.Response:
        body = await _json(request)
        self.calls.append(("stable_token", {}))
        fault = self.faults.next("stable_token")
        if fault is not None and fault.cut and request.transport is not None:
            request.transport.close()
        if fault is not None:
            return _error(fault.errcode, fault.errmsg) if fault.errcode else web.Response(status=fault.status or 500)
        if body.get("grant_type") != "client_credential" or body.get("appid") != self.app_id:
            return _error(40013)
        if body.get("secret") != self.secret:
            return _error(40125)
        live = [token for token, until in self.tokens.items() if until > self.clock.now()]
        if not live:
            live = [f"A{next(self._numbers)}-" + "z" * 40]
            self.tokens[live[0]] = self.clock.now() + timedelta(hours=2)
        left = int((self.tokens[live[0]] - self.clock.now()).total_seconds())
        return web.json_response({"access_token": live[0], "expires_in": left})

    def _with_token(self, endpoint: str, work: Any) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            fault = self.faults.next(endpoint)
            if fault is not None and fault.cut and request.transport is not None:
                request.transport.close()
            if fault is not None:
                return _error(fault.errcode, fault.errmsg) if fault.errcode else web.Response(status=fault.status or 500)
            body = await _json(request)
            self.calls.append((endpoint, body))
            until = self.tokens.get(request.query.get("access_token", ""))
            if until is None:
                return _error(40001)
            if until <= self.clock.now():
                return _error(42001)
            answer = await work(request, body)
            return _error(*answer) if isinstance(answer, tuple) else _ok(answer)

        return handle

    async def _send(self, request: web.Request, body: dict[str, Any]) -> Any:
        who, kind = body.get("touser", ""), body.get("msgtype", "")
        if kind not in ("text", "image"):
            return (40008,)
        content = body.get(kind, {}).get("content" if kind == "text" else "media_id", "")
        if not content or len(content.encode()) > TEXT_BYTES:
            return (44004 if not content else 45002,)
        if kind == "image" and content not in self.media:
            return (40007,)
        budget = self.budgets.get(who)
        if budget is None or budget.until <= self.clock.now():
            return (45015, "response out of time limit or subscription is canceled")
        if budget.left == 0:
            return (45047, "out of response count limit")
        budget.left -= 1
        self.sent.append({"to": who, "kind": kind, "content": content, "passive": False})
        return {}

    async def _upload(self, request: web.Request, body: dict[str, Any]) -> Any:
        part = (await request.post()).get("media")
        if request.query.get("type") != "image" or not isinstance(part, web.FileField):
            return (40004,)
        media_id = f"account-media-{next(self._numbers)}"
        self.media[media_id] = Medium("image", part.filename, part.file.read(), self.clock.now() + MEDIA_LIVE)
        return {"type": "image", "media_id": media_id, "created_at": 1380000000}

    async def _get_medium(self, request: web.Request) -> web.Response:
        medium = self.media.get(request.query.get("media_id", ""))
        if medium is None or request.query.get("access_token") not in self.tokens:
            return _error(40007)
        return web.Response(body=medium.content, content_type="image/jpeg")

    async def _callback_ips(self, request: web.Request, body: dict[str, Any]) -> Any:
        return {"ip_list": ["101.226.103.0/25"]}
