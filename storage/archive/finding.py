"""Finding: what the archive knows of a question, what its answers speak of, and what a filter leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Text,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)

from storage import search
from storage.archive.entries import AUTHORED, COLUMNS, USED, Entry
from storage.archive.tables import entry, entry_tag
from storage.archive.vocabulary import answers, dictionary, questions
from storage.connection import Db
from storage.people import person
from storage.schema import Instant, Json, Key
from storage.search import Results
from storage.search.array_parameter import Elements

_ids = Elements(bindparam("entries", type_=Json)).table_valued("value")
_wanted = Elements(bindparam("tags", type_=Json)).table_valued("value")
_has = exists().where(entry_tag.c.entry_id == entry.c.id, entry_tag.c.tag == _wanted.c.value).correlate(entry, _wanted)
_lacks = select(_wanted.c.value).where(~_has).exists().correlate(entry)
_author = bindparam("author", type_=Text)
_fits = (
    ~_lacks,
    or_(_author.is_(None), func.coalesce(person.c.name, entry.c.author) == _author),
    entry.c.changed_at >= func.coalesce(cast(bindparam("since", type_=Instant), BigInteger), 0),
    entry.c.changed_at < func.coalesce(cast(bindparam("until", type_=Instant), BigInteger), 2**62),
)
FITTING = select(entry.c.id).select_from(AUTHORED).where(entry.c.id.in_(select(cast(_ids.c.value, Key))), *_fits)
BROWSE = (
    select(*COLUMNS)
    .select_from(AUTHORED)
    .where(entry.c.camp_id == bindparam("camp"), USED, *_fits)
    .order_by(entry.c.changed_at.desc(), entry.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries may be found: those with all of the tags, by that author, changed since and before these moments."""

    tags: tuple[str, ...] = ()
    author: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def given(self) -> dict[str, Any]:
        return {"tags": list(self.tags), "author": self.author, "since": self.since, "until": self.until}


EVERYTHING = Filter()


def find(db: Db, camp: int, words: str, wanted: Filter = EVERYTHING) -> Results:
    """What the archive knows of a question; the items are entry ids."""
    return search.search(db, questions(camp), words, dictionary(db, camp), among=_among(wanted))


def mentioned(db: Db, camp: int, words: str, wanted: Filter = EVERYTHING) -> Results:
    """The entries whose answer speaks of the words: for a list of results (`listed`), never to answer a question with."""
    return search.search(db, answers(camp), words, dictionary(db, camp), among=_among(wanted))


def browse(db: Db, camp: int, wanted: Filter, *, skip: int = 0, most: int = 10) -> list[Entry]:
    """The entries a filter leaves, those changed last first."""
    return [Entry(*row) for row in db.all(BROWSE, camp=camp, skip=skip, most=most, **wanted.given)]


def _among(wanted: Filter) -> search.Among | None:
    if wanted == EVERYTHING:
        return None
    return lambda db, entries: {row.id for row in db.all(FITTING, entries=sorted(entries), **wanted.given)}
