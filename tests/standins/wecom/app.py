"""A company with one self-built app: the HTTP interface it is called by, its limits, and people who talk to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from aiohttp import web

from bot.clock import Clock
from tests.standins.wecom.caller import Answered, Caller, Letter
from tests.standins.wecom.rules import INTERACTIVE, MEDIA_BYTES, MEDIA_LIVE, Faults, Limits, Record, card_fault
from tests.standins.wecom.wire import children, nonce, seal, signature, unseal, xml

TOKEN_LIVES = timedelta(hours=2)
CODE_LIVES = timedelta(hours=72)
TEXT_BYTES = 2048
IP = "203.0.113.7"


@dataclass
class Shown:
    """One message on one person's phone. `content` is the text as shown (cut where the platform cuts), `card` as it stands now."""

    to: str
    kind: str
    content: str
    body: dict[str, Any]
    at: datetime
    card: dict[str, Any] | None = None

    @property
    def task(self) -> str:
        return str((self.card or {}).get("task_id", ""))

    @property
    def labels(self) -> list[str]:
        """What can be pressed."""
        card = self.card or {}
        if "replace_text" in card:
            return []
        options = card.get("checkbox", {}).get("option_list", [])
        return [one["text"] for one in [*card.get("button_list", []), *options]]


@dataclass
class Medium:
    kind: str
    name: str
    content: bytes
    until: datetime


@dataclass
class Company:
    """`members` is userid → name. Everything sent stands in `sent`, what the platform dropped without a word in `dropped`."""

    clock: Clock
    corp_id: str = "wx5823bf96d3bd56c7"
    agent_id: int = 1000002
    secret: str = "app-secret-of-the-standin"
    token: str = "QDG6eK"
    aes_key: str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
    members: dict[str, str] = field(default_factory=lambda: {"wanglan": "王岚", "linxiao": "林晓", "zhouhang": "周航"})
    trusted_ip: bool = True
    has_callback: bool = True

    def __post_init__(self) -> None:
        self.caller = Caller(self.clock)
        self.faults = Faults()
        self.sent: Record = Record()
        self.updates: Record = Record()
        self.dropped: list[Shown] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.tokens: dict[str, datetime] = {}
        self.media: dict[str, Medium] = {}
        self.open_ids: dict[str, str] = {}
        self._tasks: set[str] = set()
        self._codes: dict[str, tuple[str, str, datetime]] = {}
        self._recent: dict[str, datetime] = {}
        self._numbers = count(1)
        self._limits = Limits((30, timedelta(minutes=1)), (1000, timedelta(hours=1)))

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def verifies(self) -> Answered:
        """The operator presses “save” in the console."""
        word, at, once = str(next(self._numbers)), str(int(self.clock.now().timestamp())), nonce()
        echo = seal(word, self.aes_key, self.corp_id)
        sign = signature(self.token, at, once, echo)
        answered = await self.caller.get({"msg_signature": sign, "timestamp": at, "nonce": once, "echostr": echo})
        assert answered.status != 200 or answered.text == word, "the answer is not the plain echostr"
        return answered

    async def says(self, who: str, words: str) -> Answered:
        return await self.tells(who, {"MsgType": "text", "Content": words, "MsgId": self.message_id()})

    async def presses(self, who: str, shown: Shown, label: str) -> Answered:
        """Presses the button, or chooses the option and submits, that `label` stands on."""
        card = shown.card or {}
        told = {"MsgType": "event", "Event": "template_card_event", "TaskId": shown.task, "CardType": card.get("card_type", "")}
        told["ResponseCode"] = self._new_code(shown.task, who)
        if card.get("card_type") == "vote_interaction":
            chosen = [one["id"] for one in card["checkbox"]["option_list"] if one["text"] == label]
            item = {"QuestionKey": card["checkbox"]["question_key"], "OptionIds": {"OptionId": chosen}}
            told |= {"EventKey": card["submit_button"]["key"], "SelectedItems": {"SelectedItem": [item]}}
        else:
            told["EventKey"] = next(button["key"] for button in card["button_list"] if button["text"] == label)
        return await self.tells(who, told)

    async def enters(self, who: str) -> Answered:
        return await self.tells(who, {"MsgType": "event", "Event": "enter_agent", "EventKey": ""})

    async def sends_picture(self, who: str, content: bytes) -> Answered:
        media_id = self._stored("image", "photo.jpg", content)
        return await self.tells(who, {"MsgType": "image", "PicUrl": "", "MediaId": media_id, "MsgId": self.message_id()})

    async def tells(self, who: str, fields: Mapping[str, Any]) -> Answered:
        """Any message or event from `who` (or `sys`), delivered as the platform does."""
        head = {"ToUserName": self.corp_id, "FromUserName": who, "CreateTime": int(self.clock.now().timestamp())}
        return await self.calls_back(xml(head | dict(fields) | {"AgentID": self.agent_id}))

    async def calls_back(self, inner: str, *, receiver: str | None = None) -> Answered:
        def write() -> Letter:
            return self.letter(inner, receiver=receiver)

        answered = await self.caller.post(write)
        assert answered.status != 200 or not answered.body or self.opened(answered.text)
        return answered

    def letter(self, inner: str, *, receiver: str | None = None) -> Letter:
        """One signed and encrypted POST."""
        at, once = str(int(self.clock.now().timestamp())), nonce()
        encrypted = seal(inner, self.aes_key, self.corp_id if receiver is None else receiver)
        query = {"msg_signature": signature(self.token, at, once, encrypted), "timestamp": at, "nonce": once}
        return Letter(query, xml({"ToUserName": self.corp_id, "AgentID": str(self.agent_id), "Encrypt": encrypted}).encode())

    def opened(self, answer: str) -> str:
        """The plain words of a passive reply; AssertionError where it is not properly sealed."""
        told = children(answer)
        sign = signature(self.token, told["TimeStamp"], told["Nonce"], told["Encrypt"])
        assert told["MsgSignature"] == sign, "signature of the reply"
        words, receiver = unseal(told["Encrypt"], self.aes_key)
        assert receiver == self.corp_id
        return words

    def message_id(self) -> int:
        return 4561255354251345929 + next(self._numbers)

    def screen(self, who: str) -> list[Shown]:
        """What a person sees, oldest first."""
        return [shown for shown in self.sent if shown.to == who]

    # ── the HTTP interface ───────────────────────────────────────────────────────────────────────────────────────────

    def routes(self) -> list[web.RouteDef]:
        at = "/cgi-bin"
        return [
            web.get(f"{at}/gettoken", self._gettoken),
            web.post(f"{at}/message/send", self._with_token("message/send", self._send)),
            web.post(f"{at}/message/update_template_card", self._with_token("message/update_template_card", self._update)),
            web.post(f"{at}/media/upload", self._with_token("media/upload", self._upload)),
            web.get(f"{at}/media/get", self._get_medium),
            web.get(f"{at}/user/get", self._with_token("user/get", self._user)),
            web.get(f"{at}/agent/get", self._with_token("agent/get", self._agent)),
            web.get(f"{at}/getcallbackip", self._with_token("getcallbackip", self._callback_ips)),
            web.post(f"{at}/batch/openuserid_to_userid", self._with_token("batch/openuserid_to_userid", self._plain_ids)),
        ]

    async def _gettoken(self, request: web.Request) -> web.Response:
        self.calls.append(("gettoken", {}))
        if faulty := await self._fault("gettoken", request):
            return faulty
        if request.query.get("corpid") != self.corp_id:
            return _error(40013)
        if request.query.get("corpsecret") != self.secret:
            return _error(40001)
        live = [token for token, until in self.tokens.items() if until > self.clock.now()]
        token = live[-1] if live else self._new_token()
        left = int((self.tokens[token] - self.clock.now()).total_seconds())
        return web.json_response({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": left})

    def _new_token(self) -> str:
        token = f"T{next(self._numbers)}-" + "x" * 40
        self.tokens[token] = self.clock.now() + TOKEN_LIVES
        return token

    def revoke_tokens(self) -> None:
        """The platform takes every token back before its time."""
        self.tokens.clear()

    def _with_token(self, endpoint: str, work: Any) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            if faulty := await self._fault(endpoint, request):
                return faulty
            body = await _json(request)
            self.calls.append((endpoint, body))
            token = request.query.get("access_token", "")
            if token not in self.tokens:
                return _error(40014)
            if self.tokens[token] <= self.clock.now():
                return _error(42001)
            if not self.trusted_ip:
                return _error(60020, f"not allow to access from your ip, hint: [1], from ip: {IP}, more info at https://x")
            answer = await work(request, body)
            return (
                answer
                if isinstance(answer, web.StreamResponse)
                else _error(*answer)
                if isinstance(answer, tuple)
                else _ok(answer)
            )

        return handle

    async def _fault(self, endpoint: str, request: web.Request) -> web.Response | None:
        fault = self.faults.next(endpoint)
        if fault is None:
            return None
        if fault.cut == "after":
            await self._send(request, await _json(request))
        if fault.cut and request.transport is not None:
            request.transport.close()
        return _error(fault.errcode, fault.errmsg) if fault.errcode else web.Response(status=fault.status or 500, text="<html>")

    async def _send(self, request: web.Request, body: dict[str, Any]) -> Any:
        if body.get("agentid") != self.agent_id:
            return (301002,)
        asked = [who for who in str(body.get("touser", "")).split("|") if who]
        if not asked and not body.get("toparty") and not body.get("totag"):
            return (82001,)
        if len(asked) > 1000:
            return (40058,)
        known = {userid.lower(): userid for userid in self.members}
        wrong = [who.lower() for who in asked if who.lower() not in known]
        if len(wrong) == len(asked):
            return (81013, "user & party & tag all invalid")
        if fault := self._fault_of(body):
            return (fault,)
        if not self._is_repeated(body):
            self._tasks |= {task for task in [body.get("template_card", {}).get("task_id")] if task}
            for who in asked:
                if who.lower() not in wrong:
                    self._show(known[who.lower()], body)
        answer = {"msgid": f"msg-{next(self._numbers)}", "invaliduser": "|".join(wrong)}
        if body.get("template_card", {}).get("card_type") in INTERACTIVE:
            answer["response_code"] = self._new_code(body["template_card"]["task_id"], asked[0])
        return answer

    def _fault_of(self, body: dict[str, Any]) -> int | None:
        kind = body.get("msgtype", "")
        match kind:
            case "text" | "markdown":
                return None if body.get(kind, {}).get("content") else 44004
            case "template_card":
                if not self.has_callback and body["template_card"].get("card_type") in INTERACTIVE:
                    return 43012
                return None if self._is_repeated(body, count=False) else card_fault(body["template_card"], self._tasks)
            case "image" | "file" | "voice" | "video":
                medium = self.media.get(body.get(kind, {}).get("media_id", ""))
                return None if medium and medium.kind == kind and medium.until > self.clock.now() else 40007
        return 40008

    def _is_repeated(self, body: dict[str, Any], *, count: bool = True) -> bool:
        """With `enable_duplicate_check` the same JSON is not delivered again within the interval; it is still answered with ok."""
        if not body.get("enable_duplicate_check"):
            return False
        span = timedelta(seconds=min(int(body.get("duplicate_check_interval", 1800)), 14400))
        same, now = json.dumps(body, sort_keys=True), self.clock.now()
        if same in self._recent and now - self._recent[same] < span:
            return True
        if count:
            self._recent[same] = now
        return False

    def _show(self, who: str, body: dict[str, Any]) -> None:
        kind = body["msgtype"]
        content = str(body.get(kind, {}).get("content", "")).encode()[:TEXT_BYTES].decode("utf-8", "ignore")
        shown = Shown(who, kind, content, body, self.clock.now(), body.get("template_card"))
        if self._limits.take(who, self.clock.now()):
            self.sent.append(shown)
        else:
            self.dropped.append(shown)

    async def _update(self, request: web.Request, body: dict[str, Any]) -> Any:
        task, _, until = self._codes.pop(body.get("response_code", ""), ("", "", self.clock.now()))
        if until <= self.clock.now():
            return (60140,)
        card = body.get("template_card")
        if card is not None and (fault := card_fault(card, set()) or (42016 if card.get("task_id") != task else None)):
            return (fault,)
        who = set(body.get("userids", [])) or set(self.members)
        for shown in self.sent:
            if shown.task == task and shown.to in who:
                shown.card = card or {**(shown.card or {}), "replace_text": body["button"]["replace_name"]}
        self.updates.append(body)
        self.sent.stir()
        return {"invaliduser": []}

    def _new_code(self, task: str, who: str) -> str:
        code = f"code-{next(self._numbers)}-" + "y" * 20
        self._codes[code] = (task, who, self.clock.now() + CODE_LIVES)
        return code

    async def _upload(self, request: web.Request, body: dict[str, Any]) -> Any:
        kind = request.query.get("type", "")
        part = (await request.post()).get("media")
        if kind not in MEDIA_BYTES or not isinstance(part, web.FileField):
            return (40004,)
        content = part.file.read()
        if not 5 < len(content) <= MEDIA_BYTES[kind]:
            return (40006,)
        return {"type": kind, "media_id": self._stored(kind, part.filename, content), "created_at": "1380000000"}

    def _stored(self, kind: str, name: str, content: bytes) -> str:
        media_id = f"media-{next(self._numbers)}"
        self.media[media_id] = Medium(kind, name, content, self.clock.now() + MEDIA_LIVE)
        return media_id

    async def _get_medium(self, request: web.Request) -> web.Response:
        medium = self.media.get(request.query.get("media_id", ""))
        if request.query.get("access_token") not in self.tokens or medium is None:
            return _error(40007)
        disposition = f'attachment; filename="{medium.name}"'
        return web.Response(body=medium.content, content_type="image/jpeg", headers={"Content-Disposition": disposition})

    async def _user(self, request: web.Request, body: dict[str, Any]) -> Any:
        who = request.query.get("userid", "")
        return {"userid": who, "name": self.members[who]} if who in self.members else (60111,)

    async def _agent(self, request: web.Request, body: dict[str, Any]) -> Any:
        asked = request.query.get("agentid")
        return {"agentid": self.agent_id, "name": "群学", "close": 0} if asked == str(self.agent_id) else (301002,)

    async def _callback_ips(self, request: web.Request, body: dict[str, Any]) -> Any:
        return {"ip_list": ["101.226.103.*", "101.226.62.*"]}

    async def _plain_ids(self, request: web.Request, body: dict[str, Any]) -> Any:
        asked = body.get("open_userid_list", [])
        if not 1 <= len(asked) <= 1000:
            return (40058,)
        plain = [{"open_userid": one, "userid": self.open_ids[one]} for one in asked if one in self.open_ids]
        return {"userid_list": plain, "invalid_open_userid_list": [one for one in asked if one not in self.open_ids]}


async def _json(request: web.Request) -> dict[str, Any]:
    """The body, whatever Content-Type is claimed: wechatpy claims none."""
    if request.content_type.startswith("multipart/"):
        return {}
    try:
        told = json.loads(await request.read() or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _ok(answer: dict[str, Any]) -> web.Response:
    return web.json_response({"errcode": 0, "errmsg": "ok", **answer})


def _error(code: int | None, words: str = "no") -> web.Response:
    return web.json_response(
        {"errcode": code, "errmsg": f"{words}, hint: [1700000000], more info at https://open.work.weixin.qq.com"}
    )
