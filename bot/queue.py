"""Queues: what waits for a person to decide. A feature registers one under the letter of its numbers, and what each word does to it.

待办, its morning line and every list of what waits read this one registry; `bot.deciding` is what is said and done with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from bot.membership import Role
from bot.phrases import Line, Phrase
from storage.connection import Db

if TYPE_CHECKING:  # both are made of features, which have queues
    from bot.context import Context, Said
    from bot.feature import Asker, Feature

CODE = re.compile(r"\s*([A-Za-zＡ-Ｚａ-ｚ])\s*[-－–—‐−]?\s*(\d{1,18})(?![0-9A-Za-z])[\s,，:：、]*")
"""H21, h-21, Ｈ２１ and what stands behind it, glued or not."""
LARGEST = 10**9
"""Numbers are below this."""
LONGEST = 40
"""Characters of what somebody wrote where it stands in a list."""


class Waiting(NamedTuple):
    """One thing that waits: its number, since when, and what it is in a line of at most 60 characters."""

    number: int
    since: datetime
    what: Line | Phrase | str


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many things wait for somebody, and since when the oldest does (None where none waits)."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What one word (通过) does to the things of a queue: `run` is given the number and the words behind it, and refuses what was decided
    before by `bot.deciding.decided`. `asks` is said where nothing stands behind the number though something must; what `takes` fits answers it
    though it would be a command elsewhere (提醒)."""

    verb: str
    run: Callable[[Context, int, str], None]
    by: Role
    asks: Phrase | None = None
    takes: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """Things of one letter that wait for somebody. `waiting` gives at most so many with a number above another, in the numbers' order,
    `backlog` counts them: both for who asks, on a connection that may only read. `whole` says one in full, or refuses a number there is not.
    """

    prefix: str
    title: Phrase
    by: Role
    feature: str
    waiting: Callable[[Db, Asker, int, int], list[Waiting]]
    backlog: Callable[[Db, Asker], Backlog]
    whole: Callable[[Context, int], tuple[Said, ...]]
    decisions: Mapping[str, Decision]
    formerly: str = ""
    """The letter its numbers had before; they are still read."""
    takes: Callable[[Context, int], Collection[str]] | None = None
    """Which of its words one thing takes as it stands; all of them where it does not say."""
    called: Callable[[Context, str], tuple[int, str] | None] | None = None
    """The thing that is about somebody whose name the words begin with, and the words behind; refuses where nothing is."""
    digits: int = 0
    """A number is written with at least so many: A-0007."""

    def code(self, number: int) -> str:
        """J12, or A-0007."""
        return f"{self.prefix}-{number:0{self.digits}}" if self.digits else f"{self.prefix}{number}"


class WrittenCode(NamedTuple):
    """A letter and a number as somebody wrote them, and the words behind."""

    letter: str
    number: int
    rest: str


def read(words: str) -> WrittenCode | None:
    """What words begin with: H21, h-21, Ｈ－２１; None where they begin otherwise. A number too long to be one is as large as none is."""
    found = CODE.match(words)
    if found is None:
        return None
    letter = unicodedata.normalize("NFKC", found[1]).upper()
    return WrittenCode(letter, min(int(found[2]), LARGEST), words[found.end() :].strip())


def letter(words: str) -> str | None:
    """A letter alone: J, ｊ; None for anything else."""
    plain = unicodedata.normalize("NFKC", words).strip().upper()
    return plain if re.fullmatch(r"[A-Z]", plain) else None


def in_short(words: str) -> str:
    """What somebody wrote, on one line of a list."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def known_queues(features: Iterable[Feature], words: Iterable[str]) -> dict[str, Queue]:
    """Every queue by its letter, in the order of the features' names. Raises ValueError where a decision's word is no command, or where it
    is for another feature's letter, or nothing can be decided of a queue."""
    said, found = set(words), dict[str, Queue]()
    for feature in sorted(features, key=lambda feature: feature.name):
        if astray := feature.decisions.keys() - {queue.prefix for queue in feature.queues}:
            raise ValueError(f"{feature.name} decides on {sorted(astray)}, which are no queues of its own")
        for queue in feature.queues:
            if queue.prefix not in feature.prefixes:
                raise ValueError(f"{queue.prefix} is no letter of {feature.name}")
            if not queue.decisions:
                raise ValueError(f"nothing can be decided of {queue.prefix} of {feature.name}")
            if unsaid := queue.decisions.keys() - said:
                raise ValueError(f"{feature.name} decides by {sorted(unsaid)}, which nobody can say")
            found[queue.prefix] = queue
    return found
