"""A page of results in words: a line an entry, with what was asked for marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.parts import Mark, Run, Text
from bot.phrases import Phrase
from storage.archive import Entry
from storage.search import Dictionary, Piece, excerpt

AUTHOR = Phrase(zh="（{name}）", en=" ({name})")
SOURCE = Phrase(zh="原消息", en="the message")
QUESTION_SHOWN, ANSWER_SHOWN = 24, 36


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in a list of results: a piece of its question and of its answer."""

    entry: Entry
    question: tuple[Piece, ...]
    answer: tuple[Piece, ...]


def listed(entry: Entry, asked: str, dictionary: Dictionary) -> Listed:
    """The entry beside what was asked for."""
    return Listed(
        entry,
        excerpt(entry.question, asked, QUESTION_SHOWN, dictionary),
        excerpt(entry.answer, asked, ANSWER_SHOWN, dictionary),
    )


def lines(page: Sequence[Listed], first: int, language: str) -> Text:
    """One line an entry, numbered from `first`."""
    return Text(tuple(run for place, one in enumerate(page, first) for run in _line(place, one, language)))


def _line(place: int, one: Listed, language: str) -> Iterator[Run]:
    yield Run(f"{place} {one.entry.code} ", Mark.STRONG)
    yield from map(_run, one.question)
    yield Run("：" if language == "zh" else ": ")
    yield from map(_run, one.answer)
    if one.entry.author:
        yield Run(AUTHOR(name=one.entry.author).to(language))
    if one.entry.link:
        yield Run(" ")
        yield Run(SOURCE().to(language), link=one.entry.link)
    yield Run("\n")


def _run(piece: Piece) -> Run:
    return Run(piece.words, Mark.HIT if piece.hit else None)
