"""What a page of the desk is made of: tables, figures, charts, things to decide and forms. It only looks; what it does is a sentence.

A feature registers one with `feature.page`: a function of (ctx, asked) that gives a `DeskView`, run on a snapshot that refuses writes. Whatever
a row or a form can do is a sentence people could type, with the row's words in it: the page sends it over the socket people type through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.membership import Role
from bot.parts import Part, encode
from bot.phrases import Line, Phrase, spoken

if TYPE_CHECKING:  # made of features, which have pages
    from bot.context import Context, Said

Words = Line | Phrase | str
ON_A_PAGE = 50
"""Rows of a table that are asked for at a time."""
IN_A_FILE = 20_000
"""Rows of a table that are written to a file."""


class CellKind(StrEnum):
    """What a column holds: how it is drawn, and what it is in a workbook."""

    WORDS = "words"
    NUMBER = "number"
    SHARE = "share"
    """(part, whole): its percentage, with both beside."""
    DAY = "day"
    MOMENT = "moment"
    TAGS = "tags"
    LINK = "link"
    """A `Link` to a page of the desk."""


class Link(NamedTuple):
    """Words that lead to a page: `people/12`."""

    words: str
    to: str


class Counted(NamedTuple):
    """A figure as it is read (84.4%, or why there is no number), and the number itself where there is one."""

    words: Words
    number: float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its key; one that `sorts` may be asked for in its order. On the page what explains another stands small `under` it."""

    key: str
    title: Phrase
    shape: CellKind = CellKind.WORDS
    sorts: bool = False
    under: str = ""


class ItemKind(NamedTuple):
    """What an item of a list may be: the mark that says so behind its words ([多选]), what that is called, and whether options follow."""

    mark: str
    title: Words
    has_options: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to be filled in: one of `choices` (what is sent, what is read), a list of items of these `kinds`, a line each and at least
    `least`, or words; `given` stands in it at first. Where `stands` says how (`开始={}`), what is left empty leaves nothing in the sentence."""

    key: str
    title: Words
    choices: tuple[tuple[str, Words], ...] = ()
    help: Words = ""
    given: str = ""
    is_long: bool = False
    may_be_empty: bool = False
    kinds: tuple[ItemKind, ...] = ()
    least: int = 1
    most: int = 1
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to be sent: `says` names the blanks and the row's words in braces (`标签 {who} {tag}`). What changes more than one thing is
    `shown` before it is sent; so is whatever has blanks."""

    label: Phrase
    says: Phrase
    blanks: tuple[Blank, ...] = ()
    shown: bool = False

    def with_blanks(self, *blanks: Blank) -> Sentence:
        """The same with what is to be filled in."""
        return replace(self, blanks=blanks)


UNDO = Sentence(Phrase(zh="撤销我的上一步", en="Undo my last act"), Phrase(zh="撤销", en="undo"))
"""The way back, on every page that changes something."""


def choices(language: str, *phrases: Phrase) -> tuple[tuple[str, Words], ...]:
    """Words of a sentence to choose from: what is sent is what is read."""
    return tuple((phrase.en if language == "en" else phrase.zh, phrase) for phrase in phrases)


class TableRow(NamedTuple):
    """A row: its cells, what it is known by on the page, and the words its sentences may name."""

    cells: tuple[Any, ...]
    key: str = ""
    names: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows from `start` on of `total`, where these are not all; `doings` are of one row, those `for_many` are said once for each that is
    picked."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[TableRow]
    total: int | None = None
    title: Words = ""
    note: Words = ""
    empty: Words = ""
    start: int = 0
    sort: str = ""
    filters: tuple[Blank, ...] = ()
    doings: tuple[Sentence, ...] = ()
    for_many: tuple[Sentence, ...] = ()


class Figure(NamedTuple):
    """A figure with what it is of; `to` is the page behind it."""

    label: Words
    value: Words
    note: Words = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """KeyFigures side by side."""

    rows: Sequence[Figure]
    title: Words = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """`bars` has rows of (label, value, note); `lines` and `radar` have labels `x` and series of (name, values); `hours` rows of (label,
    24 values)."""

    kind: str
    title: Words
    x: Sequence[Words] = ()
    series: Sequence[tuple[Words, Sequence[float | None]]] = ()
    rows: Sequence[tuple[Words, Any, Words]] = ()
    unit: str = ""
    most: float | None = None


class WayToDecide(NamedTuple):
    """A word that decides a thing, by which several are decided as well: its button, the sentence, and what is asked for besides (a reason)."""

    word: str
    label: Words
    says: str
    asks: Words = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that waits or that happened: a line, since when, in full, and what decides it."""

    code: str
    what: Words
    at: datetime | None = None
    parts: Sequence[Part] = ()
    ways: Sequence[WayToDecide] = ()
    to: str = ""


@dataclass(frozen=True, slots=True)
class Things:
    """A list of things under a title."""

    things: Sequence[Thing]
    title: Words = ""
    empty: Words = ""
    n: int | None = None


@dataclass(frozen=True, slots=True)
class FieldForm:
    """Fields under titles, each said by itself: `says` has `{name}` and `{value}`. Where its command has a preview, `seen` is what stands
    there now, and what is typed is seen in its place."""

    groups: Sequence[tuple[Words, Sequence[Blank]]]
    says: Phrase
    title: Words = ""
    seen: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Composer:
    """A sentence composed on the page, with what its readers will see beside it; `trial` is the same sentence said to try it on oneself."""

    sentence: Sentence
    trial: Sentence
    title: Words = ""


@dataclass(frozen=True, slots=True)
class Sentences:
    """What can be said here: about no row, or about what the `names` say."""

    doings: Sequence[Sentence]
    title: Words = ""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways to other pages, side by side."""

    links: Sequence[tuple[Words, str]]
    title: Words = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences."""

    words: Words


Block = Table | KeyFigures | Chart | Things | FieldForm | Composer | Sentences | Ways | Prose


@dataclass(frozen=True, slots=True)
class DeskView:
    """What a look gives: blocks from top to bottom; a `title` where it is not the page's, with the way `back` to it."""

    blocks: Sequence[Block]
    title: Words = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class DeskQuery:
    """What is asked of a page: the subject behind its name (`people/12`), filters by key, a column to sort by (`-points`: the largest first),
    and from which row on how many."""

    subject: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    start: int = 0
    most: int = ON_A_PAGE

    @property
    def number(self) -> int | None:
        """The subject as a number; None where it is none."""
        return int(self.subject) if self.subject.isascii() and self.subject.isdigit() and len(self.subject) < 16 else None

    def sorted_by(self, columns: Sequence[Column], otherwise: str) -> str:
        """What it is sorted by, of what may be."""
        may = {column.key for column in columns if column.sorts}
        return self.sort if self.sort.removeprefix("-") in may else otherwise


Looks = Callable[["Context", DeskQuery], DeskView]
Preview = Callable[["Context", list[str]], "Sequence[Sequence[Said]]"]
"""The messages that come of what stands behind a command's word in each sentence."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page by its name in the address, for whom, and where it stands among the others."""

    name: str
    title: Phrase
    by: Role
    place: int
    look: Looks


# ── as the page reads it ─────────────────────────────────────────────────────────────────────────────────────────────


def as_json(parts: Sequence[Part]) -> Any:
    """A message's parts as a page draws them."""
    return json.loads(encode(tuple(parts)))


class Writer:
    """Blocks as JSON, in a reader's language."""

    def __init__(self, language: str, zone: Any) -> None:
        self.language, self.zone = language, zone

    def view(self, view: DeskView) -> dict[str, Any]:
        return {"title": self.words(view.title), "back": view.back, "blocks": [self.block(block) for block in view.blocks]}

    def words(self, said: Words) -> str:
        return spoken(said, self.language, self.zone)

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Table():
                return self._table(block)
            case KeyFigures(rows, title):
                shown = [[self.words(row.label), self.words(row.value), self.words(row.note), row.to] for row in rows]
                return {"kind": "figures", "title": self.words(title), "rows": shown}
            case Chart():
                return self._chart(block)
            case Things(things, title, empty, n):
                shown_things = [self._thing(one) for one in things]
                head = {"title": self.words(title), "empty": self.words(empty), "n": n}
                return {"kind": "things", "things": shown_things} | head
            case FieldForm(groups, says, title, seen):
                shown_groups = [[self.words(called), [self._blank(one) for one in fields]] for called, fields in groups]
                form = {"kind": "form", "title": self.words(title), "says": self.raw(says), "groups": shown_groups}
                return form | {"seen": as_json(seen)}
            case Composer(sentence, trial, title):
                said = {"doing": self._doing(sentence), "trial": self._doing(trial)}
                return {"kind": "composer", "title": self.words(title), **said}
            case Sentences(doings, title, names):
                said_here = [self._doing(one) for one in doings]
                return {"kind": "doings", "title": self.words(title), "doings": said_here, "names": dict(names)}
            case Ways(links, title):
                shown_links = [[self.words(words), to] for words, to in links]
                return {"kind": "ways", "title": self.words(title), "links": shown_links}
            case Prose(words):
                return {"kind": "prose", "words": self.words(words)}

    def raw(self, says: Phrase) -> str:
        """A sentence with its blanks still in it."""
        return says.en if self.language == "en" else says.zh

    def _table(self, table: Table) -> dict[str, Any]:
        return {
            "kind": "table",
            "name": table.name,
            "title": self.words(table.title),
            "note": self.words(table.note),
            "empty": self.words(table.empty),
            "columns": [[one.key, self.words(one.title), str(one.shape), one.sorts, one.under] for one in table.columns],
            "rows": [[row.key, [self.cell(cell) for cell in row.cells], dict(row.names)] for row in table.rows],
            "total": len(table.rows) if table.total is None else table.total,
            "start": table.start,
            "sort": table.sort,
            "filters": [self._blank(one) for one in table.filters],
            "doings": [self._doing(one) for one in table.doings],
            "for_many": [self._doing(one) for one in table.for_many],
        }

    def cell(self, cell: Any) -> Any:
        match cell:
            case Line() | Phrase():
                return self.words(cell)
            case Counted(words, _):
                return self.words(words)
            case datetime():
                return round(cell.timestamp() * 1000)
            case date():
                return cell.isoformat()
            case tuple() | list():
                return [self.cell(one) for one in cell]
        return cell

    def _chart(self, chart: Chart) -> dict[str, Any]:
        return {
            "kind": "chart",
            "chart": chart.kind,
            "title": self.words(chart.title),
            "x": [self.words(one) for one in chart.x],
            "series": [[self.words(name), list(values)] for name, values in chart.series],
            "rows": [[self.words(label), value, self.words(note)] for label, value, note in chart.rows],
            "unit": chart.unit,
            "most": chart.most,
        }

    def _thing(self, thing: Thing) -> dict[str, Any]:
        return {
            "code": thing.code,
            "what": self.words(thing.what),
            "at": self.cell(thing.at),
            "parts": as_json(thing.parts),
            "ways": [[way.word, self.words(way.label), way.says, self.words(way.asks)] for way in thing.ways],
            "to": thing.to,
        }

    def _doing(self, doing: Sentence) -> dict[str, Any]:
        blanks = [self._blank(one) for one in doing.blanks]
        return {"label": self.words(doing.label), "says": self.raw(doing.says), "blanks": blanks, "shown": doing.shown}

    def _blank(self, blank: Blank) -> dict[str, Any]:
        return {
            "key": blank.key,
            "title": self.words(blank.title),
            "choices": [[value, self.words(read)] for value, read in blank.choices],
            "help": self.words(blank.help),
            "given": blank.given,
            "long": blank.is_long,
            "free": blank.may_be_empty,
            "kinds": [[one.mark, self.words(one.title), one.has_options] for one in blank.kinds],
            "least": blank.least,
            "most": blank.most,
            "stands": blank.stands,
        }
