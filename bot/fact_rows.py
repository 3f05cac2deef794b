"""Rows of figures not yet in a language: a label, a value and a note each; `to` makes them the part people see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from bot.parts import Fact, Facts
from bot.phrases import Line, Phrase, listed, spoken

Words = Line | Phrase | str | Sequence[Line | Phrase | str]
"""What stands in a cell: a sentence, somebody's own words, or an enumeration of them."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One figure: its name, what it is, and what it is of or held against."""

    label: Words
    value: Words
    note: Words = ""


@dataclass(frozen=True, slots=True)
class FactRows:
    """Figures that stand below each other, under a title where they need one."""

    rows: tuple[FactRow, ...]
    title: Words = ""

    @classmethod
    def of(cls, *rows: FactRow | None, title: Words = "") -> FactRows:
        """The rows there are: a None is a figure there is not."""
        return cls(tuple(row for row in rows if row is not None), title)

    def to(self, language: str, zone: tzinfo = UTC) -> Facts:
        """The same in `zh` or `en`, for a reader in `zone`."""

        def said(words: Words) -> str:
            if isinstance(words, Line | Phrase | str):
                return spoken(words, language, zone)
            return listed([spoken(one, language, zone) for one in words], language)

        told = tuple(Fact(said(row.label), said(row.value), said(row.note)) for row in self.rows)
        title = said(self.title)
        return Facts(told, title[:1].upper() + title[1:], language)
