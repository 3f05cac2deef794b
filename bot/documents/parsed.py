"""What reading a file gives, whatever it holds: items that can be taken in, a remark on each row that cannot, notes on the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from bot.phrases import Line, Phrase, Refusal

T = TypeVar("T")

ROW = Phrase(zh="第{row}行", en="row {row}")
SLIDE = Phrase(zh="第{row}页", en="slide {row}")
SHEET_ROW = Phrase(zh="“{sheet}”第{row}行", en="“{sheet}” row {row}")
AT = Phrase(zh="{place} {reason}", en="{place}: {reason}")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one row, or about the whole file where `row` is None. `source` is the row as it stood in the file, `counted`
    how people count them (第8行, 第8页)."""

    reason: Line
    row: int | None = None
    sheet: str = ""
    source: tuple[str, ...] = ()
    counted: Phrase = ROW

    def line(self) -> Line:
        """The sentence people read: 第8行 答案为空."""
        return self.reason if self.row is None else AT(place=place(self.row, self.sheet, self.counted), reason=self.reason)


def place(row: int, sheet: str = "", counted: Phrase = ROW) -> Line:
    """Where a row stands, as people count it; the sheet is named only where there are several."""
    return SHEET_ROW(sheet=sheet, row=row) if sheet else counted(row=row)


class Mending(NamedTuple):
    """What to do about a faulty row: the column to look at, and what to write there. Empty where the fault says it all."""

    column: Line | str = ""
    how: Line | str = ""


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """One thing a file brings and the row (of a table) or line (of a text) it began in; `source` as a remark's."""

    value: T
    row: int
    sheet: str = ""
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A file, read. `heads` are a table's columns as each sheet named them, for the table of faults; `format` is None where the
    file is none of this kind, which one fault without a row then says.
    """

    format: str | None
    items: tuple[Item[T], ...] = ()
    faults: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def refused(cls, reason: Line) -> Parsed[T]:
        """What is none of this kind, with the reason."""
        return cls(None, faults=(Remark(reason),))

    @property
    def values(self) -> list[T]:
        return [item.value for item in self.items]


@dataclass(slots=True)
class Sink(Generic[T]):
    """Where a reader puts what it meets. Raises Refusal with `too_many` where there are more than `limit` rows, right and wrong
    ones together."""

    limit: int
    too_many: Phrase
    items: list[Item[T]] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    heads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counted: Phrase = ROW

    def keep(self, value: T, row: int, sheet: str = "", source: tuple[str, ...] = ()) -> None:
        self._make_room()
        self.items.append(Item(value, row, sheet, source))

    def fault(self, reason: Line, row: int, sheet: str = "", source: tuple[str, ...] = ()) -> None:
        self._make_room()
        self.faults.append(Remark(reason, row, sheet, source, self.counted))

    def note(self, reason: Line, row: int | None = None, sheet: str = "") -> None:
        self.notes.append(Remark(reason, row, sheet, counted=self.counted))

    def parsed(self, format: str) -> Parsed[T]:
        """All of it, the faults in the order of their rows."""
        faults = sorted(self.faults, key=lambda remark: (remark.sheet, remark.row or 0))
        return Parsed(format, tuple(self.items), tuple(faults), tuple(self.notes), self.heads)

    def _make_room(self) -> None:
        if len(self.items) + len(self.faults) >= self.limit:
            raise Refusal(self.too_many(limit=self.limit))
