"""The account's callbacks as events, from the XML's children; and how much each lets us say afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.tencent.callback import field, moment
from bot.channels.tencent.envelope import Malformed
from bot.channels.tencent.words import legible, unpunctuated
from bot.messages import Account, Address, Answer, FileRef, InboundEvent, Kind, nameless

NAME = "wechat"
ANSWER_WITHIN = timedelta(seconds=4.5)
"""A passive reply must be there within five seconds; then the account seems out of service."""


@dataclass(frozen=True, slots=True)
class Right:
    """So many customer-service messages, for so long."""

    many: int
    span: timedelta


TALK = Right(5, timedelta(hours=48))
"""After words of theirs."""
TOUCH = Right(3, timedelta(minutes=1))
"""After a follow, a scan or a menu click."""


@dataclass(frozen=True, slots=True)
class ParsedCallback:
    """One callback, read: `who` is an openid, `us` the account's own id, both as a reply needs them."""

    who: str
    us: str
    kind: str
    event: str
    key: str
    at: datetime
    fields: Mapping[str, Any]


def read(fields: Mapping[str, Any], app_id: str, now: datetime) -> ParsedCallback:
    """Raises Malformed where something every callback has is missing or stands twice."""
    who, us, kind = (field(fields, name) for name in ("FromUserName", "ToUserName", "MsgType"))
    event = field(fields, "Event").lower()
    if not who or not us or not kind or (kind == "event" and not event):
        raise Malformed("no sender or no kind")
    return ParsedCallback(who, us, kind.lower(), event, _key(fields, app_id), moment(field(fields, "CreateTime"), now), fields)


def right(told: ParsedCallback) -> Right | None:
    """What they may be sent after this."""
    if told.kind != "event":
        return TALK
    return TOUCH if told.event in ("subscribe", "scan", "click") else None


def event(told: ParsedCallback, now: datetime, says: str | None = None) -> InboundEvent | None:
    """What happened, or None for what concerns nobody. `says` is what a number they typed stands for in their menu."""
    kind, text, files = _happened(told) if told.kind == "event" else _said(told)
    if kind is None:
        return None
    if says is not None:
        kind, text = Kind.PRESSED, says
    answer = Answer(told.key, now + ANSWER_WITHIN, "reply") if kind is not Kind.UNREACHABLE else None
    at = Address(NAME, told.who, direct=True)
    return InboundEvent(
        told.key, told.at, at, Account(NAME, told.who, nameless(told.who)), kind, text, files=files, answer=answer
    )


def _said(told: ParsedCallback) -> tuple[Kind | None, str, tuple[FileRef, ...]]:
    fields = told.fields
    match told.kind:
        case "text":
            return Kind.SAID, legible(field(fields, "Content")), ()
        case "voice":
            return Kind.SAID, unpunctuated(legible(field(fields, "Recognition"))), (_file(fields, "voice.amr"),)
        case "image":
            return Kind.SAID, "", (_file(fields, "picture.jpg"),)
        case "video" | "shortvideo":
            return Kind.SAID, "", (_file(fields, "video.mp4"),)
        case "location":
            return Kind.SAID, field(fields, "Label"), ()
        case "link":
            return Kind.SAID, f"{field(fields, 'Title')} {field(fields, 'Url')}".strip(), ()
    return Kind.SAID, "", ()  # whatever it is, they spoke to us and are answered


def _happened(told: ParsedCallback) -> tuple[Kind | None, str, tuple[FileRef, ...]]:
    key = field(told.fields, "EventKey")
    match told.event:
        case "subscribe":
            return Kind.SAID, _start(key.removeprefix("qrscene_") if key.startswith("qrscene_") else ""), ()
        case "scan":
            return Kind.SAID, _start(key), ()
        case "click":
            return Kind.PRESSED, key, ()
        case "unsubscribe":
            return Kind.UNREACHABLE, "", ()
    return None, "", ()


def _start(scene: str) -> str:
    """A first word, with what a code of ours says. Payments and numbered codes of others come with a key of their own."""
    return "/start" if not scene or scene.isdecimal() else f"/start {scene}"


def _file(fields: Mapping[str, Any], name: str) -> FileRef:
    return FileRef(name, 0, field(fields, "MediaId"))


def _key(fields: Mapping[str, Any], app_id: str) -> str:
    """The message's id; an event has none, so all that tells it from another."""
    if number := field(fields, "MsgId"):
        return f"{NAME}:{app_id}:{number}"
    told = "\n".join(field(fields, name) for name in ("FromUserName", "CreateTime", "Event", "EventKey"))
    return f"{NAME}:{app_id}:{hashlib.sha256(told.encode()).hexdigest()[:32]}"
