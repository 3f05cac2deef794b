"""The smart bot's callbacks as events, from the frame's JSON (pages 100719 and 101027). What is no callback is nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.tencent.cards import SUBMITTED
from bot.channels.tencent.words import legible, unpunctuated
from bot.channels.wecom_bot.mentions import uncalled
from bot.messages import Account, Address, Answer, FileRef, InboundEvent, Kind, Quote

NAME = "wecom_bot"
ANSWER_WITHIN = timedelta(seconds=5)
"""A card's change and a welcome are taken for five seconds; the same is time enough for any first answer."""

_ENCRYPTED = re.compile(r"w[om][A-Za-z0-9_-]{26,38}")
CAPITALS = 4
"""An encrypted id is base64url of some 22 bytes: it has capitals all over, which nobody types into an id of their own."""


@dataclass(frozen=True, slots=True)
class Right:
    """What an `Answer` of this channel lets us do: answer a message, welcome, or change a card — once, by the callback's req_id."""

    cmd: str
    req_id: str
    task: str = ""
    presser: str = ""

    @property
    def token(self) -> str:
        return "\n".join((self.cmd, self.req_id, self.task, self.presser))

    @classmethod
    def of(cls, token: str) -> Right:
        return cls(*token.split("\n"))


MESSAGE, WELCOME, CARD = "aibot_respond_msg", "aibot_respond_welcome_msg", "aibot_respond_update_msg"


@dataclass(frozen=True, slots=True)
class ParsedFrame:
    """One callback, read: `who` as the platform shows them, `chat` a group's id or the same as `who`."""

    key: str
    who: str
    chat: str
    is_group: bool
    kind: str
    at: datetime
    req_id: str
    body: dict[str, Any]

    @property
    def is_event(self) -> bool:
        return self.kind == "event"


def read(frame: dict[str, Any], bot_id: str, now: datetime) -> ParsedFrame | None:
    """What a frame tells; None where somebody or something is missing."""
    body, req_id = frame.get("body"), _at(frame, "headers", "req_id")
    who, chat = _at(body, "from", "userid"), _at(body, "chatid")
    is_group = _at(body, "chattype") == "group"
    kind = _at(body, "msgtype")
    if not isinstance(body, dict) or not who or not kind or not req_id or (is_group and not chat):
        return None
    number = _at(body, "msgid") or hashlib.sha256(req_id.encode()).hexdigest()[:32]
    made = body.get("create_time")
    at = datetime.fromtimestamp(made, UTC) if isinstance(made, int) and 0 <= now.timestamp() - made < 86400 else now
    return ParsedFrame(f"{NAME}:{bot_id}:{number}", who, chat if is_group else who, is_group, kind, at, req_id, body)


def is_entering(told: ParsedFrame) -> bool:
    """Whether somebody opened the private chat: the platform says so once a day."""
    return _at(told.body, "event", "eventtype") == "enter_chat"


def is_encrypted(ident: str) -> bool:
    """Whether an id is one only a self-built app can translate: the bot was made by somebody who is no super-admin."""
    return _ENCRYPTED.fullmatch(ident) is not None and sum(sign.isupper() for sign in ident) >= CAPITALS


def event(told: ParsedFrame, userid: str, name: str, called: str, commands: Collection[str] = ()) -> InboundEvent | None:
    """What happened, or None for what concerns nobody. `called` is the bot's name, `userid` whoever speaks, translated; `commands`
    are words one may say to us."""
    kind, text, more = (_happened if told.is_event else _said)(told)
    if kind is None:
        return None
    if told.is_group:
        text = unpunctuated(uncalled(text, called, commands)) if kind is Kind.SAID else text
        more["data"] = {"to_us": True, "called": True, **more.get("data", {})}
    at = Address(NAME, told.chat, direct=not told.is_group)
    return InboundEvent(told.key, told.at, at, Account(NAME, userid, name), kind, text, **more)


def _said(told: ParsedFrame) -> tuple[Kind | None, str, dict[str, Any]]:
    body = told.body
    text, files = _content(body)
    more: dict[str, Any] = {"files": files, "answer": _answer(told, MESSAGE, "reply")}
    quoted = body.get("quote")
    if isinstance(quoted, dict) and (words := _content(quoted)[0]):
        more["data"] = {"quote": Quote(words)}
    return Kind.SAID, text, more


def _content(body: dict[str, Any]) -> tuple[str, tuple[FileRef, ...]]:
    """(words, files) of a message or of what it quotes."""
    kind = _at(body, "msgtype")
    match kind:
        case "text":
            return legible(_at(body, kind, "content")), ()
        case "voice":
            return unpunctuated(legible(_at(body, kind, "content"))), ()
        case "image" | "file" | "video":
            return "", _files(kind, body.get(kind))
        case "mixed":
            mixed = body.get("mixed")
            items = mixed.get("msg_item") if isinstance(mixed, dict) else None
            parts = [_content(item) for item in _listed(items) if isinstance(item, dict)]
            return "\n".join(words for words, _ in parts if words), tuple(file for _, files in parts for file in files)
    return "", ()


def _files(kind: str, media: Any) -> tuple[FileRef, ...]:
    url, key = _at(media, "url"), _at(media, "aeskey")
    name = {"image": "picture.jpg", "video": "video.mp4"}.get(kind, "")
    return (FileRef(name, 0, json.dumps([url, key])),) if url.startswith(("https://", "http://")) and key else ()


def _happened(told: ParsedFrame) -> tuple[Kind | None, str, dict[str, Any]]:
    event = told.body.get("event")
    match _at(event, "eventtype"):
        case "template_card_event":
            assert isinstance(event, dict)
            pressed = event.get("template_card_event", event)
            task = _at(pressed, "task_id")
            return Kind.PRESSED, _pressed(pressed), {"about": task or None, "answer": _answer(told, CARD, "card", task)}
        case "enter_chat":
            return Kind.SAID, "/start", {"answer": _answer(told, WELCOME, "reply")}
    return None, "", {}


def _pressed(pressed: Any) -> str:
    """What the button or the first chosen option says."""
    key = _at(pressed, "event_key")
    if key != SUBMITTED:
        return key
    chosen = pressed.get("selected_items")
    items = chosen.get("selected_item") if isinstance(chosen, dict) else None
    ids = [
        one
        for item in _listed(items)
        if isinstance(item, dict) and isinstance(item.get("option_ids"), dict)
        for one in _listed(item["option_ids"].get("option_id"))
    ]
    return ids[0] if ids and isinstance(ids[0], str) else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _answer(told: ParsedFrame, cmd: str, carries: str, task: str = "") -> Answer:
    presser = told.who if told.is_group else ""
    return Answer(Right(cmd, told.req_id, task, presser).token, told.at + ANSWER_WITHIN, carries)


def _at(told: Any, *path: str) -> str:
    """The words at a path; "" where there are none."""
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return told if isinstance(told, str) else ""
