"""Files of answers: what a row changes, and how all that a file brought is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    bindparam,
    delete,
    func,
    select,
)

from storage.archive.entries import (
    AUTHORED,
    COLUMNS,
    USED,
    Brought,
    Entry,
    add_alias,
    aliases,
    asked_like,
    get,
    index,
    reindex,
    retire,
    revise,
    rewrite,
    versions,
    write,
)
from storage.archive.tables import alias, entry
from storage.connection import Db
from storage.search.postings import spell

_hauled = (entry.c.camp_id == bindparam("camp"), USED, entry.c.haul == bindparam("haul"))
HAULED = select(*COLUMNS).select_from(AUTHORED).where(*_hauled).order_by(entry.c.id).limit(bindparam("most"))
_is_new = entry.c.version == 1
HAUL = select(
    func.count().filter(_is_new),
    func.min(entry.c.number).filter(_is_new),
    func.max(entry.c.number).filter(_is_new),
    func.count().filter(~_is_new),
).where(*_hauled)
ADDED = (
    select(func.count(alias.c.entry_id.distinct()))
    .select_from(alias.join(entry, entry.c.id == alias.c.entry_id))
    .where(entry.c.camp_id == bindparam("camp"), alias.c.haul == bindparam("haul"), entry.c.haul.is_distinct_from(alias.c.haul))
)
_of_camp = select(entry.c.id).where(entry.c.camp_id == bindparam("camp"))
DROP_HAULED = delete(alias).where(alias.c.haul == bindparam("haul"), alias.c.entry_id.in_(_of_camp)).returning(alias.c.entry_id)


class Import(NamedTuple):
    """What an import brought: how many new entries, numbered from `first` to `last`, and how many it changed."""

    new: int
    first: int | None
    last: int | None
    changed: int


def bring_in(
    db: Db, camp: int, rows: Iterable[Brought], *, by: int | None, at: datetime, haul: int | None = None
) -> list[Entry | None]:
    """Each row as an entry: new, or the next version of the one that asks the same; None where that answers the same already.

    About 1.5 ms a row. `haul` is a number of the import, by which `take_back` finds what it wrote.
    """
    brought: list[Entry | None] = []
    new: list[int] = []
    aliases: list[tuple[int, Entry, str]] = []
    for place, row in enumerate(rows):
        known = next(iter(asked_like(db, camp, row.question)), None)
        if known is None:
            one = write(db, camp, row, None, None, at, haul)
            brought.append(one)
            new.append(one.id)
        elif _reads_as(known, row):
            brought.append(None)
        else:
            change = rewrite if known.id in new else revise
            brought.append(change(db, known, known.question, row.answer, row.tags, by=by, at=at, haul=haul))
        entry_now = brought[-1] or known
        assert entry_now is not None
        aliases += [(place, entry_now, words) for words in row.aliases]
    index(db, camp, [get(db, one) for one in new])
    for place, one, words in aliases:
        if add_alias(db, one, words, "imported", person=by, at=at, haul=haul):
            brought[place] = brought[place] or one
    return brought


def says(db: Db, one: Entry, row: Brought) -> bool:
    """Whether the archive has a row of a file already, down to the other wordings."""
    if not _reads_as(one, row):
        return False
    spelled = {spell(words).fingerprint for words in (one.question, *aliases(db, one.id))}
    return all(spell(words).fingerprint in spelled for words in row.aliases)


def _reads_as(one: Entry, row: Brought) -> bool:
    return (one.answer, one.tags) == (row.answer, list(row.tags))


def hauled(db: Db, camp: int, haul: int) -> Import:
    """What the import of that number has brought so far."""
    row = db.one(HAUL, camp=camp, haul=haul)
    assert row is not None
    return Import(row[0], row[1], row[2], row[3] + db.value(ADDED, camp=camp, haul=haul))


def take_back(db: Db, camp: int, haul: int, most: int, *, by: int | None, at: datetime) -> tuple[int, int]:
    """Undoes an import, at most so many entries: (retired, put back as they were); (0, 0) when all is done.

    What was changed again since stays as it is.
    """
    written = [Entry(*row) for row in db.all(HAULED, camp=camp, haul=haul, most=most)]
    for one in written:
        if one.version == 1:
            retire(db, one, at=at)
        else:
            before = versions(db, one.id)[-1]
            revise(db, one, before.question, before.answer, before.tags, by=by, at=at)
    if not written:
        reindex(db, [row.entry_id for row in db.all(DROP_HAULED, camp=camp, haul=haul)])
    new = sum(one.version == 1 for one in written)
    return new, len(written) - new
