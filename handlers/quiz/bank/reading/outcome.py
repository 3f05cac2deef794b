"""What reading a file gives: questions that can be imported, and a remark on everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.phrases import Line, Phrase, Refusal
from handlers.quiz.bank.formats import Format
from handlers.quiz.bank.questions import Question, check
from handlers.quiz.bank.reading import faults

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of a file that is read at all: what a channel can fetch."""
QUESTIONS_LIMIT = 20_000
"""Questions one file may bring, right and wrong ones together."""
HEAD_ROWS = 10
"""How far down a table's heads may stand: above them people put titles and instructions."""

ROW = Phrase(zh="第{row}行", en="row {row}")
SHEET_ROW = Phrase(zh="“{sheet}”第{row}行", en="“{sheet}” row {row}")
AT = Phrase(zh="{place} {reason}", en="{place}: {reason}")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one row, or about the whole file where `row` is None. `source` is the row as it stood in the file."""

    reason: Line
    row: int | None = None
    sheet: str = ""
    source: tuple[str, ...] = ()

    def line(self) -> Line:
        """The sentence people read: 第8行 答案为空."""
        return self.reason if self.row is None else AT(place=place(self.row, self.sheet), reason=self.reason)


def place(row: int, sheet: str = "") -> Line:
    """Where a row stands, as people count it; the sheet is named only where there are several."""
    return SHEET_ROW(sheet=sheet, row=row) if sheet else ROW(row=row)


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question and the row it began in."""

    question: Question
    row: int
    sheet: str = ""
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedBank:
    """A file, read: the questions that can be imported, one remark per fault, and notes on what was passed over.

    `heads` are a table's columns as each sheet named them, for the error table. `format` is None where the file is none of ours.
    """

    format: Format | None
    found: tuple[ParsedQuestion, ...] = ()
    faults: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Sink:
    """Where a reader puts what it meets. Raises Refusal where there is more than one file may bring."""

    found: list[ParsedQuestion] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    heads: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def keep(self, question: Question, row: int, sheet: str = "", source: tuple[str, ...] = ()) -> None:
        """A question that passed as its format; Refusal where something in it is wrong."""
        self._room()
        self.found.append(ParsedQuestion(check(question), row, sheet, source))

    def fault(self, reason: Line, row: int, sheet: str = "", source: tuple[str, ...] = ()) -> None:
        self._room()
        self.faults.append(Remark(reason, row, sheet, source))

    def note(self, reason: Line, row: int | None = None, sheet: str = "") -> None:
        self.notes.append(Remark(reason, row, sheet))

    def _room(self) -> None:
        if len(self.found) + len(self.faults) >= QUESTIONS_LIMIT:
            raise Refusal(faults.TOO_MANY(limit=QUESTIONS_LIMIT))
