"""A kind of thing files carry in and out of a camp: how its files are recognised, read, written into the camp, taken back and given out.

Who registers one with `feature.file_kind` gets 导入, 导出, the template, the dry run, the table of faults, 撤销 and the shell's
commands for it; none of them is told anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from bot.context import Context
from bot.documents.document import Document
from bot.documents.parsed import Mending, Parsed, Remark
from bot.facts import Happened
from bot.membership import Camp, Role
from bot.names import folded
from bot.phrases import Line, Phrase
from storage.connection import Db


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format a kind is written in: what people call it, the usual word first, and its file's ending with the dot."""

    words: tuple[str, ...]
    ending: str

    @property
    def name(self) -> str:
        return self.words[0]


XLSX = FileFormat(("xlsx", "excel", "表格"), ".xlsx")
CSV = FileFormat(("csv",), ".csv")


def format_called(formats: Sequence[FileFormat], word: str) -> FileFormat | None:
    """The format people mean; the usual one where they name none."""
    if not word:
        return formats[0]
    return next((format for format in formats if folded(word).removeprefix(".") in format.words), None)


def format_apart(formats: Sequence[FileFormat], words: str) -> tuple[str, str]:
    """What was said before a format's name at the end of it, and that name: (5/6-5/9, csv)."""
    *before, last = words.split() or [""]
    is_named = bool(last) and format_called(formats, last) is not None
    return (" ".join(before), last) if is_named else (words.strip(), "")


class Changes(NamedTuple):
    """What taking items in changes: how many are new, how many read differently, how many stand so already."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def plus(self, other: Changes) -> Changes:
        return Changes(self.new + other.new, self.changed + other.changed, self.same + other.same)


class Written(NamedTuple):
    """A slice, written: what it changed, and what the import has to remember from now on to say so and to be taken back (JSON)."""

    changes: Changes
    kept: dict[str, Any]
    happened: tuple[Happened, ...] = ()
    """Facts to be said with it, in chat; the shell has nobody to hear them."""


class TakenBack(NamedTuple):
    """A slice of an import, taken back: how many new ones are gone, how many read as before, and what is left to do (None: nothing)."""

    new: int
    changed: int
    left: dict[str, Any] | None
    happened: tuple[Happened, ...] = ()


class Export(NamedTuple):
    """A file given out: its content, how many it holds, and what it could not say."""

    content: bytes
    holds: int
    notes: tuple[Line, ...] = ()


class Template(NamedTuple):
    """A file to fill in, and how."""

    name: str
    content: bytes
    how: Line


class Overwrite(NamedTuple):
    """Something that stands there and would read differently: its number, what it is called, and old → new in words."""

    number: int
    name: str
    change: str


@dataclass(frozen=True, slots=True)
class By:
    """Who takes a file in: a person (None: the shell), and what they may."""

    person: int | None
    role: Role


def _as_read(_: Db, __: Camp, parsed: Parsed[Any]) -> Parsed[Any]:
    """A file of which the camp knows nothing that its reading does not."""
    return parsed


def _anything(_: Db, __: Camp, ___: Any, ____: Role) -> None:
    """Whoever may import may import this."""


class Told(NamedTuple):
    """What is worth saying of an import when it is written: right behind how many are new (“ Q001–Q046”), and in lines of its own."""

    numbers: Line | str = ""
    lines: tuple[Line, ...] = ()


def _nothing_planned(_: Db, __: Camp, ___: Sequence[Any]) -> tuple[Line, ...]:
    return ()


def _nothing_overwritten(_: Db, __: Camp, ___: Sequence[Any], ____: str) -> Sequence[Overwrite]:
    return ()


def _says_it_all(_: Remark, __: Sequence[str]) -> Mending:
    """A fault that needs no more words."""
    return Mending()


def _nothing_told(_: Context, __: dict[str, Any]) -> Told:
    return Told()


@dataclass(frozen=True, slots=True)
class FileKind:
    """What one operation says of its files. `read`, `plan`, `export` and `template` run in tasks and may take seconds; `write` and
    `take_back` are one transaction of at most 50 ms.
    """

    code: str
    """The shell's word: questions."""
    name: Phrase
    """题库"""
    one: Phrase
    """1题"""
    many: Phrase
    """{n}题"""
    words: tuple[str, ...]
    """What people call it, small letters."""
    takes: Phrase
    """What can be sent: xlsx、csv"""
    endings: tuple[str, ...]
    """Endings that are surely this kind's: .gift"""
    formats: tuple[FileFormat, ...]
    """What it is written as, the usual one first."""
    sign: Callable[[Document], Fraction]
    """How surely a file holds this kind, 0 to 1. Raises Refusal as the document does."""
    read: Callable[[Document, Camp], Parsed[Any]]
    plan: Callable[[Db, Camp, Sequence[Any]], Changes]
    """What taking values in would change."""
    pack: Callable[[Any], Any]
    """A value as JSON."""
    write: Callable[[Db, Camp, Sequence[Any], dict[str, Any], By, datetime], Written]
    """Takes packed values in. `kept` is what the slice before gave; the first one is given the import's `number`, its `file` and what that
    is called (`name`), and `agreed`: which numbers of `overwrites` may be written (ranges)."""
    take_back: Callable[[Db, Camp, dict[str, Any], By, datetime], TakenBack]
    """Takes back a slice of what `kept` remembers."""
    export: Callable[[Db, Camp, FileFormat, str, str], Export]
    """Everything, or what has a tag, in a language. Raises Refusal where there is nothing."""
    template: Callable[[str], Template]
    load: Callable[[Any], float]
    """The part of a transaction one packed value takes: 0.02 is fifty to a slice."""
    check: Callable[[Db, Camp, Parsed[Any]], Parsed[Any]] = _as_read
    """A file that was read, as the camp understands it: what it names and the camp does not have is among its faults."""
    told: Callable[[Context, dict[str, Any]], Told] = _nothing_told
    planned: Callable[[Db, Camp, Sequence[Any]], Sequence[Line]] = _nothing_planned
    """What is worth saying of values before they are written."""
    overwrites: Callable[[Db, Camp, Sequence[Any], str], Sequence[Overwrite]] = _nothing_overwritten
    """What values would change of what stands there, in a language. A kind that says so has each of them named and agreed to before
    it is written; one that does not writes what changed with what is new."""
    mending: Callable[[Remark, Sequence[str]], Mending] = _says_it_all
    """What to do about a fault, in a sheet of these heads (none: no table)."""
    reads_sources: bool = False
    """Whether a table of faults that has each as the text it was can be sent back."""
    is_usual: bool = False
    """Meant where no kind is named."""
    forbids: Callable[[Db, Camp, Any, Role], Line | None] = _anything
    """Why somebody of a role may not bring a value in."""

    in_template: bool = False
    """Whether a camp's template carries it: nobody's doings, nothing of people."""

    def counted(self, n: int) -> Line:
        """So many of them."""
        return self.one() if n == 1 else self.many(n=n)

    def format(self, word: str) -> FileFormat | None:
        """The format people mean; the usual one where they name none."""
        return format_called(self.formats, word)

    def slices(self, packed: Sequence[Any]) -> list[list[Any]]:
        """Packed values, as many together as one transaction takes."""
        made: list[list[Any]] = []
        load = 1.0
        for one in packed:
            if load >= 1.0:
                made.append([])
                load = 0.0
            made[-1].append(one)
            load += self.load(one)
        return made


KINDS: dict[str, FileKind] = {}
"""Every kind there is, by its code, for a kind that is made of others: a process has imported the features before anybody asks."""
