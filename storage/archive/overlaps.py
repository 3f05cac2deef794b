"""Entries that ask the same: found by comparing, listed for managers, merged by one of them and parted again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage import search
from storage.archive.entries import USED, Entry, add_alias, aliases, reindex, restore, retire
from storage.archive.tables import alias, archive, duplicate, entry
from storage.archive.vocabulary import dictionary, questions
from storage.connection import Db
from storage.search.postings import spell

DROP_ALIAS = (
    delete(alias)
    .where(
        alias.c.entry_id == bindparam("entry"),
        alias.c.source == "merged",
        alias.c.fingerprint == bindparam("print_", type_=BigInteger),
    )
    .returning(alias.c.entry_id)
)
SUSPECT = insert(duplicate).on_conflict_do_nothing().returning(duplicate.c.id)
_other = entry.alias("other")
_SUSPECT = (
    select(
        duplicate.c.id,
        entry.c.id.label("entry"),
        entry.c.number,
        entry.c.question,
        _other.c.id.label("other"),
        _other.c.number.label("other_number"),
        _other.c.question.label("other_question"),
        duplicate.c.chance,
        duplicate.c.found_at,
        duplicate.c.decided_at,
    )
    .select_from(duplicate.join(entry, entry.c.id == duplicate.c.entry_id).join(_other, _other.c.id == duplicate.c.other_id))
    .where(duplicate.c.camp_id == bindparam("camp"))
)
_undecided = (duplicate.c.decided_at.is_(None), USED, _other.c.retired_at.is_(None))
SUSPECTS = _SUSPECT.where(*_undecided, duplicate.c.id > bindparam("after")).order_by(duplicate.c.id).limit(bindparam("most"))
ONE_SUSPECT = _SUSPECT.where(duplicate.c.id == bindparam("duplicate"))
OF_TWO = _SUSPECT.where(duplicate.c.entry_id == bindparam("first"), duplicate.c.other_id == bindparam("second"))
BACKLOG = _SUSPECT.where(*_undecided).with_only_columns(func.count().label("n"), func.min(duplicate.c.found_at).label("since"))
DECIDE = (
    update(duplicate)
    .where(duplicate.c.id == bindparam("duplicate"), duplicate.c.decided_at.is_(None))
    .values(merged=bindparam("same"), person_id=bindparam("by"), decided_at=bindparam("at"))
    .returning(duplicate.c.entry_id, duplicate.c.other_id)
)
UNDECIDE = (
    update(duplicate).where(duplicate.c.id == bindparam("duplicate")).values(merged=None, person_id=None, decided_at=None)
)
COMPARED = select(archive.c.compared_at).where(archive.c.camp_id == bindparam("camp"))
COMPARE = update(archive).where(archive.c.camp_id == bindparam("camp")).values(compared_at=bindparam("at"))
ALIKE = 0.6
"""The chance from which two entries are put before a manager."""
NEAR = 3
"""Entries looked at beside each one."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """Two entries (ids, numbers, questions) that may ask the same; `chance` in per mille."""

    id: int
    entry: int
    number: int
    question: str
    other: int
    other_number: int
    other_question: str
    chance: int
    found_at: datetime
    decided_at: datetime | None


def alike(db: Db, camp: int, entries: Sequence[Entry]) -> Iterator[tuple[int, int, int]]:
    """(entry, other, chance in per mille) of those that may ask the same as another; reads only, about 15 ms an entry.

    Each of the nearest is judged as if the others were not there: two that ask the same would speak against each other.
    """
    words, name = dictionary(db, camp), questions(camp)
    for one in entries:
        near = search.search(db, name, one.question, words, among=_all_but(one.id)).found[:NEAR]
        for other in [other for other in near if other.p >= search.POSSIBLE]:
            rivals = [rival.item for rival in near if rival is not other]
            alone = search.search(db, name, one.question, words, among=_all_but(one.id, *rivals)).best
            if alone is not None and alone.item == other.item and alone.p >= ALIKE:
                yield one.id, other.item, round(1000 * alone.p)


def compared(db: Db, camp: int) -> datetime | None:
    """Up to when what was written has been compared with the rest; None for never."""
    return db.value(COMPARED, camp=camp)


def have_compared(db: Db, camp: int, *, at: datetime) -> None:
    """All that was written until then has been compared."""
    db.run(COMPARE, camp=camp, at=at)


def suspect(db: Db, camp: int, entry_id: int, other: int, chance: int, *, at: datetime) -> bool:
    """Puts two entries on the merge list; False where they were ever on it."""
    first, second = sorted((entry_id, other))
    return db.value(SUSPECT, camp_id=camp, entry_id=first, other_id=second, chance=chance, found_at=at) is not None


def suspects(db: Db, camp: int, most: int, *, after: int = 0) -> list[Suspect]:
    """The merge list: undecided, both in use, by number, those above `after`."""
    return [Suspect(*row) for row in db.all(SUSPECTS, camp=camp, most=most, after=after)]


def suspect_numbered(db: Db, camp: int, suspect_id: int) -> Suspect | None:
    """A pair by its number, decided or not."""
    row = db.one(ONE_SUSPECT, camp=camp, duplicate=suspect_id)
    return None if row is None else Suspect(*row)


def suspect_of(db: Db, camp: int, one: int, other: int) -> Suspect | None:
    """The pair two entries are, decided or not."""
    first, second = sorted((one, other))
    row = db.one(OF_TWO, camp=camp, first=first, second=second)
    return None if row is None else Suspect(*row)


def suspects_backlog(db: Db, camp: int) -> tuple[int, datetime | None]:
    """How many pairs wait, and since when the oldest does."""
    row = db.one(BACKLOG, camp=camp)
    assert row is not None
    return row.n, row.since


def decide(db: Db, suspect_id: int, *, same: bool, by: int, at: datetime) -> bool:
    """A manager's word on two entries; False where it was said before. Merging them is `absorb`."""
    return db.one(DECIDE, duplicate=suspect_id, same=same, by=by, at=at) is not None


def undecide(db: Db, suspect_id: int) -> None:
    """That word was a mistake: the pair waits again."""
    db.run(UNDECIDE, duplicate=suspect_id)


def absorb(db: Db, kept: Entry, gone: Entry, *, by: int, at: datetime) -> bool:
    """Retires an entry in favour of another, which is found by its wordings from now on; False where it was retired already."""
    if not retire(db, gone, instead=kept, at=at):
        return False
    for words in (gone.question, *aliases(db, gone.id)):
        add_alias(db, kept, words, "merged", person=by, at=at)
    return True


def part(db: Db, kept: Entry, gone: Entry) -> bool:
    """Undoes `absorb`: both are found by their own wordings again; False where `gone` is in use."""
    if not restore(db, gone):
        return False
    lost = [
        row.entry_id
        for words in (gone.question, *aliases(db, gone.id))
        for row in db.all(DROP_ALIAS, entry=kept.id, print_=spell(words).fingerprint)
    ]
    reindex(db, lost)
    return True


def _all_but(*left_out: int) -> Callable[[Db, Collection[int]], set[int]]:
    return lambda db, entries: set(entries).difference(left_out)
