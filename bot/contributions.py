"""Contributions: what somebody does for the others' learning, told by whoever keeps it and added up for a lecturer's file.

A feature registers a kind with `feature.contribution`; the file knows no more of it than its name. Nothing is kept beside: the rows are read
when somebody looks, and every total is the sum of the rows that are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.phrases import Line, Phrase
from storage.connection import Db


class Contributed(NamedTuple):
    """One thing a member (by membership) did on a day: what it is, how many minutes of others' learning it made, and what it was rated, as
    the sum of `rated` scores from 0 to 10 of the `asked` who could have given one."""

    member: int
    day: date
    what: Line | Phrase | str
    minutes: int = 0
    score: int = 0
    rated: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class ContributionKind:
    """Something lecturers do. `of` gives what was done in a camp from one day to another, both included: of everybody in a time."""

    code: str
    name: Phrase
    of: Callable[[Db, int, date, date], Sequence[Contributed]]


KINDS: dict[str, ContributionKind] = {}
"""Every kind there is, by its code: a process has imported the features before anybody asks."""
