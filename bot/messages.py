"""What is said and to whom: addresses, inbound events, outbound messages.

Imports nothing of ours. Every part has `plain()`, so a channel that can only write text still says everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

from bot.parts import Part

T = TypeVar("T")


# ── who and where ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Address:
    """A place words can go to: a group (`direct=False`) or somebody's private chat with the bot."""

    channel: str
    room: str
    thread: str | None = None
    direct: bool = False

    @property
    def key(self) -> str:
        """The room, whatever the thread: what order and pace are kept by."""
        return f"{self.channel}:{self.room}"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as one platform knows them; `language` is the platform's hint (`zh`, `en`), or None."""

    channel: str
    id: str
    name: str
    language: str | None = None
    is_room_admin: bool = False
    username: str = ""
    """What they can be called by with an @ on that platform, without it; "" where there is no such thing."""


class Provenance(StrEnum):
    """Whose words they are, where they are not simply the sender's own."""

    FORWARDED = "forwarded"
    VIA_BOT = "via_bot"


class Kind(StrEnum):
    """What happened. `done` is a task's result, `due` the agenda's: neither has a sender."""

    SAID = "said"
    PRESSED = "pressed"
    EDITED = "edited"
    JOINED = "joined"
    LEFT = "left"
    ASKED_TO_JOIN = "asked_to_join"
    MOVED = "moved"
    TOPIC_CLOSED = "topic_closed"
    NOT_ADMITTED = "not_admitted"
    NOT_DONE = "not_done"
    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    WE_JOINED = "we_joined"
    WE_LEFT = "we_left"
    MUTED = "muted"
    UNMUTED = "unmuted"
    DONE = "done"
    DUE = "due"


def nameless(ident: str) -> str:
    """The end of an id as a name, where a platform will not say one: two people are told apart, nothing is given away."""
    return f"同学{ident[-4:]}"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file somebody sent, not yet fetched: `token` is what the channel needs to fetch it."""

    name: str
    size: int
    token: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A passing right to answer at once (passive reply, callback id). Never logged; deleted when the message is settled.

    `carries` is "toast" (only a whisper may use it), "card" (a whisper or the edit of the pressed card may) or "reply" (the first
    text may).
    """

    token: str
    until: datetime
    carries: str = "toast"


@dataclass(frozen=True, slots=True)
class Quote:
    """The message somebody replied to, where the platform shows it: its words, who said it, its address (https) and the words it
    was itself a reply to; "" for what is not shown."""

    words: str
    by: Account | None = None
    link: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """One thing that happened on a platform. `key` is "<bot>:<platform id>" and is acted on once.

    `about` is the platform's reference of the message replied to or whose button was pressed; `data` holds what only this
    kind has (moved: {"room": new}; topic_closed: {"thread"}; not_admitted: {"account", "welcome"};
    not_done: {"act": the kind of part, "account" or "message", "why": no_right, too_late, is_admin, small_group, refused}; done: {"task", "n", "of",
    "rows"}; due: {"job", "subject", "due_at"}; we_left, muted, unmuted: {"title"}; we_joined: {"title", "cannot": lines};
    said: {"to_us", "called": it reached us only because we were called, so silence would be a fault, "ref": its own reference,
    "link": its address, "quote": a `Quote` of what it replies to, "answered": the `Account` of whoever said what it replies
    to, "mentions": {name as written: account id} of people picked from a list, "links": addresses behind
    words that do not show them, "card": it is somebody's contact card, "provenance": a `Provenance` where the words are not the
    sender's own, "elsewhere": it replies to a message of another chat, "album": the name several messages sent
    as one share, "unreadable": it is neither words nor a file, "maybe_outside": also who left the room or was never in it
    could do that, "anonymous": "admin" or "channel" where somebody hides behind the group or a channel}).
    """

    key: str
    at: datetime
    address: Address
    sender: Account | None
    kind: Kind
    text: str = ""
    about: str | None = None
    files: tuple[FileRef, ...] = ()
    answer: Answer | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


# ── outbound ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Lane(IntEnum):
    """Which of a room's messages goes first. `NOW` answers a press and expires; `EDIT` keeps one pending per message."""

    NOW = 0
    REPLY = 1
    PUSH = 2
    EDIT = 3


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A message owed. `id` is our outbox id; `replaces` and `reply_to` are *platform* references by the time a channel sees them.

    `whisper` is a toast for whoever pressed; `answer` is the right it may use, if one was reserved. `key` names the
    message for good ("outbox:<id>"): a channel with idempotent writes uses it. `protected` should not be passed on, where a platform can
    forbid that; `asked` is the platform's reference of the message it answers, for a channel that can show which.
    """

    id: int
    to: Address
    parts: tuple[Part, ...]
    lane: Lane
    replaces: tuple[str, ...] = ()
    reply_to: str | None = None
    until: datetime | None = None
    answer: Answer | None = None
    whisper: bool = False
    protected: bool = False
    asked: str | None = None

    @property
    def key(self) -> str:
        return f"outbox:{self.id}"


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it: its references (one a piece, first piece first) and the moment it said so."""

    refs: tuple[str, ...]
    at: datetime


# ── the two protocols ────────────────────────────────────────────────────────────────────────────────────────────────
