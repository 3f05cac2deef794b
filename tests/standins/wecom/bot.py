"""A smart bot behind the long connection: one live socket, request ids that can be answered once, limits per conversation."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import quote

from aiohttp import WSMsgType, web

from bot.clock import Clock
from tests.standins.wecom.rules import MEDIA_BYTES, Faults, Limits, Record, card_fault
from tests.standins.wecom.wire import encrypt_file

STREAM_BYTES = 20480
PASSIVE_WITHIN = timedelta(seconds=5)
STREAM_WITHIN = timedelta(minutes=10)
URL_LIVES = timedelta(minutes=5)
CHUNK_BYTES, CHUNKS = 512 << 10, 100

Frame = dict[str, Any]


@dataclass
class Asked:
    """A callback that may be answered: `kind` is message, card or enter."""

    kind: str
    chat: str
    who: str
    at: datetime
    task: str = ""
    stream: str = ""
    is_finished: bool = False
    has_card: bool = False


@dataclass
class Bubble:
    """One message of the bot in a conversation. `cards` is the card as each person sees it where it was changed for them alone."""

    chat: str
    kind: str
    content: str
    card: dict[str, Any] | None = None
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: str = ""

    @property
    def task(self) -> str:
        return str((self.card or {}).get("task_id", ""))

    def seen_by(self, who: str) -> dict[str, Any]:
        return self.cards.get(who) or self.card or {}

    @property
    def labels(self) -> list[str]:
        card = self.card or {}
        return [one["text"] for one in [*card.get("button_list", []), *card.get("checkbox", {}).get("option_list", [])]]


@dataclass
class SmartBot:
    """`sent` is every bubble; `open_ids` maps a person to the encrypted id they appear under."""

    clock: Clock
    bot_id: str = "aib-of-the-standin"
    secret: str = "bot-secret-of-the-standin"
    name: str = "小助"
    base: str = ""

    def __post_init__(self) -> None:
        self.sent: Record = Record()
        self.frames: Record = Record()
        self.connections = 0
        self.open_ids: dict[str, str] = {}
        self.faults = Faults()
        """By command, `ping` and `aibot_subscribe` too."""
        self.raw = False
        """Strings hold control characters as they are: no valid JSON, and sent by WeCom all the same."""
        self.mute = 0
        """So many acks are swallowed."""
        self.deaf = False
        """Pings are not answered."""
        self._socket: web.WebSocketResponse | None = None
        self._forgotten: set[int] = set()
        self._asked: dict[str, Asked] = {}
        self._talked: set[str] = set()
        self._tasks: set[str] = set()
        self._uploads: dict[str, dict[str, Any]] = {}
        self.media: dict[str, tuple[str, str, bytes]] = {}
        self._files: dict[str, tuple[str, bytes, datetime]] = {}
        self._numbers = count(1)
        self._limits = Limits((30, timedelta(minutes=1)), (1000, timedelta(hours=1)))
        self._do: dict[str, Callable[[str, dict[str, Any]], Any]] = {
            "aibot_respond_msg": self._respond,
            "aibot_respond_welcome_msg": self._welcome,
            "aibot_respond_update_msg": self._update,
            "aibot_send_msg": self._push,
            "aibot_upload_media_init": self._upload_init,
            "aibot_upload_media_chunk": self._upload_chunk,
            "aibot_upload_media_finish": self._upload_finish,
        }

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def is_connected(self) -> bool:
        return self._socket is not None and not self._socket.closed and id(self._socket) not in self._forgotten

    async def says(self, who: str, words: str, *, chat: str | None = None, quote: str = "") -> str:
        """In private, or in a group with the bot called; gives the request id it can be answered by."""
        body: dict[str, Any] = {"msgtype": "text", "text": {"content": f"@{self.name} {words}" if chat else words}}
        if quote:
            body["quote"] = {"msgtype": "text", "text": {"content": quote}}
        return await self.tells(who, body, chat=chat)

    async def sends_file(self, who: str, name: str, content: bytes, *, kind: str = "file") -> str:
        key, number = secrets.token_bytes(32), f"f{next(self._numbers)}"
        self._files[number] = (name, encrypt_file(content, key), self.clock.now() + URL_LIVES)
        return await self.tells(
            who, {"msgtype": kind, kind: {"url": f"{self.base}/files/{number}", "aeskey": b64encode(key).decode()}}
        )

    async def presses(self, who: str, bubble: Bubble, label: str) -> str:
        card = bubble.seen_by(who)
        pressed: dict[str, Any] = {"card_type": card["card_type"], "task_id": bubble.task}
        if card["card_type"] == "vote_interaction":
            chosen = [one["id"] for one in card["checkbox"]["option_list"] if one["text"] == label]
            item = {"question_key": card["checkbox"]["question_key"], "option_ids": {"option_id": chosen}}
            pressed |= {"event_key": card["submit_button"]["key"], "selected_items": {"selected_item": [item]}}
        else:
            pressed["event_key"] = next(button["key"] for button in card["button_list"] if button["text"] == label)
        chat = None if bubble.chat == who else bubble.chat
        event = {"eventtype": "template_card_event", "template_card_event": pressed}
        return await self.tells(who, {"msgtype": "event", "event": event}, chat=chat, task=bubble.task)

    async def enters(self, who: str) -> str:
        return await self.tells(who, {"msgtype": "event", "event": {"eventtype": "enter_chat"}})

    async def tells(self, who: str, body: dict[str, Any], *, chat: str | None = None, task: str = "") -> str:
        """Any callback from `who`. Sent once: nothing on the long connection is repeated."""
        assert self._socket is not None, "nobody is connected"
        number, seen = next(self._numbers), self.open_ids.get(who, who)
        is_event = body["msgtype"] == "event"
        kind = "message" if not is_event else "card" if task else "enter"
        request = f"req-{number}-{secrets.token_hex(4)}"
        room = chat or seen
        self._asked[request] = Asked(kind, room, seen, self.clock.now(), task)
        if not is_event:
            self._talked.add(room)
        head: dict[str, Any] = {"msgid": f"m{number}-{secrets.token_hex(6)}", "aibotid": self.bot_id, "from": {"userid": seen}}
        head |= {"chattype": "group", "chatid": chat} if chat else {"chattype": "single"}
        if is_event:
            head["create_time"] = int(self.clock.now().timestamp())
        cmd = "aibot_event_callback" if is_event else "aibot_msg_callback"
        await self.pushes({"cmd": cmd, "headers": {"req_id": request}, "body": head | body})
        return request

    async def pushes(self, frame: Frame | str) -> None:
        """A frame, or raw words where something that is no frame should come down the line."""
        assert self._socket is not None
        words = frame if isinstance(frame, str) else json.dumps(frame, ensure_ascii=False)
        await self._socket.send_str(_as_it_is(words) if self.raw else words)

    def loses_us(self) -> None:
        """The line stays open, but the server has forgotten who subscribed on it: everything on it is refused with 846609."""
        self._forgotten.add(id(self._socket))

    async def disconnects(self) -> None:
        """Somebody else connected as this bot: our line is told so and closed."""
        before, self._socket = self._socket, None
        if before is not None and not before.closed:
            gone = {"msgtype": "event", "aibotid": self.bot_id, "event": {"eventtype": "disconnected_event"}}
            frame = {"cmd": "aibot_event_callback", "headers": {"req_id": f"bye-{next(self._numbers)}"}, "body": gone}
            await before.send_json(frame)
            await before.close()

    async def hangs_up(self) -> None:
        """The line breaks, without a word."""
        if self._socket is not None and self._socket._req is not None and self._socket._req.transport is not None:
            self._socket._req.transport.close()

    def screen(self, chat: str) -> list[Bubble]:
        return [bubble for bubble in self.sent if bubble.chat == chat]

    # ── the socket ───────────────────────────────────────────────────────────────────────────────────────────────────

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/bot", self._connected), web.get("/files/{number}", self._file)]

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=8 << 20)
        await socket.prepare(request)
        subscribed = False
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            cmd, req = frame.get("cmd", ""), frame.get("headers", {}).get("req_id", "")
            fault = self.faults.next(cmd)
            self.frames.stir()
            if fault is not None:
                if cmd != "ping":
                    self.frames.append(frame | {"answer": fault.errcode})
                if fault.errcode == 846609:
                    self._forgotten.add(id(socket))
                if fault.errcode is not None:
                    await self._ack(socket, req, fault.errcode)
                elif fault.cut != "ack":
                    await self.hangs_up()
            elif cmd == "aibot_subscribe":
                subscribed = await self._subscribe(socket, req, frame.get("body", {}))
            elif not subscribed or id(socket) in self._forgotten:
                await self._ack(socket, req, 846609)
            elif cmd == "ping":
                if not self.deaf:
                    await self._ack(socket, req, 0)
            else:
                await self._act(socket, cmd, req, frame)
        self._forgotten.discard(id(socket))
        if self._socket is socket:
            self._socket = None
        return socket

    async def _subscribe(self, socket: web.WebSocketResponse, req: str, body: dict[str, Any]) -> bool:
        if (body.get("bot_id"), body.get("secret")) != (self.bot_id, self.secret):
            await self._ack(socket, req, 853000)
            return False
        await self.disconnects()
        self._socket = socket
        self._forgotten.discard(id(socket))
        self.connections += 1
        await self._ack(socket, req, 0)
        self.frames.stir()
        return True

    async def _act(self, socket: web.WebSocketResponse, cmd: str, req: str, frame: Frame) -> None:
        answer = self._do[cmd](req, frame.get("body") or {}) if cmd in self._do else 40008
        self.frames.append(frame | {"answer": answer})
        if self.mute:
            self.mute -= 1
            return
        if isinstance(answer, dict):
            await self._ack(socket, req, 0, answer)
        else:
            await self._ack(socket, req, answer)

    async def _ack(self, socket: web.WebSocketResponse, req: str, code: int, body: dict[str, Any] | None = None) -> None:
        ack: Frame = {"headers": {"req_id": req}, "errcode": code, "errmsg": "ok" if code == 0 else "refused"}
        if not socket.closed:
            await socket.send_json(ack | ({"body": body} if body is not None else {}))

    # ── what the bot may do ──────────────────────────────────────────────────────────────────────────────────────────

    def _respond(self, req: str, body: dict[str, Any]) -> int:
        asked = self._asked.get(req)
        if asked is None or asked.kind != "message":
            return 846605
        if self.clock.now() - asked.at > STREAM_WITHIN:
            return 846608 if asked.stream else 846604
        kind = body.get("msgtype", "")
        if kind not in ("stream", "template_card", "stream_with_template_card", "file", "image", "voice", "video"):
            return 40008
        if asked.is_finished:
            return 846606
        if kind in ("file", "image", "voice", "video"):
            asked.is_finished = True
            return self._show(asked.chat, body, req)
        return self._streamed(asked, body, req) or self._answered_card(asked, body, req)

    def _streamed(self, asked: Asked, body: dict[str, Any], req: str) -> int:
        """A stream says the whole text each time, under the id of the first."""
        stream = body.get("stream")
        if stream is None:
            return 0
        if not stream.get("id") or (asked.stream and stream["id"] != asked.stream):
            return 40058
        if len(stream.get("content", "").encode()) > STREAM_BYTES:
            return 40058
        if not asked.stream:
            if not self._limits.take(asked.chat, self.clock.now()):
                return 846607
            asked.stream = stream["id"]
            self.sent.append(Bubble(asked.chat, "stream", "", answers=req))
        bubble = next(bubble for bubble in self.sent if bubble.answers == req and bubble.kind == "stream")
        bubble.content = stream.get("content", "")
        asked.is_finished = bool(stream.get("finish"))
        self.sent.stir()
        return 0

    def _answered_card(self, asked: Asked, body: dict[str, Any], req: str) -> int:
        card = body.get("template_card")
        if card is None:
            return 0
        if asked.has_card:
            return 846606
        if code := self._show(asked.chat, {"msgtype": "template_card", "template_card": card}, req):
            return code
        asked.has_card = True
        asked.is_finished = asked.is_finished or "stream" not in body
        return 0

    def _welcome(self, req: str, body: dict[str, Any]) -> int:
        asked = self._asked.get(req)
        if asked is None or asked.kind != "enter":
            return 846605
        if self.clock.now() - asked.at > PASSIVE_WITHIN:
            return 846604
        if asked.is_finished:
            return 846606
        if body.get("msgtype") not in ("text", "template_card"):
            return 40008
        asked.is_finished = True
        return self._show(asked.chat, body, req)

    def _update(self, req: str, body: dict[str, Any]) -> int:
        asked = self._asked.get(req)
        if asked is None or asked.kind != "card":
            return 846605
        if self.clock.now() - asked.at > PASSIVE_WITHIN:
            return 846604
        if asked.is_finished:
            return 846606
        card = body.get("template_card", {})
        if body.get("response_type") != "update_template_card" or card.get("task_id") != asked.task:
            return 846625
        if code := card_fault(card, set()):
            return code
        asked.is_finished = True
        bubble = next(bubble for bubble in self.sent if bubble.task == asked.task)
        if userids := body.get("userids"):
            bubble.cards |= dict.fromkeys(userids, card)
        else:
            bubble.card, bubble.cards = card, {}
        self.sent.stir()
        return 0

    def forgets(self, chat: str) -> None:
        """The bot was taken out of the group and brought back: there it must be spoken to first again."""
        self._talked.discard(chat)

    def _push(self, req: str, body: dict[str, Any]) -> int:
        chat = body.get("chatid", "")
        if chat not in self._talked:
            return 846607
        if body.get("msgtype") not in ("markdown", "template_card", "file", "image", "voice", "video"):
            return 40008
        return self._show(chat, body, "")

    def _show(self, chat: str, body: dict[str, Any], answers: str) -> int:
        kind = body["msgtype"]
        content = str(body.get(kind, {}).get("content", ""))
        if kind in ("markdown", "text") and not 0 < len(content.encode()) <= STREAM_BYTES:
            return 40058
        if kind == "template_card" and (code := card_fault(body.get("template_card"), self._tasks)):
            return code
        if kind in ("file", "image") and body[kind].get("media_id") not in self.media:
            return 40007
        if not self._limits.take(chat, self.clock.now()):
            return 846607
        card = body.get("template_card") if kind == "template_card" else None
        if card and card.get("task_id"):
            self._tasks.add(card["task_id"])
        if kind in ("file", "image"):
            content = self.media[body[kind]["media_id"]][1]
        self.sent.append(Bubble(chat, kind, content, card, answers=answers))
        return 0

    def _upload_init(self, req: str, body: dict[str, Any]) -> Any:
        size, chunks = body.get("total_size", 0), body.get("total_chunks", 0)
        if body.get("type") not in MEDIA_BYTES or not 5 < size <= MEDIA_BYTES[body["type"]]:
            return 846612
        if not 1 <= chunks <= CHUNKS or -(-size // CHUNK_BYTES) > chunks:
            return 846613
        upload = f"up-{next(self._numbers)}"
        self._uploads[upload] = {**body, "parts": {}}
        return {"upload_id": upload}

    def _upload_chunk(self, req: str, body: dict[str, Any]) -> Any:
        upload = self._uploads.get(body.get("upload_id", ""))
        if upload is None:
            return 846611
        content = b64decode(body.get("base64_data", ""))
        if (
            not 0 <= body.get("chunk_index", -1) < upload["total_chunks"] or len(content) > CHUNK_BYTES
        ):  # from 0, as the SDK counts
            return 846614
        upload["parts"][body["chunk_index"]] = content
        return 0

    def _upload_finish(self, req: str, body: dict[str, Any]) -> Any:
        upload = self._uploads.pop(body.get("upload_id", ""), None)
        if upload is None:
            return 846611
        content = b"".join(part for _, part in sorted(upload["parts"].items()))
        if len(content) != upload["total_size"] or len(upload["parts"]) != upload["total_chunks"]:
            return 846615
        if "md5" in upload and hashlib.md5(content, usedforsecurity=False).hexdigest() != upload["md5"]:
            return 846616
        media_id = f"bot-media-{next(self._numbers)}"
        self.media[media_id] = (upload["type"], upload["filename"], content)
        return {"type": upload["type"], "media_id": media_id, "created_at": "1380000000"}

    async def _file(self, request: web.Request) -> web.Response:
        name, content, until = self._files.get(request.match_info["number"], ("", b"", self.clock.now()))
        if until <= self.clock.now():
            return web.Response(status=403)
        return web.Response(body=content, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})


def _as_it_is(words: str) -> str:
    """JSON whose strings hold their control characters raw."""
    return re.sub(r"\\u00([01][0-9a-f])|\\([nrtbf])", lambda found: _raw(found[1], found[2]), words)


def _raw(code: str | None, letter: str | None) -> str:
    return chr(int(code, 16)) if code else {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}[letter or ""]
