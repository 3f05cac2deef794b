"""The protocols a channel and the house meet by: what a channel can do and how fast, what it may ask of us, how a send may fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Literal, NamedTuple, Protocol, runtime_checkable

from bot.messages import Account, Address, FileRef, InboundEvent, OutboundMessage, Sent, T
from bot.parts import Button
from bot.phrases import Line


class TryLater(Exception):
    """Not now: after `seconds` the same message may be tried again. `counts` is False when we were merely too fast."""

    def __init__(self, seconds: float, *, counts: bool = True) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds
        self.counts = counts


class Undeliverable(Exception):
    """Never: `reason` is one of ours (`unreachable`, `gone`, `refused`, for a file to be fetched `too_large`), without anything secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FileGone(Undeliverable):
    """A file the message carries is not in the store; `file` is its key there."""

    def __init__(self, file: str) -> None:
        super().__init__("file_missing")
        self.file = file


class Uncertain(Exception):
    """The send may or may not have arrived: the answer never came."""


class Parked(Exception):
    """Not until an operator mends something: the message is kept for its life. `reason` is what the platform gave (a code, at most
    with our own address), told to the owners by `Mendable.mend`; `holds` is what waits with it: the message alone, all that goes to
    its room, or the whole channel."""

    def __init__(self, reason: str, holds: Literal["message", "room", "channel"] = "channel") -> None:
        super().__init__(reason)
        self.reason = reason
        self.holds = holds


@dataclass(frozen=True, slots=True)
class Can:
    """What a channel can carry. `hears` is False where it only sends; `company` means everybody there works for the same firm,
    so that a stranger may be taken in; `caseless` means two ids that differ in case alone are one; `reach` is how long after
    somebody's last word they can be written to, None for always; `reacts` means it can put an emoji under somebody's message;
    `deletes`, `restricts` and `removes` that it does those acts (`bot.parts`), as far as its platform lets us there;
    `largest_picture` (bytes) is what goes as a picture, None for any; what is under `smallest_file` bytes is not taken at all;
    `alone` means the platform grants one connection, so that of several replicas only one may have it; `stores` means what people send
    is in the store before we hear of it, under the key it is named by."""

    edit: bool = True
    buttons: bool = True
    push: bool = True
    files: bool = True
    pictures: bool = True
    largest_picture: int | None = None
    smallest_file: int = 0
    group: bool = True
    sees_all_talk: bool = True
    hears: bool = True
    company: bool = False
    caseless: bool = False
    reach: timedelta | None = None
    reacts: bool = False
    deletes: bool = False
    restricts: bool = False
    removes: bool = False
    alone: bool = False
    stores: bool = False


UNLIMITED = 1000.0
"""Sends a second no platform counts: as many as there are."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may be spoken to: sends a second over all rooms, seconds between two in one room, sends per minute in one
    group, seconds between two edits of one message (its last state waits for none).

    `is_group` tells from a room's name whether the limit a minute applies to it.
    """

    rate: float = UNLIMITED
    room_gap: float = 0.0
    group_per_minute: int = 0
    edit_gap: float = 0.0
    is_group: Callable[[str], bool] = lambda room: True

    @property
    def is_limited(self) -> bool:
        """Whether there is anything to count: a rate that matters, a gap, a minute's worth."""
        return self.rate < UNLIMITED or bool(self.room_gap or self.group_per_minute)


class Receipt(NamedTuple):
    """What `receive` says after the commit: the event's key, whether it was new, the rows reserved for its answer, and whether
    whoever spoke might (`ChecksSessions`)."""

    key: str
    fresh: bool
    reserved: tuple[int, ...] = ()
    admitted: bool = True


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
    """What a channel may ask of us. `keep` and `look` are for the channel's own storage only; `put_back` gives a claimed
    row that was not sent to delivery after so many seconds; `open` raises FileGone; `park` is its own word on why nothing
    can be sent on it until an operator mends that, None once it is well again; `counted` goes around one send to a room, of which there
    may be so many within each span whoever sends (replicas, earlier lives): it raises TryLater where there were; `is_known` is whether
    somebody of that name is there already, or would be taken for somebody who is: it runs in the channel's own transaction. `desk` is what
    the desk of a camp shows somebody who asks (what it begins with, where they ask nothing), None for who may not be there, ValueError for
    what no page asks; `desk_table` is a table of it as a workbook; `desk_of` the camp's name for whom its desk is open."""

    async def receive(self, event: InboundEvent) -> Receipt: ...
    async def claim(self, receipt: Receipt) -> tuple[OutboundMessage, ...]: ...
    async def settle(self, message: OutboundMessage, sent: Sent) -> None: ...
    async def put_back(self, message: OutboundMessage, seconds: float) -> None: ...
    async def park(self, channel: str, reason: str | None) -> None: ...
    def counted(self, channel: str, room: str, *windows: tuple[int, timedelta]) -> AbstractAsyncContextManager[None]: ...
    async def keep(self, run: Callable[[Any], T]) -> T: ...
    async def look(self, run: Callable[[Any], T]) -> T: ...
    def menu(self, role: str, language: str, *, direct: bool) -> tuple[MenuItem, ...]: ...
    async def around(self, account: Account, address: Address, *, desk: int | None = None) -> Panel: ...
    async def desk(
        self, account: Account, address: Address, camp: int, said: Mapping[str, Any] | None
    ) -> Mapping[str, Any] | None: ...
    async def desk_draft(
        self, account: Account, address: Address, camp: int, said: Mapping[str, Any]
    ) -> Mapping[str, Any] | None: ...
    async def desk_table(self, account: Account, address: Address, camp: int, said: Mapping[str, Any]) -> bytes | None: ...
    def desk_of(self, db: Any, account: Account, camp: int) -> str | None: ...
    def is_known(self, db: Any, account: Account, address: Address) -> bool: ...
    async def store(self, stream: AsyncIterator[bytes], name: str) -> str: ...
    def open(self, file: str) -> BinaryIO: ...
    def now(self) -> datetime: ...


@runtime_checkable
class Channel(Protocol):
    """One platform. `render` is pure; `deliver` talks and returns what was sent, or raises TryLater, Parked, Undeliverable
    or Uncertain."""

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
    """A channel that keeps its own record of what people said: called in the inbound transaction, before the handler. `record` gives the
    reference of the line it wrote, None where it wrote none."""

    def record(self, db: Any, event: InboundEvent) -> str | None: ...


@runtime_checkable
class ChecksSessions(Protocol):
    """A channel whose people prove themselves to us: asked in the inbound transaction, before anything is decided, whether the
    session a word came by still stands."""

    def is_current(self, db: Any, event: InboundEvent) -> bool: ...


@runtime_checkable
class Erases(Protocol):
    """A channel that remembers people by their accounts: `erase` rids its own storage of one, in the transaction that erases the person."""

    def erase(self, db: Any, account: str) -> None: ...


@runtime_checkable
class WritesHere(Protocol):
    """A channel whose sending is a row of ours: `place` writes it in the transaction that settles it, `placed` shows it afterwards."""

    def place(self, db: Any, message: OutboundMessage) -> Sent: ...
    def placed(self, message: OutboundMessage, sent: Sent) -> None: ...


@runtime_checkable
class ShowsLive(Protocol):
    """A channel whose people look at what is written here, at any replica: it calls `on_written` with every room somebody wrote to here,
    and is told by `written_elsewhere` of those that others wrote to. What it says to its own kind at the other replicas goes to
    `on_aside`, in its own words; what they say comes to `told_aside` with the program that said it. `tabs` are how many look now."""

    @property
    def tabs(self) -> int: ...

    on_written: list[Callable[[str], None]]
    on_aside: list[Callable[[str], None]]

    def written_elsewhere(self, room: str) -> None: ...
    def told_aside(self, program: str, words: str) -> None: ...


@runtime_checkable
class HasLinks(Protocol):
    """A platform on which an address opens our private chat, and says something there."""

    def link(self, says: str = "") -> str: ...


@runtime_checkable
class SignsIn(Protocol):
    """A channel people come to by links of ours: one that signs an account in once, one to the desk of a camp, and that of an invitation by
    its number."""

    def sign_in_link(self, db: Any, account: str, at: datetime) -> str: ...
    def desk_link(self, db: Any, account: str, camp: int, at: datetime) -> str: ...
    def invitation_link(self, number: int, at: datetime) -> str: ...


@runtime_checkable
class Mendable(Protocol):
    """A channel that parks messages: one sentence on what to mend for a reason it parked them for."""

    def mend(self, reason: str) -> Line: ...


@runtime_checkable
class CountsSends(Protocol):
    """A channel that has each of its sends counted by itself (`House.counted`); those of the others are counted by delivery. `windows` are
    how many a room may get within each span."""

    name: str
    windows: tuple[tuple[int, timedelta], ...]
