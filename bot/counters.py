"""Counters: what members do that can be asked of them, counted by whoever keeps it and called by a name.

A feature that keeps something registers it with `feature.counter`; who asks for so many of it (a stage of the path) knows no more than
its name. Nothing is kept beside: the rows are counted when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.arguments import whole
from bot.membership import Camp
from bot.phrases import Phrase, Refusal
from storage import reports
from storage.connection import Db

MOST = 1000
NOT_SO_MANY = Phrase(
    zh="{counter}要写1到{most}的整数，“{words}”不是。",
    en="“{words}” is no whole number from 1 to {most}. That is what to write for {counter}.",
)


class Asked(NamedTuple):
    """What is asked of a counter: a subject ("" is anything it counts), and how many; None is all there are of the subject."""

    subject: str
    needs: int | None


def number(counter: Phrase, words: str) -> Asked:
    """So many of anything: 30, 30次, 30 times. Raises Refusal."""
    plain = words.strip().rstrip("次节个场份篇天").removesuffix("times").removesuffix("days").strip()
    try:
        needs = whole(plain)
    except ValueError:
        needs = 0
    if not 1 <= needs <= MOST:
        raise Refusal(NOT_SO_MANY(counter=counter, most=MOST, words=words.strip()[:24]))
    return Asked("", needs)


@dataclass(frozen=True, slots=True)
class Counter:
    """Something members do. `count` gives how often by membership, for one membership or for the whole camp (None), of a subject that
    `read` made; what was done counts although the thing is in use no more."""

    code: str
    name: Phrase
    """课程"""
    words: tuple[str, ...]
    """What people call it besides, small letters."""
    facts: tuple[str, ...]
    """After which it may count more."""
    count: Callable[[Db, int, str, int | None], Mapping[int, int]]
    undone: tuple[str, ...] = ()
    """Facts after which it may count less."""
    tells: tuple[str, ...] = ()
    """Facts after which somebody waits to hear how far that brought them: an exam they did not pass."""
    read: Callable[[Db, Camp, str], Asked] | None = None
    """What words ask for, where it is more than a number. Raises Refusal."""
    all_of: Callable[[Db, int, str], int] | None = None
    """How many of a subject are in use, where all of them can be asked for."""
    all_done: Callable[[Db, int, str, int | None], Mapping[int, int]] | None = None
    """How many of those in use are done, by membership."""
    lacks: Phrase | None = None
    """Of one subject that is not done: 未过."""
    for_stages: bool = True
    """Whether a stage may ask for it: not for stages."""
    goes_to: Callable[[Db, int, str], str] | None = None
    """The sentence that goes to a subject in a camp, "" where there is none: 考试 E2."""

    @property
    def every_word(self) -> frozenset[str]:
        """All it is called, small letters."""
        return frozenset((self.name.zh.casefold(), self.name.en.casefold(), *self.words))

    @property
    def every_fact(self) -> frozenset[str]:
        """All it has to do with."""
        return frozenset((*self.facts, *self.undone, *self.tells))

    def asked(self, db: Db, camp: Camp, words: str) -> Asked:
        """What words ask for. Raises Refusal."""
        return number(self.name, words) if self.read is None else self.read(db, camp, words)


COUNTERS: dict[str, Counter] = {}
"""Every counter there is, by its code: a process has imported the features before anybody asks."""


def register(counter: Counter) -> None:
    """Raises ValueError where another is called so."""
    taken = {word for other in COUNTERS.values() if other.code != counter.code for word in other.every_word}
    if twice := taken & counter.every_word:
        raise ValueError(f"{sorted(twice)} of {counter.code} is taken")
    COUNTERS[counter.code] = counter


def called(word: str) -> Counter | None:
    """The counter a word means."""
    folded = word.strip().casefold()
    return next((counter for counter in COUNTERS.values() if folded in counter.every_word), None)


def total(db: Db, code: str, subject: str, camp: int) -> int:
    """What all who are learners of a camp now have done of it together."""
    return _of_learners(db, code, subject, camp, None)


def grown(db: Db, code: str, subject: str, camp: int, *, base: int, since: date) -> int:
    """How much more it is than it was on a day: what was done by who has left meanwhile was done, and is in what it was then."""
    return max(_of_learners(db, code, subject, camp, since) - base, 0)


def _of_learners(db: Db, code: str, subject: str, camp: int, since: date | None) -> int:
    """Of those there are, and of those who were there on a day."""
    there = (one for one in reports.roster(db, camp) if one.left_on is None or (since is not None and one.left_on >= since))
    learners = {one.id for one in there}
    return sum(n for member, n in COUNTERS[code].count(db, camp, subject, None).items() if member in learners)
