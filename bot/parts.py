"""What a message is made of: parts that mean something, each with `plain()`, and their JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

SAYS_LIMIT = 64
"""UTF-8 bytes a button may say: Telegram's callback_data, the narrowest of our channels."""
PICKED = "☑"
"""Before the letter of an option that is picked."""


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
    """One option of a question or poll. `share` is (votes, all) for a bar; `right` is None until it is revealed; `picked` says
    whether it is among the several somebody takes, None where there is one to take."""

    letter: str
    words: str
    says: str = ""
    share: tuple[int, int] | None = None
    right: bool | None = None
    picked: bool | None = None

    @property
    def label(self) -> str:
        """Its letter, ticked where it is picked."""
        return f"{PICKED} {self.letter}" if self.picked else self.letter

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
    says = f"  → {option.says}" if option.says and option.picked is None else ""
    return f"{option.label}. {option.words}{sign}{share}{says}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its name; the note says what it is of, or what it is held against."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures in rows, under a title where they need one. `language` is theirs: it decides the colon and the brackets."""

    kind: ClassVar[str] = "facts"
    rows: tuple[Fact, ...]
    title: str = ""
    language: str = "zh"

    def plain(self) -> str:
        return self.words().plain()

    def words(self) -> Text:
        """The rows as lines, title and labels set off: for whoever shows marks but has no rows."""
        runs = [Run(self.title, Mark.STRONG)] if self.title else []
        for row in self.rows:
            runs += [Run("\n")] if runs else []
            runs += [Run(row.label, Mark.STRONG), Run(f"{self.colon}{self.said(row)}")]
        return Text(tuple(runs))

    @property
    def colon(self) -> str:
        return ": " if self.language == "en" else "："

    def said(self, row: Fact) -> str:
        """A row's value with its note."""
        if not row.note:
            return row.value
        return f"{row.value} ({row.note})" if self.language == "en" else f"{row.value}（{row.note}）"


@dataclass(frozen=True, slots=True)
class Admit:
    """Not words but an act: the account that asked to join the room is let in, or turned down. Only where people ask us that."""

    kind: ClassVar[str] = "admit"
    account: str
    welcome: bool

    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class React:
    """Not words but an act: an emoji under somebody's message, named by the platform's reference. Only where a channel `reacts`."""

    kind: ClassVar[str] = "react"
    message: str
    emoji: str

    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Delete:
    """Not words but an act: somebody's message, named by the platform's reference, is taken out of the room. Only where a channel `deletes`."""

    kind: ClassVar[str] = "delete"
    message: str

    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Restrict:
    """Not words but an act: an account may not write in the room until a moment; with none it may again. Only where a channel `restricts`."""

    kind: ClassVar[str] = "restrict"
    account: str
    until: datetime | None = None

    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Remove:
    """Not words but an act: an account is out of the room and kept out until a moment; with none it may come back. Only where a channel
    `removes`."""

    kind: ClassVar[str] = "remove"
    account: str
    until: datetime | None = None

    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class KeptWords:
    """Words that are kept in one place only, for a time: the message holds whose they are (a case's number), and says them as it is sent;
    `gone` is what it says where they are deleted by then, `of` which words of the case, `before` what stands before them."""

    kind: ClassVar[str] = "kept"
    case: int
    gone: str
    of: str = "words"
    before: str = ""

    def plain(self) -> str:
        return f"M{self.case} …"


Act = Admit | React | Delete | Restrict | Remove
"""What is done on a platform rather than said; such a part is a message of its own."""
Part = Text | Mention | Buttons | Picture | File | Progress | Choices | Facts | KeptWords | Act


def plain(parts: Iterable[Part]) -> str:
    """All parts as text: inline parts (text, mention) run on, blocks have lines of their own."""
    said, block = "", False
    for part in parts:
        words = part.plain()
        was_block, block = block, not isinstance(part, Text | Mention)
        apart = block or (was_block and not words.startswith("\n"))
        said += f"\n{words}" if said and words and apart else words
    return said.strip("\n")


ADDED = {Facts.kind: 1, React.kind: 1, Delete.kind: 2, Restrict.kind: 2, Remove.kind: 2, KeptWords.kind: 2}
"""The version of the vocabulary a kind of part came with, where that is not the first: of several programs over one database an older
one leaves what it does not know to a newer. A new kind is added here with the next number."""


def vocabulary() -> int:
    """The newest kinds of parts this program knows."""
    return max((ADDED.get(kind, 0) for kind in _DECODE), default=0)


def needed(parts: Iterable[Part]) -> int | None:
    """The vocabulary somebody must know to send these; None where every version does."""
    return max((ADDED.get(part.kind, 0) for part in parts), default=0) or None


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
        case Choice() | Fact():
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
            Choice(letter, words, says, tuple(share) if share else None, *told) for letter, words, says, share, *told in options
        ),
        _moment(until),
        seconds,
    )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


_DECODE: dict[str, Callable[..., Part]] = {
    Text.kind: _text,
    Mention.kind: Mention,
    Buttons.kind: lambda rows: Buttons(tuple(tuple(Button(*button) for button in row) for row in rows)),
    Picture.kind: Picture,
    File.kind: File,
    Progress.kind: Progress,
    Choices.kind: _choices,
    Facts.kind: lambda rows, title, language: Facts(tuple(Fact(*row) for row in rows), title, language),
    Admit.kind: Admit,
    React.kind: React,
    Delete.kind: Delete,
    Restrict.kind: lambda account, until: Restrict(account, _moment(until)),
    Remove.kind: lambda account, until: Remove(account, _moment(until)),
    KeptWords.kind: KeptWords,
}
