"""Which level is next, what is missing of it, and whether somebody may be given it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from typing import NamedTuple

from storage.promotion import POST, HeldLevel, JobLevel, LevelNeed


class NeedMet(NamedTuple):
    """One thing that is asked for, and how much of it is done."""

    need: LevelNeed
    n: int

    @property
    def short(self) -> int:
        return max(self.need.needs - self.n, 0)


class Rise(Enum):
    """What becomes of somebody's being given a level."""

    REACHED = auto()
    NOTED = auto()
    """A post as it is: nothing was noted of them before, so it is no change."""
    SHORT = auto()
    NOT_NEXT = auto()
    HELD = auto()


def rank_of(levels: Iterable[JobLevel], held: HeldLevel | None) -> int:
    """Where they stand among what is in force: in the place their level has now, or had when it was theirs; 0 where they hold none."""
    if held is None:
        return 0
    return next((one.rank for one in levels if (one.track, one.folded) == (held.track, held.folded)), held.rank)


def next_level(levels: Sequence[JobLevel], held: HeldLevel | None) -> JobLevel | None:
    """The lowest level of one track above the one they hold; None at the top."""
    stands = rank_of(levels, held)
    return min((one for one in levels if one.rank > stands), key=lambda one: one.rank, default=None)


def standing(level: JobLevel, counts: Callable[[LevelNeed], int]) -> list[NeedMet]:
    """What is done of each thing a level asks for, in its order."""
    return [NeedMet(need, counts(need)) for need in level.needs]


def is_met(level: JobLevel, counts: Callable[[LevelNeed], int]) -> bool:
    """Whether nothing is missing; what comes after something that is missing is not counted."""
    return all(counts(need) >= need.needs for need in level.needs)


def rise(levels: Sequence[JobLevel], held: HeldLevel | None, level: JobLevel, *, met: bool) -> Rise:
    """Whether somebody may be given a level of a track: the next one, once they meet it. Only a post of which nothing was known is noted as
    it is."""
    stands = rank_of(levels, held)
    if level.rank <= stands:
        return Rise.HELD
    following = next_level(levels, held)
    is_next = following is not None and following.id == level.id
    if is_next and met:
        return Rise.REACHED
    if level.track == POST and held is None:
        return Rise.NOTED
    return Rise.SHORT if is_next else Rise.NOT_NEXT
