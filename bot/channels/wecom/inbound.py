"""The app's callbacks as events: one function a kind, from the decrypted XML's children (pages 90239 and 90240)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.tencent.callback import field, listed, moment
from bot.channels.tencent.cards import SUBMITTED
from bot.channels.tencent.envelope import Malformed
from bot.channels.tencent.words import legible
from bot.messages import Account, Address, Answer, FileRef, InboundEvent, Kind

NAME = "wecom"
NOBODY = "sys"
"""Sender of what the platform itself has to say."""
ANSWER_WITHIN = timedelta(seconds=10)
"""How long a card waits for its change before the answer goes the ordinary way. The code itself lives 72 hours."""
OPERATORS = {
    "inactive_alert",
    "close_inactive_agent",
    "reopen_inactive_agent",
    "low_active_alert",
    "low_active",
    "active_restored",
}
"""An app hardly used is switched off by the platform: that is told the operator, not the members."""


@dataclass(frozen=True, slots=True)
class ParsedCallback:
    """One callback, read: `who` is a userid."""

    who: str
    kind: str
    event: str
    key: str
    at: datetime
    fields: Mapping[str, Any]


def read(fields: Mapping[str, Any], agent: int, now: datetime) -> ParsedCallback:
    """Raises Malformed where something every callback has is missing or stands twice."""
    who, kind, event = field(fields, "FromUserName"), field(fields, "MsgType").lower(), field(fields, "Event").lower()
    if not who or not kind or (kind == "event" and not event):
        raise Malformed("no sender or no kind")
    return ParsedCallback(who, kind, event, _key(fields, agent), moment(field(fields, "CreateTime"), now), fields)


def event(told: ParsedCallback, name: str, now: datetime) -> InboundEvent | None:
    """What happened, or None for what concerns nobody. `name` is what the sender is called, empty where that is not known."""
    if told.who == NOBODY:
        return None
    kind, text, more = (_happened if told.kind == "event" else _said)(told, now)
    if kind is None:
        return None
    at = Address(NAME, told.who, direct=True)
    return InboundEvent(told.key, told.at, at, Account(NAME, told.who, name), kind, text, **more)


def _said(told: ParsedCallback, now: datetime) -> tuple[Kind | None, str, dict[str, Any]]:
    fields = told.fields
    match told.kind:
        case "text":
            return Kind.SAID, legible(field(fields, "Content")), {}
        case "image":
            return Kind.SAID, "", {"files": (_file(fields, "picture.jpg"),)}
        case "voice":
            return Kind.SAID, "", {"files": (_file(fields, f"voice.{field(fields, 'Format') or 'amr'}"),)}
        case "video":
            return Kind.SAID, "", {"files": (_file(fields, "video.mp4"),)}
        case "location":
            place = {"latitude": field(fields, "Location_X"), "longitude": field(fields, "Location_Y")}
            return Kind.SAID, field(fields, "Label"), {"data": {"location": place}}
        case "link":
            return Kind.SAID, f"{field(fields, 'Title')} {field(fields, 'Url')}".strip(), {}
    return Kind.SAID, "", {}  # whatever it is, they spoke to us and are answered


def _happened(told: ParsedCallback, now: datetime) -> tuple[Kind | None, str, dict[str, Any]]:
    fields = told.fields
    match told.event:
        case "template_card_event":
            task = field(fields, "TaskId")
            answer = Answer(f"{task} {field(fields, 'ResponseCode')}", now + ANSWER_WITHIN, "card")
            return Kind.PRESSED, _pressed(fields), {"about": task or None, "answer": answer}
        case "click":
            return Kind.PRESSED, field(fields, "EventKey"), {}
        case "enter_agent":
            return Kind.SAID, "/start", {}
        case "subscribe":
            return Kind.REACHABLE, "", {}
        case "unsubscribe":
            return Kind.UNREACHABLE, "", {}
    return None, "", {}


def _pressed(fields: Mapping[str, Any]) -> str:
    """What the button or the chosen option says. A single child comes as itself, several as a list."""
    key = field(fields, "EventKey")
    if key != SUBMITTED:
        return key
    chosen = [
        option
        for items in listed(fields.get("SelectedItems"))
        for item in listed(_inside(items, "SelectedItem"))
        for options in listed(_inside(item, "OptionIds"))
        for option in listed(_inside(options, "OptionId"))
    ]
    return chosen[0] if chosen and isinstance(chosen[0], str) else ""


def _inside(told: Any, name: str) -> Any:
    return told.get(name) if isinstance(told, dict) else None


def _file(fields: Mapping[str, Any], name: str) -> FileRef:
    return FileRef(name, 0, field(fields, "MediaId"))


def _key(fields: Mapping[str, Any], agent: int) -> str:
    """The message's id; an event has none, so all that tells it from another."""
    if number := field(fields, "MsgId"):
        return f"{NAME}:{agent}:{number}"
    named = ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId", "AgentID", "ResponseCode")
    told = "\n".join(field(fields, name) for name in named)
    return f"{NAME}:{agent}:{hashlib.sha256(told.encode()).hexdigest()[:32]}"
