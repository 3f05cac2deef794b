"""What today asks of somebody in a camp: the rows of the card that is pinned over a talk, each said by the feature whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from bot.phrases import Phrase
from bot.queue import Queue
from storage.connection import Db

if TYPE_CHECKING:  # features are made with rows of this card
    from bot.feature import Asker

TODAY = "today"
"""The card the rows of all features are gathered under."""
LONGEST = 40
"""Characters of a title in a row."""

TODO = Phrase(zh="待办", en="To do")
WAITING = Phrase(zh="{n}件等你定", en="{n:decision waits|decisions wait} for you")


class TodayPlace(IntEnum):
    """Where a row stands: first the window, then the lesson, then what waits."""

    WINDOW = 1
    LESSON = 2
    WAITS = 3


class TodayRow(NamedTuple):
    """A row: what it is about, how it stands, what a press says ("" where there is nothing to do now), and whether it is done."""

    place: TodayPlace
    label: str
    value: str
    says: str = ""
    is_done: bool = False


def titled(words: str) -> str:
    """A title that leaves room beside it."""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def gathered(rows: Iterable[TodayRow]) -> list[TodayRow]:
    """The rows of all features in the order they are read."""
    return sorted(rows, key=lambda row: (row.place, row.is_done))


def decisions(reader: Db, asker: Asker, queues: Iterable[Queue]) -> list[TodayRow]:
    """How many things wait for them to decide, whatever queue they stand in."""
    n = sum(of.backlog(reader, asker).count for of in queues if of.by <= asker.role)
    return [TodayRow(TodayPlace.WAITS, TODO().to(asker.language), WAITING(n=n).to(asker.language), "待办")] if n else []
