"""What is said and to whom: addresses, inbound events, outbound messages and their parts, and the two protocols a channel meets.

Imports nothing of ours. Every part has `plain()`, so a channel that can only write text still says everything.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")

SAYS_LIMIT = 64
"""UTF-8 bytes a button may say: Telegram's callback_data, the narrowest of our channels."""


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
    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    WE_JOINED = "we_joined"
    WE_LEFT = "we_left"
    DONE = "done"
    DUE = "due"


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

    `about` is the platform's reference of the message replied to or whose button was pressed; `data` holds what only
    this kind has (moved: {"room": new}; topic_closed: {"thread"}; done: {"task", "n", "of", "rows"}; due: {"job", "subject", "due_at"}; we_joined:
    {"cannot": lines}; said: {"to_us", "ref": its own reference, "link": its address, "quote": a `Quote` of what it replies to,
    "anonymous": an admin hiding behind the group}).
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


class Mark(StrEnum):
    """How a run of words is meant, not how it looks."""

    STRONG = "strong"
    SOFT = "soft"
    CODE = "code"
    QUOTE = "quote"
    HIT = "hit"


class Run(NamedTuple):
    """Words of one meaning; `link` is an https address."""

    words: str
    mark: Mark | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Words in runs. `Text.of("…")` for plain words."""

    kind: ClassVar[str] = "text"
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, words: str) -> Text:
        return cls((Run(words),))

    def plain(self) -> str:
        return "".join(f"{run.words} {run.link}" if run.link else run.words for run in self.runs)


@dataclass(frozen=True, slots=True)
class Mention:
    """Calls somebody by name; `account` is filled in for the channel the message goes to, empty where they have none."""

    kind: ClassVar[str] = "mention"
    person: int
    name: str
    account: str = ""

    def plain(self) -> str:
        return f"@{self.name} "


@dataclass(frozen=True, slots=True)
class Button:
    """Pressing it is typing `says`: a verb, a short id, a choice. Raises ValueError over 64 UTF-8 bytes."""

    label: str
    says: str

    def __post_init__(self) -> None:
        if not self.says or len(self.says.encode()) > SAYS_LIMIT:
            raise ValueError(f"a button says 1 to {SAYS_LIMIT} bytes of UTF-8, not {self.says!r}")


@dataclass(frozen=True, slots=True)
class Buttons:
    """Rows of buttons. Plainly they are a list of what to type."""

    kind: ClassVar[str] = "buttons"
    rows: tuple[tuple[Button, ...], ...]

    @classmethod
    def row(cls, *buttons: Button) -> Buttons:
        return cls((buttons,))

    @classmethod
    def column(cls, *buttons: Button) -> Buttons:
        return cls(tuple((button,) for button in buttons))

    def plain(self) -> str:
        return "\n".join(
            button.label if button.label == button.says else f"{button.label} → {button.says}"
            for row in self.rows
            for button in row
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG in the store; `alt` says in words what it shows."""

    kind: ClassVar[str] = "picture"
    file: str
    alt: str
    width: int = 0
    height: int = 0

    def plain(self) -> str:
        return self.alt


@dataclass(frozen=True, slots=True)
class File:
    """A file in the store, with the name and size (bytes) people see."""

    kind: ClassVar[str] = "file"
    file: str
    name: str
    size: int = 0

    def plain(self) -> str:
        return f"📎 {self.name}"


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work under way: `done` of `total` steps, in words."""

    kind: ClassVar[str] = "progress"
    words: str
    done: int
    total: int

    def plain(self) -> str:
        return f"{self.words} {self.done}/{self.total}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question or poll. `share` is (votes, all) for a bar; `right` is None until it is revealed."""

    letter: str
    words: str
    says: str = ""
    share: tuple[int, int] | None = None
    right: bool | None = None

    def __post_init__(self) -> None:
        if len(self.says.encode()) > SAYS_LIMIT:
            raise ValueError(f"a choice says at most {SAYS_LIMIT} bytes of UTF-8, not {self.says!r}")


@dataclass(frozen=True, slots=True)
class Choices:
    """Lettered options people pick from: a quiz question or a poll. `until` and `seconds` draw a countdown where one can be drawn."""

    kind: ClassVar[str] = "choices"
    options: tuple[Choice, ...]
    until: datetime | None = None
    seconds: int = 0

    def plain(self) -> str:
        return "\n".join(_option(option) for option in self.options)


def _option(option: Choice) -> str:
    sign = {True: " ✓", False: " ✗", None: ""}[option.right]
    share = f"  {option.share[0]}/{option.share[1]}" if option.share else ""
    says = f"  → {option.says}" if option.says else ""
    return f"{option.letter}. {option.words}{sign}{share}{says}"


@dataclass(frozen=True, slots=True)
class Admit:
    """Not words but an act: the account that asked to join the room is let in, or turned down. Only where people ask us that."""

    kind: ClassVar[str] = "admit"
    account: str
    welcome: bool

    def plain(self) -> str:
        return ""


Part = Text | Mention | Buttons | Picture | File | Progress | Choices | Admit


def plain(parts: Iterable[Part]) -> str:
    """All parts as text: inline parts (text, mention) run on, blocks have lines of their own."""
    said, block = "", False
    for part in parts:
        words = part.plain()
        was_block, block = block, not isinstance(part, Text | Mention)
        apart = block or (was_block and not words.startswith("\n"))
        said += f"\n{words}" if said and words and apart else words
    return said.strip("\n")


_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode(parts: Sequence[Part]) -> str:
    """Parts as JSON text, to be read again by `decode`."""
    return _written([_encoded(part) for part in parts])


def _encoded(part: Part) -> list[Any]:
    if type(part) is Text:
        return ["text", [run.words if run.mark is run.link is None else [run.words, run.mark, run.link] for run in part.runs]]
    return [part.kind, *(_value(getattr(part, slot.name)) for slot in fields(part))]


def _value(value: Any) -> Any:
    match value:
        case tuple():
            return [_value(item) for item in value]
        case Button(label, says):
            return [label, says]
        case Choice():
            return [_value(getattr(value, slot.name)) for slot in fields(value)]
        case datetime():
            return value.isoformat()
    return value


def decode(stored: str) -> tuple[Part, ...]:
    """The parts `encode` wrote."""
    return tuple(_DECODE[kind](*values) for kind, *values in json.loads(stored))


def _text(runs: list[Any]) -> Text:
    return Text(
        tuple(Run(run) if isinstance(run, str) else Run(run[0], Mark(run[1]) if run[1] else None, run[2]) for run in runs)
    )


def _choices(options: list[list[Any]], until: str | None, seconds: int) -> Choices:
    return Choices(
        tuple(
            Choice(letter, words, says, tuple(share) if share else None, right) for letter, words, says, share, right in options
        ),
        datetime.fromisoformat(until) if until else None,
        seconds,
    )


_DECODE: dict[str, Callable[..., Part]] = {
    Text.kind: _text,
    Mention.kind: Mention,
    Buttons.kind: lambda rows: Buttons(tuple(tuple(Button(*button) for button in row) for row in rows)),
    Picture.kind: Picture,
    File.kind: File,
    Progress.kind: Progress,
    Choices.kind: _choices,
    Admit.kind: Admit,
}


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
    message for good ("outbox:<id>"): a channel with idempotent writes uses it.
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

    @property
    def key(self) -> str:
        return f"outbox:{self.id}"


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it: its references (one a piece, first piece first) and the moment it said so."""

    refs: tuple[str, ...]
    at: datetime


class TryLater(Exception):
    """Not now: after `seconds` the same message may be tried again. `counts` is False when we were merely too fast."""

    def __init__(self, seconds: float, *, counts: bool = True) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds
        self.counts = counts


class Undeliverable(Exception):
    """Never: `reason` is one of ours (`unreachable`, `gone`, `refused`), without anything secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Uncertain(Exception):
    """The send may or may not have arrived: the answer never came."""


# ── the two protocols ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Can:
    """What a channel can carry. `hears` is False where it only sends; `company` means everybody there works for the same firm,
    so that a stranger may be taken in; `reach` is how long after somebody's last word they can be written to, None for always;
    `alone` means the platform grants one connection, so that of several replicas only one may have it."""

    edit: bool = True
    buttons: bool = True
    push: bool = True
    files: bool = True
    pictures: bool = True
    group: bool = True
    sees_all_talk: bool = True
    hears: bool = True
    company: bool = False
    reach: timedelta | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may be spoken to: sends a second over all rooms, seconds between two in one room, sends per minute in one
    group, seconds between two edits of one message (its last state waits for none).

    `is_group` tells from a room's name whether the limit a minute applies to it.
    """

    rate: float = 1000.0
    room_gap: float = 0.0
    group_per_minute: int = 0
    edit_gap: float = 0.0
    is_group: Callable[[str], bool] = lambda room: True


class Receipt(NamedTuple):
    """What `receive` says after the commit: the event's key, whether it was new, and the rows reserved for its answer."""

    key: str
    fresh: bool
    reserved: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """What a person sees beside the talk: named cards of plain JSON values, and chips (buttons) for what they likely want now."""

    cards: Mapping[str, Any]
    chips: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One command as a list shows it: the words that call it, first the usual one, and one line of help."""

    words: tuple[str, ...]
    help: str


class House(Protocol):
    """What a channel may ask of us. `keep` and `look` are for the channel's own storage only."""

    async def receive(self, event: InboundEvent) -> Receipt: ...
    async def claim(self, receipt: Receipt) -> tuple[OutboundMessage, ...]: ...
    async def settle(self, message: OutboundMessage, sent: Sent) -> None: ...
    async def keep(self, run: Callable[[Any], T]) -> T: ...
    async def look(self, run: Callable[[Any], T]) -> T: ...
    def menu(self, role: str, language: str, *, direct: bool) -> tuple[MenuItem, ...]: ...
    async def around(self, account: Account, address: Address) -> Panel: ...
    async def store(self, stream: AsyncIterator[bytes], name: str) -> str: ...
    def open(self, file: str) -> Any: ...
    def now(self) -> datetime: ...


@runtime_checkable
class Channel(Protocol):
    """One platform. `render` is pure; `deliver` talks and returns what was sent, or raises TryLater, Undeliverable or Uncertain."""

    name: str
    can: Can
    pace: Pace

    def routes(self) -> Sequence[Any]: ...
    def run(self, house: House) -> Awaitable[None]: ...
    def render(self, message: OutboundMessage) -> list[Any]: ...
    def deliver(self, message: OutboundMessage) -> Awaitable[Sent]: ...
    def fetch(self, ref: FileRef) -> AsyncIterator[bytes]: ...


@runtime_checkable
class KeepsTranscript(Protocol):
    """A channel that keeps its own record of what people said: called in the inbound transaction, before the handler."""

    def record(self, db: Any, event: InboundEvent) -> None: ...


@runtime_checkable
class WritesHere(Protocol):
    """A channel whose sending is a row of ours: `place` writes it in the transaction that settles it, `placed` shows it afterwards."""

    def place(self, db: Any, message: OutboundMessage) -> Sent: ...
    def placed(self, message: OutboundMessage, sent: Sent) -> None: ...


@runtime_checkable
class HasLinks(Protocol):
    """A platform on which an address opens our private chat, and says something there."""

    def link(self, says: str = "") -> str: ...


@runtime_checkable
class CountsSends(Protocol):
    """A channel that keeps its own count of what each room was sent within `counted`: told at its start what went before."""

    counted: timedelta

    def sent_before(self, message: OutboundMessage, at: datetime) -> None: ...
