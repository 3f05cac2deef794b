"""Group webhooks: one key a group, 20 messages a minute, over-length refused, nothing ever comes back."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.clock import Clock
from tests.standins.wecom.rules import Faults, Limits, Record

BYTES = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}
IMAGE_BYTES = 2 << 20
MEDIA_BYTES = {"file": 20 << 20, "voice": 2 << 20}


@dataclass
class GroupWebhooks:
    """`keys` is key → the group's name; what a group sees is `sent` with `to` its name, `too_fast` counts what came over the limit."""

    clock: Clock
    keys: dict[str, str] = field(default_factory=lambda: {"key-of-the-standin": "运营群"})

    def __post_init__(self) -> None:
        self.sent: Record = Record()
        self.too_fast = 0
        self.faults = Faults()
        self.media: dict[str, tuple[str, str, bytes]] = {}
        self._limits = Limits((20, timedelta(minutes=1)))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/cgi-bin/webhook/send", self._send),
            web.post("/cgi-bin/webhook/upload_media", self._upload),
        ]

    async def _send(self, request: web.Request) -> web.Response:
        key = request.query.get("key", "")
        fault = self.faults.next("webhook/send")
        if fault is not None and fault.cut and request.transport is not None:
            request.transport.close()
        if fault is not None:
            return _answer(fault.errcode or 0) if fault.errcode else web.Response(status=fault.status or 500)
        if key not in self.keys:
            return _answer(93000, "invalid webhook url")
        body = json.loads(await request.read() or b"{}")
        if code := self._fault_of(key, body):
            return _answer(code, "exceed max length 4096" if code == 40058 else "no")
        if not self._limits.take(key, self.clock.now()):
            self.too_fast += 1
            return _answer(45009, "api freq out of limit")
        self.sent.append({"to": self.keys[key], **body})
        return _answer(0)

    def _fault_of(self, key: str, body: dict[str, Any]) -> int:
        kind = body.get("msgtype", "")
        match kind:
            case "text" | "markdown" | "markdown_v2":
                content = body.get(kind, {}).get("content", "").encode()
                return 44004 if not content else 40058 if len(content) > BYTES[kind] else 0
            case "image":
                content = b64decode(body["image"]["base64"])
                if len(content) > IMAGE_BYTES:
                    return 93018
                return 0 if hashlib.md5(content, usedforsecurity=False).hexdigest() == body["image"]["md5"] else 301019
            case "file" | "voice":
                owner, stored_kind, _ = self.media.get(body.get(kind, {}).get("media_id", ""), ("", "", b""))
                return 0 if (owner, stored_kind) == (key, kind) else 40007
            case "template_card":
                return 0 if body["template_card"].get("card_type") in ("text_notice", "news_notice") else 40058
        return 40008

    async def _upload(self, request: web.Request) -> web.Response:
        key, kind = request.query.get("key", ""), request.query.get("type", "")
        part = (await request.post()).get("media")
        if (fault := self.faults.next("webhook/upload_media")) is not None:
            return _answer(fault.errcode or 0) if fault.errcode else web.Response(status=fault.status or 500)
        if key not in self.keys:
            return _answer(93000)
        if kind not in MEDIA_BYTES or not isinstance(part, web.FileField):
            return _answer(40004)
        content = part.file.read()
        if not 5 < len(content) <= MEDIA_BYTES[kind]:
            return _answer(40006)
        media_id = f"hook-media-{len(self.media)}"
        self.media[media_id] = (key, kind, content)
        return web.json_response({"errcode": 0, "errmsg": "ok", "type": kind, "media_id": media_id, "created_at": "1380000000"})


def _answer(code: int, words: str = "ok") -> web.Response:
    return web.json_response({"errcode": code, "errmsg": words})
