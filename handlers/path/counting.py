"""What is done of a need, by the counter that keeps it: of one member, or of everybody with each thing counted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.counters import COUNTERS, Counter
from handlers.path.rules import Counts, Done
from storage.connection import Db
from storage.path import Need

NOTHING: Mapping[int, int] = {}


def of_one(db: Db, camp: int, member: int) -> Counts:
    """What one member has done, counted when it is asked for."""
    of = of_all(db, camp, member)
    return of(member)


def of_everybody(db: Db, camp: int) -> Callable[[int], Counts]:
    """The same of each member of a camp."""
    return of_all(db, camp, None)


def of_all(db: Db, camp: int, one: int | None) -> Callable[[int], Counts]:
    """Counts by membership, each thing counted once, of everybody or of one of them."""
    known: dict[Need, tuple[Mapping[int, int], int | None]] = {}
    by_subject: dict[tuple[str, str], Mapping[int, int]] = {}

    def look(need: Need) -> tuple[Mapping[int, int], int | None]:
        """Thirty lessons and sixty are counted once."""
        if need.needs is None:
            return _counted(db, camp, need, one)
        subject = need[:2]
        if subject not in by_subject:
            by_subject[subject] = _counted(db, camp, need, one)[0]
        return by_subject[subject], need.needs

    def of(member: int) -> Counts:
        def counts(need: Need) -> Done:
            if need not in known:
                known[need] = look(need)
            done, of = known[need]
            return Done(done.get(member, 0), of)

        return counts

    return of


def _counted(db: Db, camp: int, need: Need, member: int | None) -> tuple[Mapping[int, int], int | None]:
    """(how many by membership, of how many). What no feature counts any more is never met."""
    counter = COUNTERS.get(need.counter)
    if counter is None:
        return NOTHING, need.needs
    return _all(db, camp, counter, need.subject, member) if need.needs is None else _some(db, camp, counter, need, member)


def _some(db: Db, camp: int, counter: Counter, need: Need, member: int | None) -> tuple[Mapping[int, int], int | None]:
    return counter.count(db, camp, need.subject, member), need.needs


def _all(db: Db, camp: int, counter: Counter, subject: str, member: int | None) -> tuple[Mapping[int, int], int | None]:
    if counter.all_of is None or counter.all_done is None:
        return NOTHING, None
    return counter.all_done(db, camp, subject, member), counter.all_of(db, camp, subject) or None
