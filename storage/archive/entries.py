"""Entries: numbered, written, mended with every version kept, retired, and found by each of their wordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    bindparam,
    cast,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage import search
from storage.archive.tables import alias, archive, entry, entry_tag, entry_version
from storage.archive.vocabulary import answers, dictionary, questions
from storage.connection import Db
from storage.people import person
from storage.schema import Instant, Key
from storage.search.postings import spell

COLUMNS = (
    *(entry.c[name] for name in ("id", "camp_id", "number", "version", "question", "answer", "tags")),
    entry.c.person_id,
    func.coalesce(person.c.name, entry.c.author).label("author"),
    *(entry.c[name] for name in ("source", "link", "created_at", "changed_at", "retired_at", "superseded_by")),
)
AUTHORED = entry.outerjoin(person, person.c.id == entry.c.person_id)
USED = entry.c.retired_at.is_(None)

NUMBER = (
    insert(archive)
    .values(last_number=1)
    .on_conflict_do_update(index_elements=[archive.c.camp_id], set_={"last_number": archive.c.last_number + 1})
    .returning(archive.c.last_number)
)
NEW = insert(entry).returning(entry.c.id)
TAG = insert(entry_tag).on_conflict_do_nothing()
UNTAG = delete(entry_tag).where(entry_tag.c.entry_id == bindparam("entry"))
KEEP_VERSION = insert(entry_version).from_select(
    ["entry_id", "version", "question", "answer", "tags", "person_id", "at"],
    select(
        entry.c.id,
        entry.c.version,
        entry.c.question,
        entry.c.answer,
        entry.c.tags,
        cast(bindparam("by", type_=Key), Key),
        cast(bindparam("at", type_=Instant), BigInteger),
    ).where(entry.c.id == bindparam("entry")),
)
REVISE = (
    update(entry)
    .where(entry.c.id == bindparam("entry"))
    .values(
        question=bindparam("new_question"),
        answer=bindparam("new_answer"),
        tags=bindparam("new_tags"),
        fingerprint=bindparam("new_fingerprint"),
        haul=bindparam("by_haul"),
        changed_at=bindparam("at"),
        version=entry.c.version + 1,
    )
)
RETIRE = (
    update(entry)
    .where(entry.c.id == bindparam("entry"), USED)
    .values(retired_at=bindparam("at"), superseded_by=bindparam("instead"))
    .returning(entry.c.id)
)
RESTORE = (
    update(entry)
    .where(entry.c.id == bindparam("entry"), entry.c.retired_at.is_not(None))
    .values(retired_at=None, superseded_by=None)
    .returning(entry.c.id)
)
BY_ID = select(*COLUMNS).select_from(AUTHORED).where(entry.c.id == bindparam("entry"))
BY_NUMBER = (
    select(*COLUMNS).select_from(AUTHORED).where(entry.c.camp_id == bindparam("camp"), entry.c.number == bindparam("numbered"))
)
BY_FINGERPRINT = (
    select(*COLUMNS)
    .select_from(AUTHORED)
    .where(entry.c.camp_id == bindparam("camp"), entry.c.fingerprint == bindparam("print_"), USED)
    .order_by(entry.c.number)
)
IN_USE = (
    select(*COLUMNS)
    .select_from(AUTHORED)
    .where(entry.c.camp_id == bindparam("camp"), USED, entry.c.number > bindparam("after"))
    .order_by(entry.c.number)
    .limit(bindparam("most"))
)
COUNT = select(func.count()).select_from(entry).where(entry.c.camp_id == bindparam("camp"), USED)
VERSIONS = (
    select(
        entry_version.c.version,
        entry_version.c.question,
        entry_version.c.answer,
        entry_version.c.tags,
        person.c.name,
        entry_version.c.at,
    )
    .select_from(entry_version.outerjoin(person, person.c.id == entry_version.c.person_id))
    .where(entry_version.c.entry_id == bindparam("entry"))
    .order_by(entry_version.c.version)
)
TAGS = (
    select(entry_tag.c.tag, func.count())
    .select_from(entry_tag.join(entry, entry.c.id == entry_tag.c.entry_id))
    .where(entry_tag.c.camp_id == bindparam("camp"), USED)
    .group_by(entry_tag.c.tag)
    .order_by(func.count().desc(), entry_tag.c.tag)
)
ALIASES = select(alias.c.words).where(alias.c.entry_id == bindparam("entry")).order_by(alias.c.id)
NEW_ALIAS = insert(alias).on_conflict_do_nothing().returning(alias.c.id)


@dataclass(frozen=True, slots=True)
class Entry:
    """An answered question as it reads now."""

    id: int
    camp: int
    number: int
    version: int
    question: str
    answer: str
    tags: list[str]
    person: int | None
    author: str | None
    source: str
    link: str | None
    created_at: datetime
    changed_at: datetime
    retired_at: datetime | None
    superseded_by: int | None

    @property
    def code(self) -> str:
        """What people call it by."""
        return f"K-{self.number:04}"


@dataclass(frozen=True, slots=True)
class Version:
    """How an entry read until `at`, when `by` changed it."""

    version: int
    question: str
    answer: str
    tags: list[str]
    by: str | None
    at: datetime


class Brought(NamedTuple):
    """A row of a file. `author` and `source` as written there; `aliases` are other wordings of the question."""

    question: str
    answer: str
    tags: tuple[str, ...]
    author: str | None
    source: str
    aliases: tuple[str, ...] = ()


def add(
    db: Db,
    camp: int,
    question: str,
    answer: str,
    *,
    tags: Sequence[str] = (),
    person: int | None,
    author: str | None = None,
    source: str,
    link: str | None = None,
    at: datetime,
) -> Entry:
    """A new entry, numbered and found from now on. `person` wrote the answer, or `author` where that is no member."""
    new = write(db, camp, Brought(question, answer, tuple(tags), author, source), person, link, at)
    index(db, camp, [new])
    return new


def write(
    db: Db, camp: int, row: Brought, person: int | None, link: str | None, at: datetime, haul: int | None = None
) -> Entry:
    """A row of `entry` with its tags, not yet found."""
    new = db.value(
        NEW,
        camp_id=camp,
        number=db.value(NUMBER, camp_id=camp),
        question=row.question,
        answer=row.answer,
        tags=list(row.tags),
        person_id=person,
        author=row.author,
        source=row.source,
        link=link,
        fingerprint=spell(row.question).fingerprint,
        created_at=at,
        changed_at=at,
        haul=haul,
    )
    _tag(db, camp, new, row.tags)
    return get(db, new)


def get(db: Db, entry_id: int) -> Entry:
    """An entry that is there, retired or not."""
    row = db.one(BY_ID, entry=entry_id)
    assert row is not None
    return Entry(*row)


def numbered(db: Db, camp: int, number: int) -> Entry | None:
    """The entry K-<number>, retired or not."""
    row = db.one(BY_NUMBER, camp=camp, numbered=number)
    return None if row is None else Entry(*row)


def asked_like(db: Db, camp: int, question: str) -> list[Entry]:
    """The entries in use whose question differs from this one in nothing that counts."""
    return [Entry(*row) for row in db.all(BY_FINGERPRINT, camp=camp, print_=spell(question).fingerprint)]


def everything(db: Db, camp: int, *, after: int = 0, most: int = 1_000_000) -> list[Entry]:
    """The entries in use past a number, by number."""
    return [Entry(*row) for row in db.all(IN_USE, camp=camp, after=after, most=most)]


def count(db: Db, camp: int) -> int:
    """How many entries are in use."""
    return int(db.value(COUNT, camp=camp))


def tags(db: Db, camp: int) -> list[tuple[str, int]]:
    """(tag, entries in use), the commonest first."""
    return [(row[0], row[1]) for row in db.all(TAGS, camp=camp)]


def revise(
    db: Db,
    one: Entry,
    question: str,
    answer: str,
    tags: Sequence[str],
    *,
    by: int | None,
    at: datetime,
    haul: int | None = None,
) -> Entry:
    """The entry in other words, as its next version; the one before is kept."""
    now = rewrite(db, one, question, answer, tags, by=by, at=at, haul=haul)
    if now.retired_at is None:
        unindex(db, now)
        index(db, now.camp, [now])
    return now


def rewrite(
    db: Db,
    one: Entry,
    question: str,
    answer: str,
    tags: Sequence[str],
    *,
    by: int | None,
    at: datetime,
    haul: int | None,
) -> Entry:
    db.run(KEEP_VERSION, entry=one.id, by=by, at=at)
    db.run(
        REVISE,
        entry=one.id,
        new_question=question,
        new_answer=answer,
        new_tags=list(tags),
        new_fingerprint=spell(question).fingerprint,
        by_haul=haul,
        at=at,
    )
    db.run(UNTAG, entry=one.id)
    _tag(db, one.camp, one.id, tags)
    return get(db, one.id)


def versions(db: Db, entry_id: int) -> list[Version]:
    """How an entry read before, the first version first."""
    return [Version(*row) for row in db.all(VERSIONS, entry=entry_id)]


def retire(db: Db, one: Entry, *, instead: Entry | None = None, at: datetime) -> bool:
    """The entry is not found any more, but `instead` of it; False where it was retired already."""
    if db.value(RETIRE, entry=one.id, at=at, instead=instead.id if instead else None) is None:
        return False
    unindex(db, one)
    return True


def restore(db: Db, one: Entry) -> bool:
    """The entry is found again; False where it was in use."""
    if db.value(RESTORE, entry=one.id) is None:
        return False
    index(db, one.camp, [one])
    return True


def add_alias(
    db: Db, one: Entry, words: str, source: str, *, person: int | None, at: datetime, haul: int | None = None
) -> bool:
    """The entry is found by these words as well; False where it was already, or where nothing can be found by them."""
    spelled = spell(words)
    if not spelled.tokens.pairs or spelled.fingerprint == spell(one.question).fingerprint:
        return False
    given = {
        "entry_id": one.id,
        "words": words,
        "fingerprint": spelled.fingerprint,
        "source": source,
        "person_id": person,
        "at": at,
        "haul": haul,
    }
    if db.value(NEW_ALIAS, **given) is None:
        return False
    if one.retired_at is None:
        search.add(db, questions(one.camp), one.id, words, dictionary(db, one.camp))
    return True


def aliases(db: Db, entry_id: int) -> list[str]:
    """The other wordings of an entry's question, the oldest first."""
    return [row.words for row in db.all(ALIASES, entry=entry_id)]


def _tag(db: Db, camp: int, entry_id: int, tags: Sequence[str]) -> None:
    db.many(TAG, [{"entry_id": entry_id, "tag": tag, "camp_id": camp} for tag in tags])


def index(db: Db, camp: int, entries: Sequence[Entry]) -> None:
    """They are found by their question and every alias, and mentioned for their answer."""
    words = dictionary(db, camp)
    search.add_all(
        db, questions(camp), [(one.id, said) for one in entries for said in (one.question, *aliases(db, one.id))], words
    )
    search.add_all(db, answers(camp), [(one.id, one.answer) for one in entries], words)
    for one in entries:
        search.answer(db, questions(camp), one.id, one.answer)


def unindex(db: Db, one: Entry) -> None:
    search.drop(db, questions(one.camp), one.id)
    search.drop(db, answers(one.camp), one.id)


def reindex(db: Db, entries: Iterable[int]) -> None:
    """Some of their aliases are gone: they are indexed by what is left."""
    for entry_id in dict.fromkeys(entries):
        one = get(db, entry_id)
        if one.retired_at is None:
            unindex(db, one)
            index(db, one.camp, [one])
